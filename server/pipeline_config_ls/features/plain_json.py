"""Ranges and edits as the JSON that travels, for answers with tens of thousands of them.

lsprotocol's types check each number as they are made and are taken apart again to be sent: in a long file that takes most of
the time of an outline or of formatting. What these functions give is what those types come to.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.textproto import Edit

Json = dict[str, Any]


def place(positions: Positions, offset: int) -> tuple[int, int]:
    """The line and the character of an offset within the text."""
    lines = positions.lines
    if not lines.is_ascii:
        return lines.position(offset, positions.encoding)
    line = bisect_right(lines.starts, offset) - 1
    return line, offset - lines.starts[line]


def range_json(positions: Positions, start: int, end: int) -> Json:
    """A range."""
    line, character = place(positions, start)
    last_line, last = place(positions, end)
    return {'start': {'line': line, 'character': character}, 'end': {'line': last_line, 'character': last}}


def range_text(positions: Positions, start: int, end: int) -> str:
    """The same as text."""
    line, character = place(positions, start)
    last_line, last = place(positions, end)
    return f'{{"start":{{"line":{line},"character":{character}}},"end":{{"line":{last_line},"character":{last}}}}}'


def edit_json(positions: Positions, edit: Edit) -> Json:
    """An edit of a text."""
    return {'range': range_json(positions, *edit.span), 'newText': edit.text}
