"""Hover: what a field is for and what takes effect; on some fields what comes of it: the restore, a curve, anchors, classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import quote

from lsprotocol import types

from pipeline_config_ls.analysis.components import components_of
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.document import BoundField, Document, OverwriteKind
from pipeline_config_ls.features import markdown
from pipeline_config_ls.features.commands import CHOOSE, COMPARE, SHOW_REPORT, VERIFY
from pipeline_config_ls.features.hover_pictures import anchors_of, classes_of, curve_of, objects_of
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.report.report import make_report
from pipeline_config_ls.schema import EnumValue
from pipeline_config_ls.textproto import Span

# The fields that decide what is restored.
RESTORE = frozenset({'fine_tune_checkpoint', 'fine_tune_checkpoint_type', 'fine_tune_checkpoint_version'})
_LINKS = {
    SHOW_REPORT: 'Report',
    COMPARE: 'Compare configs',
    VERIFY: 'Verify with TensorFlow',
    CHOOSE: 'Which checkpoint fits?',
}


class Asked(NamedTuple):
    """Where a hover is asked for, and by whom: the fields around the place, and the commands that the client has."""

    document: Document
    chain: tuple[BoundField, ...]
    analysis: ConfigAnalysis | None
    uri: str
    client_commands: frozenset[str]

    @property
    def field(self) -> BoundField:
        return self.chain[-1]


def reads_files(document: Document, offset: int) -> bool:
    """Whether the whole answer at an offset takes more than the text."""
    chain = document.fields_at(offset)
    return bool(chain) and (chain[-1].name in RESTORE or chain[-1].name in _OUTCOMES)


def hover(
    document: Document,
    offset: int,
    positions: Positions,
    analysis: ConfigAnalysis | None = None,
    uri: str = '',
    client_commands: frozenset[str] = frozenset(),
) -> types.Hover | None:
    """What is known at an offset. `analysis` is passed where files may be read; without it nothing is said of checkpoints."""
    chain = document.fields_at(offset)
    if not chain:
        return None
    asked = Asked(document, chain, analysis, uri, client_commands)
    field = chain[-1]
    name = field.syntax.name.span
    if name.start <= offset <= name.end:
        return _hover(_field(asked), name, positions)
    for bound in field.values:
        if bound.block is None and bound.syntax.start <= offset <= bound.syntax.end:
            return _hover(_value(asked, bound.value), bound.syntax.span, positions)
    return None


def _hover(text: str, span: Span, positions: Positions) -> types.Hover | None:
    if not text:
        return None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), positions.range(span))


def _field(asked: Asked) -> str:
    if asked.field.type is None:
        return ''
    about = markdown.field_documentation(asked.document.schema, asked.field.type)
    return markdown.join((_outcome(asked), _overruled(asked), about))


def _value(asked: Asked, value: object) -> str:
    schema, field = asked.document.schema, asked.field
    if field.type is None:
        return ''
    if isinstance(value, EnumValue):
        about = markdown.enum_value_documentation(schema, field.type, value)
        return markdown.join((_outcome(asked), _overruled(asked), about))
    table = components_of(field.type)
    component = table.components.get(value) if table and isinstance(value, str) else None
    about = markdown.component_documentation(component) if component else ''
    said = markdown.join((_outcome(asked), _overruled(asked), about))
    return said or markdown.field_documentation(schema, field.type)


def _overruled(asked: Asked) -> str:
    """What takes effect in the place of a value that is set again further down."""
    for overwrite in asked.document.overwrites:
        if overwrite.earlier is asked.field and overwrite.kind is not OverwriteKind.MERGED:
            later = overwrite.later
            line = asked.document.lines.position(later.syntax.start).line + 1
            span = later.syntax.value.span if later.syntax.value is not None else later.syntax.span
            text = asked.document.text[span.start : span.end] if later.block is None else later.name
            return f'Not in effect: line {line} sets `{text}`.'
    return ''


def _outcome(asked: Asked) -> str:
    """What comes of the field, for those of which something is known."""
    if asked.analysis is None or asked.field.type is None:
        return ''
    if asked.field.name in RESTORE:
        return _restore(asked, asked.analysis)
    tell = _OUTCOMES.get(asked.field.name)
    return tell(asked.analysis, asked.chain) if tell else ''


def _restore(asked: Asked, analysis: ConfigAnalysis) -> str:
    # An argument of a command link is JSON, and a URI is safe in it.
    argument = quote(f'["{asked.uri}"]')
    report = make_report(analysis, details=False)
    offered = [name for name in _LINKS if name in asked.client_commands and (name != CHOOSE or report.sign == '✗')]
    links = [f'[{_LINKS[name]}](command:{name}?{argument})' for name in offered]
    return markdown.verdict_documentation(report, ' · '.join(links))


Tell = Callable[[ConfigAnalysis, tuple[BoundField, ...]], str]
_OUTCOMES: Mapping[str, Tell] = {
    'learning_rate': curve_of,
    'constant_learning_rate': curve_of,
    'cosine_decay_learning_rate': curve_of,
    'exponential_decay_learning_rate': curve_of,
    'manual_step_learning_rate': curve_of,
    'anchor_generator': anchors_of,
    'first_stage_anchor_generator': anchors_of,
    'grid_anchor_generator': anchors_of,
    'multiscale_anchor_generator': anchors_of,
    'ssd_anchor_generator': anchors_of,
    'flexible_grid_anchor_generator': anchors_of,
    'label_map_path': classes_of,
    'input_path': objects_of,
}
