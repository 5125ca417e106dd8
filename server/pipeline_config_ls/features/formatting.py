"""Formatting, as edits of no more than what changes: the cursor and the marks of the lines around stay where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from lsprotocol import types

from pipeline_config_ls.document import Document
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.textproto import Edit, Span, index_lines
from pipeline_config_ls.textproto.formatter import format_keeping_line_ends

BLANKS = re.compile(r'[ \t]+')


def format_document(document: Document, positions: Positions) -> list[types.TextEdit]:
    """The edits that format a file; none where it is formatted, or does not parse."""
    return [positions.text_edit(edit) for edit in formatting_edits(document.text)]


def format_range(document: Document, positions: Positions, range: types.Range) -> list[types.TextEdit]:
    """Those of the same edits that are inside of a range, whole: nothing outside is touched.

    A range of whole lines ends at the start of the next one, whose indentation is not in it.
    """
    start, end = range.start, range.end
    ends_before_a_line = start < end and end.character == 0
    return [
        edit
        for edit in format_document(document, positions)
        if start <= edit.range.start and edit.range.end <= end and not (ends_before_a_line and edit.range.start == end)
    ]


def formatting_edits(text: str) -> Iterator[Edit]:
    """What formatting changes, line by line where lines only change in themselves, in the order of the text."""
    old, new = _lines(text), _lines(format_keeping_line_ends(text))
    before = 0
    while before < min(len(old), len(new)) and old[before] == new[before]:
        before += 1
    behind = 0
    while behind < min(len(old), len(new)) - before and old[-1 - behind] == new[-1 - behind]:
        behind += 1
    old_middle, new_middle = old[before : len(old) - behind], new[before : len(new) - behind]
    offset, at = sum(map(len, old[:before])), 0
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old_middle, new_middle).get_opcodes():
        offset, at = offset + sum(map(len, old_middle[at:start])), start
        if kind == 'equal':
            continue
        if end - start == new_end - new_start:
            inner = offset
            for was, becomes in zip(old_middle[start:end], new_middle[new_start:new_end], strict=True):
                yield from _trimmed(inner, was, becomes)
                inner += len(was)
        else:
            yield from _trimmed(offset, ''.join(old_middle[start:end]), ''.join(new_middle[new_start:new_end]))


def _lines(text: str) -> list[str]:
    """The lines of a text with their ends; an editor's lines, not those of `splitlines`."""
    starts = [*index_lines(text).starts, len(text)]
    return [text[start:end] for start, end in pairwise(starts)]


def _trimmed(offset: int, was: str, becomes: str) -> Iterator[Edit]:
    """A change without what both texts begin and end with, but never from the middle of a line's end."""
    if was == becomes:
        return
    if BLANKS.sub('', was) == BLANKS.sub('', becomes):
        yield from _blanks(offset, was, becomes)
        return
    shortest = min(len(was), len(becomes))
    start = 0
    while start < shortest and was[start] == becomes[start] and was[start] not in '\r\n':
        start += 1
    end = 0
    while end < shortest - start and was[-1 - end] == becomes[-1 - end]:
        end += 1
    if any(end and text[-end] == '\n' and text[-end - 1 : -end] == '\r' for text in (was, becomes)):
        end -= 1
    yield Edit(Span(offset + start, offset + len(was) - end), becomes[start : len(becomes) - end])


def _blanks(offset: int, was: str, becomes: str) -> Iterator[Edit]:
    """The changes of two texts that differ in blanks alone, one for each run of them."""
    at, new = 0, 0
    while at < len(was) or new < len(becomes):
        old_run, new_run = BLANKS.match(was, at), BLANKS.match(becomes, new)
        old_end, new_end = old_run.end() if old_run else at, new_run.end() if new_run else new
        if was[at:old_end] != becomes[new:new_end]:
            yield Edit(Span(offset + at, offset + old_end), becomes[new:new_end])
        at, new = old_end + 1, new_end + 1
