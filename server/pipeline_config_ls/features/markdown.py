"""What is said about fields, values and checkpoints, as Markdown: one wording for hovers and completions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline_config_ls.analysis.components import components_of
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.features import tf1_verdict
from pipeline_config_ls.restore.verdict import Outcome, Verdict
from pipeline_config_ls.schema import EnumValue, FieldType, Label, Schema
from pipeline_config_ls.schema.components import Component

# Longer lists of values are cut.
MOST_VALUES = 12
# Longer names are cut: a hover is narrow.
WIDTH = 40

_SIGNS = {Outcome.RESTORED: '✓ Restores'}


def join(parts: Iterable[str]) -> str:
    """Paragraphs, the empty ones left out."""
    return '\n\n'.join(part for part in parts if part)


def type_name(field: FieldType) -> str:
    """The type as a .proto file writes it, with its label where that says something."""
    if field.message is not None:
        name = field.message.name
    else:
        name = field.enum.name if field.enum is not None else field.kind.value
    return name if field.label is Label.OPTIONAL else f'{field.label.value} {name}'


def literal(field: FieldType, value: object) -> str:
    """A value as the text format writes it for this field."""
    if field.enum is not None and isinstance(value, int):
        return field.enum.by_number[value].name if value in field.enum.by_number else str(value)
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, float):
        return f'{value:.7g}'
    if isinstance(value, bytes):
        value = value.decode('utf-8', 'replace')
    return f'"{value}"' if isinstance(value, str) else str(value)


def field_documentation(schema: Schema, field: FieldType) -> str:
    """All about a field: its declaration, its documentation, what it takes, and what it excludes."""
    return join(
        (
            f'```proto\n{_declaration(field)}\n```',
            '**Deprecated.**' if field.deprecated else '',
            schema.documentation(field) or (schema.documentation(field.message) if field.message else ''),
            _values(schema, field),
            _siblings(field),
        )
    )


def _declaration(field: FieldType) -> str:
    default = '' if field.default is None else f'  // default: {literal(field, field.default)}'
    return f'{field.parent.name}.{field.name}: {type_name(field)}{default}'


def _values(schema: Schema, field: FieldType) -> str:
    """The values of an enum or a component field, each with its first sentence."""
    table = components_of(field)
    if table is not None:
        rows = [f'- `{name}`: {_first(component.documentation)}' for name, component in table.components.items()]
    elif field.enum is not None:
        rows = [
            f'- `{value.name}`: {_first(schema.documentation(value))}'.removesuffix(': ')
            for value in field.enum.by_name.values()
        ]
    else:
        return ''
    more = [f'- and {len(rows) - MOST_VALUES} more'] if len(rows) > MOST_VALUES else []
    return '\n'.join(rows[:MOST_VALUES] + more)


def _siblings(field: FieldType) -> str:
    if field.oneof is None:
        return ''
    others = [f'`{member}`' for member in field.oneof.members if member != field.name]
    return f'At most one of this and {", ".join(others)}.' if others else ''


def _first(text: str) -> str:
    """The first sentence."""
    text = ' '.join(text.split())
    end = text.find('. ')
    return text if end < 0 else text[: end + 1]


def enum_value_documentation(schema: Schema, field: FieldType, value: EnumValue) -> str:
    """About one value of an enum."""
    enum = field.enum.name if field.enum is not None else ''
    return join((f'```proto\n{enum}.{value.name} = {value.number}\n```', schema.documentation(value)))


def component_documentation(component: Component) -> str:
    """About one value of a field that names a component."""
    return join((f'`{component.name}` · {component.availability.value}', component.documentation))


def verdict_documentation(analysis: ConfigAnalysis) -> str:
    """What the checkpoint would do, as a sentence and a table of counts."""
    verdict = analysis.verdict_ignoring_version
    if verdict is None:
        return join(tf1_verdict.documentation(analysis))
    head = _SIGNS.get(verdict.outcome, '✗ Does not restore')
    identified = f'The checkpoint is of {analysis.mismatch}.' if analysis.mismatch else ''
    return join((f'**{head}** as `{verdict.checkpoint_type}`', verdict.message, _table(verdict, analysis), identified))


def _table(verdict: Verdict, analysis: ConfigAnalysis) -> str:
    if not isinstance(analysis.checkpoint, Checkpoint):
        return ''
    rows = list(_rows(verdict))
    return '\n'.join(['| variables | | |', '|:--|--:|:--|', *rows]) if rows else ''


def _rows(verdict: Verdict) -> Iterator[str]:
    """A row for each group of variables that is not empty, with the first of its names."""
    if verdict.restored:
        yield f'| restored | {verdict.restored} | |'
    groups = (
        ('not in the checkpoint', verdict.unmatched),
        ('of another shape', tuple(one.name for one in verdict.incompatible)),
        ('not taken from it', verdict.unused),
    )
    for title, names in groups:
        if names:
            yield f'| {title} | {len(names)} | `{_short(names[0])}`{" …" if len(names) > 1 else ""} |'


def _short(name: str) -> str:
    """The end of a variable's name, which tells more of it than its beginning."""
    return name if len(name) <= WIDTH else f'…{name[1 - WIDTH :]}'
