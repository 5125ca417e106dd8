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


def position_json(positions: Positions, offset: int) -> Json:
    """A position."""
    lines = positions.lines
    if not lines.is_ascii:
        line, character = lines.position(offset, positions.encoding)
        return {'line': line, 'character': character}
    line = bisect_right(lines.starts, offset) - 1
    return {'line': line, 'character': offset - lines.starts[line]}


def range_json(positions: Positions, start: int, end: int) -> Json:
    """A range."""
    lines = positions.lines
    if not lines.is_ascii:
        return {'start': position_json(positions, start), 'end': position_json(positions, end)}
    starts = lines.starts
    line = bisect_right(starts, start) - 1
    last = bisect_right(starts, end, line) - 1 if line + 1 < len(starts) and end >= starts[line + 1] else line
    return {
        'start': {'line': line, 'character': start - starts[line]},
        'end': {'line': last, 'character': end - starts[last]},
    }


def edit_json(positions: Positions, edit: Edit) -> Json:
    """An edit of a text."""
    return {'range': range_json(positions, *edit.span), 'newText': edit.text}
