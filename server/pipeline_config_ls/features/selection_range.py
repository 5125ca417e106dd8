"""Selection ranges: selections that grow."""

from __future__ import annotations

from lsprotocol import types

from pipeline_config_ls.document import Document
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.textproto import Span


def selection_range(document: Document, offset: int, positions: Positions) -> types.SelectionRange:
    """From the word under the cursor over its field and the blocks around it to the whole file."""
    spans = [Span(0, len(document.text))]
    for field in document.fields_at(offset):
        syntax = field.syntax
        spans.append(Span(syntax.start, syntax.end))
        inner = [Span(syntax.name.start, syntax.name.end)]
        inner += [Span(value.syntax.start, value.syntax.end) for value in field.values]
        spans += [span for span in inner if span.start <= offset <= span.end]
    selection: types.SelectionRange | None = None
    for span in dict.fromkeys(spans):
        selection = types.SelectionRange(positions.range(span), selection)
    assert selection is not None
    return selection
