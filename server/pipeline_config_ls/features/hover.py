"""Hover: what a field is for, what it is when nothing is written, and whether the checkpoint restores."""

from __future__ import annotations

from lsprotocol import types

from pipeline_config_ls.analysis.components import components_of
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.document import BoundField, Document
from pipeline_config_ls.features import markdown
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.schema import EnumValue
from pipeline_config_ls.textproto import Span

# The fields that decide what is restored.
RESTORE = frozenset({'fine_tune_checkpoint', 'fine_tune_checkpoint_type', 'fine_tune_checkpoint_version'})


def reads_files(document: Document, offset: int) -> bool:
    """Whether the whole answer at an offset takes more than the text."""
    chain = document.fields_at(offset)
    return bool(chain) and chain[-1].name in RESTORE


def hover(
    document: Document, offset: int, positions: Positions, analysis: ConfigAnalysis | None = None
) -> types.Hover | None:
    """What is known at an offset. `analysis` is passed where files may be read; without it nothing is said of checkpoints."""
    chain = document.fields_at(offset)
    if not chain:
        return None
    field = chain[-1]
    name = field.syntax.name.span
    if name.start <= offset <= name.end:
        return _hover(_field(document, field, analysis), name, positions)
    for bound in field.values:
        if bound.block is None and bound.syntax.start <= offset <= bound.syntax.end:
            span = bound.syntax.span
            return _hover(_value(document, field, bound.value, analysis), span, positions)
    return None


def _hover(text: str, span: Span, positions: Positions) -> types.Hover | None:
    if not text:
        return None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), positions.range(span))


def _field(document: Document, field: BoundField, analysis: ConfigAnalysis | None) -> str:
    if field.type is None:
        return ''
    return markdown.join((_verdict(field, analysis), markdown.field_documentation(document.schema, field.type)))


def _value(document: Document, field: BoundField, value: object, analysis: ConfigAnalysis | None) -> str:
    if field.type is None:
        return ''
    if isinstance(value, EnumValue):
        return markdown.enum_value_documentation(document.schema, field.type, value)
    table = components_of(field.type)
    component = table.components.get(value) if table and isinstance(value, str) else None
    about = markdown.component_documentation(component) if component else ''
    return markdown.join((_verdict(field, analysis), about)) or markdown.field_documentation(
        document.schema, field.type
    )


def _verdict(field: BoundField, analysis: ConfigAnalysis | None) -> str:
    if analysis is None or field.name not in RESTORE:
        return ''
    return markdown.verdict_documentation(analysis)
