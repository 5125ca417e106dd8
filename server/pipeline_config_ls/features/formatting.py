"""Formatting, as edits of no more than what changes: the cursor and the marks of the lines around stay where they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from lsprotocol import types

from pipeline_config_ls.document import Document
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.textproto import Edit, Span, index_lines
from pipeline_config_ls.textproto.formatter import format_keeping_line_ends

# So many lines are looked ahead for where two versions agree again.
REACH = 40
# More edits than this are put together.
MOST_EDITS = 2000
BLANKS = re.compile(r'[ \t]+')


def format_document(document: Document, positions: Positions) -> list[types.TextEdit]:
    """The edits that format a file; none where it is formatted, or does not parse."""
    return [positions.text_edit(edit) for edit in formatting_edits(document)]


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


def formatting_edits(document: Document) -> Iterable[Edit]:
    """What formatting changes, line by line where lines only change in themselves, in the order of the text.

    Where thousands of lines change, runs of them are one edit each: an editor takes long for more.
    """
    text = document.text
    formatted = format_keeping_line_ends(text, document.tree)
    if formatted == text:
        return ()
    edits = _merged(_edits(text, formatted))
    return edits if len(edits) <= MOST_EDITS else _runs(text, edits)


def _merged(edits: Iterable[Edit]) -> list[Edit]:
    """Edits that touch as one: of two insertions at one place an editor need not know which comes first."""
    merged: list[Edit] = []
    for edit in edits:
        if merged and merged[-1].span.end == edit.span.start:
            before = merged.pop()
            edit = Edit(Span(before.span.start, edit.span.end), before.text + edit.text)
        merged.append(edit)
    return merged


def _runs(text: str, edits: list[Edit]) -> list[Edit]:
    """The same edits, those on the same line or on the next one put together."""
    runs: list[list[Edit]] = []
    for edit in edits:
        between = text[runs[-1][-1].span.end : edit.span.start] if runs else '\n\n'
        if between.count('\n') > 1:
            runs.append([])
        runs[-1].append(edit)
    return [_as_one(text, run) for run in runs]


def _as_one(text: str, run: list[Edit]) -> Edit:
    parts: list[str] = []
    offset = run[0].span.start
    for edit in run:
        parts += (text[offset : edit.span.start], edit.text)
        offset = edit.span.end
    return Edit(Span(run[0].span.start, offset), ''.join(parts))


def _edits(text: str, formatted: str) -> Iterator[Edit]:
    old, new = _lines(text), _lines(formatted)
    offset = 0
    for lines, becomes in _aligned(old, new):
        if len(lines) == len(becomes):
            for was, will_be in zip(lines, becomes, strict=True):
                if was != will_be:
                    yield from _trimmed(offset, was, will_be)
                offset += len(was)
        else:
            was = ''.join(lines)
            yield from _trimmed(offset, was, ''.join(becomes))
            offset += len(was)


def _aligned(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Runs of lines that correspond, in linear time: formatting keeps their order and most of their words.

    Lines of the same words correspond; where they do not, the nearest two that do end a run.
    """
    at, to = 0, 0
    while at < len(old) and to < len(new):
        same = 0
        while at + same < len(old) and to + same < len(new) and _correspond(old[at + same], new[to + same]):
            same += 1
        yield old[at : at + same], new[to : to + same]
        at, to = at + same, to + same
        if at < len(old) and to < len(new):
            skipped, added = _next_match(old, new, at, to)
            yield old[at : at + skipped], new[to : to + added]
            at, to = at + skipped, to + added
    if at < len(old) or to < len(new):
        yield old[at:], new[to:]


def _correspond(was: str, becomes: str) -> bool:
    return was == becomes or was.lstrip() == becomes.lstrip() or _words(was) == _words(becomes)


def _words(line: str) -> str:
    return ''.join(line.split())


def _next_match(old: list[str], new: list[str], at: int, to: int) -> tuple[int, int]:
    """How many lines of each stand before the next two with the same words."""
    words = [_words(line) for line in old[at : at + REACH + 1]]
    others = [_words(line) for line in new[to : to + REACH + 1]]
    for distance in range(1, 2 * REACH):
        for skipped in range(max(0, distance - REACH), min(distance, REACH) + 1):
            added = distance - skipped
            if skipped < len(words) and added < len(others) and words[skipped] == others[added] != '':
                return skipped, added
    return min(REACH, len(old) - at), min(REACH, len(new) - to)


def _lines(text: str) -> list[str]:
    """The lines of a text with their ends; an editor's lines, not those of `splitlines`."""
    starts = [*index_lines(text).starts, len(text)]
    return [text[start:end] for start, end in pairwise(starts)]


def _trimmed(offset: int, was: str, becomes: str) -> Iterator[Edit]:
    """A change without what both texts begin and end with, but never from the middle of a line's end."""
    rest, other = was.lstrip(' \t'), becomes.lstrip(' \t')
    if rest == other:  # the indentation alone, as of most lines that change
        yield Edit(Span(offset, offset + len(was) - len(rest)), becomes[: len(becomes) - len(other)])
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
