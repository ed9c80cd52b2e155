"""The post: its numbers filled in from the kept ones, and it as a web page.

A number in the text stands behind a comment that says where it comes from,
as in <!--8/tables/tanh/l2/test/mean-->90.2: a file of numbers, then the keys
into it. Readers do not see the comment.
"""
import base64
import hashlib
import re

import markdown
from latex2mathml.converter import convert

import results

SOURCES = {'8': 'comparison-digits', 'football': 'football', 'moons': 'moons',
           'mnist': 'mnist_dropout'}
TAGGED = re.compile(r'<!--([\w./-]+)-->([+-]?)(\d+(?:,\d+)*(?:\.(\d+))?)')
PAGE = '''<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="source" content="{source}">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 42rem; margin: 0 auto; padding: 1rem;
  font: 1.1rem/1.6 Georgia, serif; overflow-wrap: break-word; }}
h1, h2, h3 {{ line-height: 1.2; }}
img {{ display: block; width: 100%; max-width: 36rem; margin: 1.5rem auto;
  border-radius: 6px; }}
table {{ border-collapse: collapse; display: block; overflow-x: auto;
  font-size: 0.9rem; }}
th, td {{ padding: 0.3rem 0.6rem; border-bottom: 1px solid #8888; }}
td:not(:first-child) {{ white-space: nowrap; }}
code {{ font-size: 0.9em; }}
math[display="block"] {{ overflow-x: auto; margin: 1rem 0; }}
em {{ opacity: 0.85; }}
</style>
</head>
<body>
{body}
</body>
</html>
'''


def lookup(path):
    """Return the number that a tag names, such as '8/settings/train'."""
    source, *keys = path.split('/')
    value = results.read(SOURCES[source])
    for key in keys:
        value = value[int(key) if isinstance(value, list) else key]
    return value


def fill(text):
    """Return the text with every tagged number as it was last found.

    The number of decimals, and whether a plus is shown, stay as written.
    """
    def number(match):
        """Return the tag and its number."""
        path, sign, _, decimals = match.groups()
        plus = '+' if sign else ''
        value = lookup(path)
        return f'<!--{path}-->{value:{plus},.{len(decimals or "")}f}'

    return TAGGED.sub(number, text)


def page(text):
    """Return the post as one HTML page that needs nothing else."""
    math = []

    def stash(match):
        """Keep a formula from Markdown; return what stands in for it."""
        block, inline = match.groups()
        math.append(convert(block or inline,
                            display='block' if block else 'inline'))
        return f'MATH{len(math) - 1}END'

    def embed(match):
        """Return the attribute of an image with the image itself."""
        path = results.POST / match[1]
        kind = 'svg+xml' if path.suffix == '.svg' else 'png'
        data = base64.b64encode(path.read_bytes()).decode()
        return f'src="data:image/{kind};base64,{data}"'

    source = hashlib.sha256(text.encode()).hexdigest()
    text = re.sub(r'<!--.*?-->', '', text)
    title = re.search('# (.*)', text)[1]
    text = re.sub(r'\$\$(.+?)\$\$|\$([^$\n]+?)\$', stash, text, flags=re.S)
    body = markdown.markdown(text, extensions=['tables', 'fenced_code'])
    body = re.sub(r'MATH(\d+)END', lambda match: math[int(match[1])], body)
    body = re.sub(r'src="(figures/[^"]+)"', embed, body)
    return PAGE.format(source=source, title=title, body=body)


def main():
    """Fill the numbers into both READMEs; write the page beside the post."""
    source, target = results.POST / 'README.md', results.POST / 'index.html'
    for path in results.ROOT / 'README.md', source:
        path.write_text(fill(path.read_text()))
    target.write_text(page(source.read_text()))
    print(f'page: {target.relative_to(results.ROOT)}')


if __name__ == '__main__':
    main()
