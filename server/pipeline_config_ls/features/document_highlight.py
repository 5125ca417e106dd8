"""Document highlights: the same field elsewhere, or the same value."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from pipeline_config_ls.document import BoundField, BoundValue, Document
from pipeline_config_ls.features.named_files import names_a_file
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.schema import FieldType
from pipeline_config_ls.textproto import Scalar, Span


def document_highlights(document: Document, offset: int, positions: Positions) -> list[types.DocumentHighlight]:
    """On a name, every place that sets the field, in whatever block of its kind; on a value, where it is the same."""
    chain = document.fields_at(offset)
    if not chain or chain[-1].type is None:
        return []
    field = chain[-1]
    if offset <= field.syntax.name.end:
        kind, spans = types.DocumentHighlightKind.Write, _names(document, field)
    else:
        kind, spans = types.DocumentHighlightKind.Read, _values(document, field, offset)
    return [types.DocumentHighlight(positions.range(span), kind) for span in spans]


def _names(document: Document, field: BoundField) -> Iterator[Span]:
    for other in document.fields:
        if other.type is field.type:
            yield other.syntax.name.span


def _values(document: Document, field: BoundField, offset: int) -> Iterator[Span]:
    """The same value in the same field, or the same path in any."""
    under = next((value for value in field.values if _is_at(value, offset)), None)
    if under is None or under.value is None or field.type is None:
        return
    for other in document.fields:
        if other.type is not None and _compares(field.type, other.type):
            for value in other.values:
                if value.value == under.value and type(value.value) is type(under.value):
                    yield Span(value.syntax.start, value.syntax.end)


def _is_at(value: BoundValue, offset: int) -> bool:
    return isinstance(value.syntax, Scalar) and value.syntax.start <= offset <= value.syntax.end


def _compares(one: FieldType, other: FieldType) -> bool:
    return one is other or (one.kind is other.kind and names_a_file(one.name) and names_a_file(other.name))
