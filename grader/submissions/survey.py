"""What is known of all paths of a tree, by which its layout is recognized."""
import csv
import functools
import re

from grader.submissions.names import look, looks_like_one
from grader.submissions.notebooks import mentions
from grader.submissions.tree import Tree

TABLE = 8 << 20  # bytes of a table beside the hand-ins
SOURCE = re.compile(r'.+\.(?:py|ipynb)(?:\.txt)?|.+_file\d+_submission\d+.*',
                    re.I | re.S)


class Survey:
    """A tree, with what recognizers ask of it.

    nodes: those without children, {their parts: node}. looks: the parts of
    those that look like one of the eight, or, if there are none, of those
    that define one of the functions.
    """

    def __init__(self, path):
        self.tree = Tree(path)
        self.top = self.tree.top
        self.nodes, self.names, self.by_name = {}, {self.top.name}, {}
        self.structure = None  # what plain folders say, if they are asked
        self.walk(self.top, (self.top.name,))
        self.paths = list(self.nodes)
        self.looks = [parts for parts in self.nodes
                      if looks_like_one(parts[-1])]
        self.by_content = not self.looks
        if self.by_content:
            self.looks = [parts for parts, node in self.nodes.items()
                          if is_source(parts[-1]) and mentions(node)]

    def walk(self, top, parts):
        """Take up all that is below a node."""
        stack = [(top, parts)]
        while stack:
            node, parts = stack.pop()
            if node.children is None or not node.children:
                if node is not self.top:
                    self.nodes[parts] = node
                    self.by_name.setdefault(node.name, []).append(parts)
                continue
            for child in reversed(list(node.children.values())):
                self.names.add(child.name)
                stack.append((child, parts + (child.name,)))

    def files_named(self, name):
        """Return the nodes of all files with a name."""
        return [self.nodes[parts] for parts in self.by_name.get(name, ())
                if self.nodes[parts].kind == 'file']

    def table(self, name):
        """Return the rows of the topmost table with a name, [] if none."""
        found = sorted(self.files_named(name), key=lambda node: len(
            node.parts))
        return rows_of(found[0]) if found else []

    def explained(self, reader):
        """Return the share of what looks like one of the eight."""
        return sum(reader(parts) is not None for parts in self.looks) / max(
            1, len(self.looks))

    @functools.cached_property
    def found_in(self):
        """{parts of a folder: the parts of all looks below it}."""
        found = {}
        for parts in self.looks:
            for end in range(1, len(parts)):
                found.setdefault(parts[:end], []).append(parts)
        return found

    def node_at(self, parts):
        """Return the node of a path."""
        if parts in self.nodes:
            return self.nodes[parts]
        node = self.top
        for part in parts[1:]:
            node = node.children[part]
        return node

    def in_archive(self, parts):
        """Return whether a path leads into an archive."""
        node = self.node_at(parts)
        while node is not None and node.kind != 'archive':
            node = node.parent
        return node is not None

    def tasks_below(self, parts):
        """Return which of the eight are below a folder, by their names."""
        return {task_of(below) for below in self.found_in.get(parts, ())}


def task_of(parts):
    """Return which of the eight a file is, or its own name."""
    found = look(parts[-1])
    return found.file if found else parts[-1]


def is_source(name):
    """Return whether a file may hold functions under another name."""
    return bool(SOURCE.fullmatch(name))


def rows_of(node):
    """Return the rows of a table that separates by commas or semicolons."""
    try:
        text = node.read(TABLE)[0].decode('utf-8-sig', 'replace')
    except Exception:  # readers raise whatever they like
        return []
    if '\0' in text:
        text = text.replace('\0', '')
    first = text[:text.find('\n')] if '\n' in text else text
    delimiter = max(',;\t', key=first.count)
    try:
        return [row for row in csv.reader(text.splitlines(),
                                          delimiter=delimiter) if row]
    except csv.Error:
        return []
