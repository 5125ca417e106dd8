"""Ranges and edits as the JSON that travels, for answers with tens of thousands of them.

lsprotocol's types check each number as they are made and are taken apart again to be sent: in a long file that takes most of
the time of an outline or of formatting. What these functions give is what those types come to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.textproto import Edit

Json = dict[str, Any]


Locate = Callable[[int], tuple[int, int]]


def locator(positions: Positions) -> Locate:
    """What gives the line and the character of an offset, for thousands of them."""
    lines, encoding = positions.lines, positions.encoding
    if not lines.is_ascii:
        return lambda offset: lines.position(offset, encoding)
    starts = lines.starts

    def locate(offset: int) -> tuple[int, int]:
        line = bisect_right(starts, offset) - 1
        return line, offset - starts[line]

    return locate


def range_json(positions: Positions, start: int, end: int) -> Json:
    """A range."""
    first, last = (positions.lines.position(offset, positions.encoding) for offset in (start, end))
    return {'start': first._asdict(), 'end': last._asdict()}


def edit_json(positions: Positions, edit: Edit) -> Json:
    """An edit of a text."""
    return {'range': range_json(positions, *edit.span), 'newText': edit.text}
