"""Folding: blocks, lists and runs of comments of more than one line."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from pipeline_config_ls.document import Document
from pipeline_config_ls.textproto import ListValue, Message


def folding_ranges(document: Document) -> list[types.FoldingRange]:
    """Every range that can be folded; the line with the closing brace stays to be seen."""
    return [*_blocks(document), *_comments(document)]


def _blocks(document: Document) -> Iterator[types.FoldingRange]:
    for field in document.fields:
        value = field.syntax.value
        if isinstance(value, Message | ListValue):
            first, last = document.lines.line(value.start), document.lines.line(max(value.end - 1, value.start))
            last -= 1 if value.close is not None else 0
            if last > first:
                yield types.FoldingRange(first, last, kind=types.FoldingRangeKind.Region)


def _comments(document: Document) -> Iterator[types.FoldingRange]:
    """Comments on lines that follow each other, nothing else on them."""
    run: list[int] = []
    for span in (*document.tree.comments, None):
        line = None if span is None else document.lines.line(span.start)
        alone = span is not None and not document.text[document.lines.starts[line or 0] : span.start].strip()
        if run and not (alone and line == run[-1] + 1):
            if len(run) > 1:
                yield types.FoldingRange(run[0], run[-1], kind=types.FoldingRangeKind.Comment)
            run = []
        if alone and line is not None:
            run.append(line)
