"""What is said about fields, values and checkpoints, as Markdown: one wording for hovers and completions."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline_config_ls.analysis.components import components_of
from pipeline_config_ls.report import words
from pipeline_config_ls.report.groups import Group, Tone
from pipeline_config_ls.report.report import Report
from pipeline_config_ls.report.short import short
from pipeline_config_ls.restore.fates import Fate
from pipeline_config_ls.schema import EnumValue, FieldType, Label, Schema
from pipeline_config_ls.schema.components import Component

# Longer lists of values are cut.
MOST_VALUES = 12
# A hover has room for so many parts of a model.
MOST_ROWS = 8


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


def verdict_documentation(report: Report, link: str = '') -> str:
    """What the checkpoint would do: the verdict once, then a row for each part. `link` opens the whole report."""
    head = f'**{short(report)}**'
    if report.first:
        return join((head, report.first, link))
    if not report.outcome or not report.groups:
        return join((head, report.headline, link))
    rows = ['| | part | variables | parameters | |', '|:--|:--|--:|--:|:--|']
    shown = [one for one in report.groups if one.fate is not Fate.NOT_TAKEN]
    rows += [
        f'| {words.sign(one)} | {one.part.name} | {one.count:,} | {words.parameters(one.parameters)} | {_what(one)} |'
        for one in shown[:MOST_ROWS]
    ]
    if len(shown) > MOST_ROWS:
        rows.append(f'| | and {len(shown) - MOST_ROWS} more | | | |')
    identified = f'The checkpoint is {report.identified}.' if report.identified and report.tone is Tone.STOPS else ''
    return join((head, '\n'.join(rows), identified, link))


def _what(found: Group) -> str:
    """What becomes of a group, with both shapes where they differ."""
    return found.cause if found.fate is Fate.OTHER_SHAPE else words.FATES[found.fate]
