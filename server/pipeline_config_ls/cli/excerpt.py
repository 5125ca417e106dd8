"""A piece of a line with a mark under it, as wide as a terminal: for problems in text."""

from __future__ import annotations

import shutil
import sys
import unicodedata

CUT = '\u2026'
# A line is shown so far before what is marked, where all of it is too long.
BEFORE = 20
# Wide enough for whatever people write by hand; what no person reads is cut there.
WIDTH = 160
NARROWEST = 30


def width_of_output() -> int:
    """How many columns there are for a line."""
    columns = shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH
    return max(NARROWEST, columns)


def excerpt(line: str, start: int, end: int, width: int) -> tuple[str, str]:
    """The part of a line around `start:end` that fits `width`, and the marks that belong under it."""
    first, last = 0, len(line)
    if columns(line) > width:
        first = max(0, min(start - BEFORE, len(line) - width + 1))
        last = first
        room = width - 2 * len(CUT)
        while last < len(line) and (room := room - columns(line[last])) >= 0:
            last += 1
    left, right = CUT if first else '', CUT if last < len(line) else ''
    marked = max(1, columns(line[start : max(start, min(end, last))]))
    return left + printable(line[first:last]) + right, ' ' * columns(left + line[first:start]) + '~' * marked


def columns(text: str) -> int:
    """How wide a terminal shows a text."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) == 'Cf':
        return 0
    return 2 if unicodedata.east_asian_width(character) in 'WF' else 1


def printable(text: str) -> str:
    """A text on one line that does nothing to a terminal: its control characters are shown as what they are not."""
    if text.isprintable():
        return text
    return ''.join(' ' if one == '\t' else '\ufffd' if unicodedata.category(one) == 'Cc' else one for one in text)
