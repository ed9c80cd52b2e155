"""Text that may hold anything, made safe to be kept and shown."""
import re
import unicodedata

LONGEST = 4000  # characters of a text that a submission may make longer
MARKS = 8       # on a letter; no language puts as many there


def clean(text):
    """Return text without what could do things where it is shown.

    Lines stay. Control characters, those that turn the order of a line
    around, and marks piled upon a letter do not; half a character, as names
    of files may have, is written as its number. What is clean stays as it is.
    """
    if text.isascii() and text.isprintable():  # most is, and a class has many
        return text
    text = without_piles(text.encode(errors='backslashreplace').decode())
    text = re.sub('\r\n?', '\n', text).expandtabs(4)
    return ''.join(char if char.isprintable() or char in '\n\u200c\u200d'
                   else '\ufffd' for char in text)


def without_piles(text):
    """Return text without marks that would cover the lines above it."""
    kept, pile = [], 0
    for char in text:
        pile = pile + 1 if unicodedata.category(char) in ('Mn', 'Me') else 0
        if pile <= MARKS:
            kept.append(char)
    return ''.join(kept)


def shortened(text, most=LONGEST):
    """Return clean text of at most so many characters, and how many more."""
    if len(text) > most:
        kept = text[:most - 40]  # so that what is short stays as it is
        text = f'{kept}\u2026 ({len(text) - len(kept):,} more characters)'
    return clean(text)


def one_line(text):
    """Return clean text on one line."""
    return ' '.join(clean(text).split())


def outline(text):
    """Return what tells a name from another by eye: no joiners, one form."""
    return ' '.join(''.join(
        char for char in unicodedata.normalize('NFKC', text)
        if unicodedata.category(char) != 'Cf').split())
