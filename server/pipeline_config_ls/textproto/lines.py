"""Lines and columns: from offsets in code points to the positions that editors speak of, and back.

A line ends at \\n, \\r\\n or \\r, as the Language Server Protocol has it, and at nothing else. (To protobuf only \\n ends
a line; `merge_line` counts so.) Characters are code units of the negotiated encoding.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate
from typing import NamedTuple

LINE_END = re.compile(r'\r\n?|\n')
ASTRAL = re.compile('[\U00010000-\U0010ffff]')


class Encoding(Enum):
    """In which units a client counts the characters of a line."""

    UTF8 = 'utf-8'
    UTF16 = 'utf-16'
    UTF32 = 'utf-32'


class Position(NamedTuple):
    """A place in a text, both counted from 0."""

    line: int
    character: int


@dataclass(frozen=True, slots=True)
class LineIndex:
    """Where the lines of one text begin."""

    text: str
    starts: tuple[int, ...]
    is_ascii: bool

    def position(self, offset: int, encoding: Encoding = Encoding.UTF16) -> Position:
        """The position of an offset; one outside the text is moved to its nearest end."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.starts, offset) - 1
        start = self.starts[line]
        if self.is_ascii or encoding is Encoding.UTF32:
            return Position(line, offset - start)
        return Position(line, _units(self.text[start:offset], encoding))

    def offset(self, position: tuple[int, int], encoding: Encoding = Encoding.UTF16) -> int:
        """The offset of a position.

        A character past the end of its line is its end, a line past the last one is the end of the text, and a
        place in the middle of a character is its start.
        """
        line, character = position
        if line < 0:
            return 0
        if line >= len(self.starts):
            return len(self.text)
        start, end = self.starts[line], self.end(line)
        if self.is_ascii or encoding is Encoding.UTF32:
            return min(max(start + character, start), end)
        return start + _code_points(self.text[start:end], character, encoding)

    def line(self, offset: int) -> int:
        """The line that holds an offset."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def end(self, line: int) -> int:
        """Where a line ends, before its line end."""
        if line + 1 >= len(self.starts):
            return len(self.text)
        end = self.starts[line + 1] - 1
        if self.text[end] == '\n' and end > self.starts[line] and self.text[end - 1] == '\r':
            end -= 1
        return end

    def indentation(self, offset: int) -> str:
        """The blanks at the start of the line that holds an offset."""
        line = self.line(offset)
        content = self.text[self.starts[line] : self.end(line)]
        return content[: len(content) - len(content.lstrip(' \t'))]


def index_lines(text: str) -> LineIndex:
    """The lines of a text, in linear time."""
    if '\r' in text:
        starts = (0, *map(re.Match.end, LINE_END.finditer(text)))
    else:  # four times as fast
        lengths = map(len, text.split('\n'))
        starts = tuple(accumulate((length + 1 for length in lengths), initial=0))[:-1]
    return LineIndex(text, starts, text.isascii())


def merge_line(text: str, offset: int) -> int:
    """The number that text_format gives to the line of an offset: from 1, and only \\n ends a line."""
    return text.count('\n', 0, offset) + 1


def _units(text: str, encoding: Encoding) -> int:
    if encoding is Encoding.UTF8:
        return len(text.encode('utf-8', 'surrogatepass'))
    return len(text) + len(ASTRAL.findall(text))


def _code_points(line: str, units: int, encoding: Encoding) -> int:
    """How many whole characters of a line take at most so many units."""
    units = max(units, 0)
    if encoding is Encoding.UTF16:
        taken = line.encode('utf-16-le', 'surrogatepass')[: units * 2].decode('utf-16-le', 'surrogatepass')
        cut_through = bool(taken) and taken[-1] != line[len(taken) - 1]
        return len(taken) - cut_through
    data = line.encode('utf-8', 'surrogatepass')
    while 0 < units < len(data) and 0x80 <= data[units] < 0xC0:
        units -= 1
    return len(data[:units].decode('utf-8', 'surrogatepass'))
