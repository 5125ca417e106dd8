"""Completion: fields and values, at any place of a text that is still being typed. Reads nothing but the text.

What real configs set comes first (`usage`), before what they do not; what must be set before all, what is set already
after. Items carry what is needed to document them later (`resolve`), not the documentation itself: a list has up to sixty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lsprotocol import types

from pipeline_config_ls.analysis.components import components_of
from pipeline_config_ls.document import BoundField, Cursor, Document, Part
from pipeline_config_ls.document.edits import indent, insert_field
from pipeline_config_ls.features import markdown
from pipeline_config_ls.features.completion_item import (
    DEPRECATED_TAG,
    ENUM_MEMBER,
    FIELD,
    PLAIN,
    PLAIN_TEXT,
    SNIPPET,
    STRUCT,
    TRIGGER,
    VALUE,
    Item,
    Style,
    describe,
)
from pipeline_config_ls.features.limits import limits_of
from pipeline_config_ls.features.named_files import names_a_file
from pipeline_config_ls.features.plain_json import Json, edit_json, range_json
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.features.skeletons import Skeleton, filled_in, skeletons_of, whole_files
from pipeline_config_ls.features.usage import use_of
from pipeline_config_ls.schema import FieldType, Kind, Label, MessageType, Schema
from pipeline_config_ls.schema.components import Availability
from pipeline_config_ls.textproto import Span

# Sorted first to last: whole files, what must be set, what may be, what is set already or excluded, what is deprecated, what belongs
# to another block.
WHOLE, REQUIRED, OPEN, TAKEN, DEPRECATED, ELSEWHERE = '0', '1', '2', '3', '4', '5'
# A word of fewer letters is not looked for in other blocks, nor are more fields of other blocks offered.
SHORTEST_WORD, MOST_ELSEWHERE = 3, 10
NUMBERS = frozenset(kind for kind in Kind if kind.name.startswith(('INT', 'UINT', 'FIXED', 'SINT', 'SFIXED')))
NUMBERS |= {Kind.FLOAT, Kind.DOUBLE}


def complete(document: Document, offset: int, positions: Positions, style: Style = PLAIN) -> list[Item]:
    """What could be typed at an offset."""
    cursor = document.cursor_at(offset)
    match cursor.part:
        case Part.NAME if cursor.type is not None:
            where = range_json(positions, *cursor.word)
            return list(_Names(document, cursor, cursor.type, positions, style, where).items())
        case Part.VALUE if cursor.field is not None and cursor.field.type is not None:
            return list(_values(document, cursor, cursor.field.type, positions))
    return []


def resolve(item: types.CompletionItem, schema: Schema) -> types.CompletionItem:
    """The item with its documentation."""
    if not isinstance(item.data, dict):
        return item
    field = _field_named(schema, str(item.data.get('field', '')))
    if field is None:
        return item
    text = _documentation(schema, field, item.data.get('value'))
    if text:
        item.documentation = types.MarkupContent(types.MarkupKind.Markdown, text)
    return item


def _documentation(schema: Schema, field: FieldType, value: object) -> str:
    if isinstance(value, str):
        table = components_of(field)
        if table and value in table.components:
            return markdown.component_documentation(table.components[value])
        if field.enum and value in field.enum.by_name:
            return markdown.enum_value_documentation(schema, field, field.enum.by_name[value])
    return markdown.field_documentation(schema, field)


def _field_named(schema: Schema, full_name: str) -> FieldType | None:
    parent, _, name = full_name.rpartition('.')
    message = schema.messages.get(parent)
    return message.fields.get(name) if message else schema.extensions.get(full_name)


class _Names(NamedTuple):
    """What may be named at a place, which is `where`. The field under the cursor is not counted as set: it is being retyped."""

    document: Document
    cursor: Cursor
    message: MessageType
    positions: Positions
    style: Style
    where: Json

    def items(self) -> Iterator[Item]:
        others = [field for field in self.cursor.block.fields if field is not self.cursor.field]
        if not others and not self.cursor.chain:
            yield from (self._whole(skeleton) for skeleton in whole_files(self.message))
        taken = {field.name for field in others if field.type and not field.type.is_repeated}
        oneofs = {field.type.oneof for field in others if field.type and field.type.oneof}
        for name, field in self.message.fields.items():
            order = _order(field, name in taken or field.oneof in oneofs)
            yield self._field(name, field, order)
            if not self._is_renamed():
                for skeleton in skeletons_of(field):
                    yield self._skeleton(filled_in(skeleton, self.document), field, order)
        yield from self._elsewhere()

    def _is_renamed(self) -> bool:
        """Whether the field under the cursor has its value already: only its name is being changed."""
        under = self.cursor.field
        return under is not None and (under.syntax.colon is not None or under.syntax.value is not None)

    def _edit(self, text: str) -> Json:
        """Puts a text in the place of the word at the cursor."""
        return {'range': self.where, 'newText': text}

    def _field(self, name: str, field: FieldType, order: str) -> Item:
        item: Item = {
            'label': name,
            'kind': STRUCT if field.message else FIELD,
            'detail': markdown.type_name(field),
            'sortText': f'{order}{_rank(field)}{name}',
            'insertTextFormat': self.style.format,
            'textEdit': self._edit(_insertion(field, name, self._is_renamed(), self.style.snippets)),
            'data': {'field': field.full_name},
        }
        if field.default is not None and field.has_default:
            describe(item, f'default {markdown.literal(field, field.default)}')
        if field.deprecated:
            item['tags'] = [DEPRECATED_TAG]
        if self.style.asks_for_next and has_values(field):
            item['command'] = TRIGGER
        return item

    def _skeleton(self, skeleton: Skeleton, field: FieldType, order: str) -> Item:
        return {
            **self._whole(skeleton),
            'sortText': f'{order}{_rank(field)}{field.name} {skeleton.label}',
            'filterText': field.name,
            'data': {'field': field.full_name},
        }

    def _whole(self, skeleton: Skeleton) -> Item:
        return {
            'label': skeleton.label,
            'labelDetails': {'description': skeleton.detail},
            'kind': SNIPPET,
            'detail': skeleton.detail,
            'sortText': f'{WHOLE}{skeleton.label}',
            'insertTextFormat': self.style.format,
            'textEdit': self._edit(skeleton.body if self.style.snippets else skeleton.plain()),
        }

    def _elsewhere(self) -> Iterator[Item]:
        """Fields of other blocks that begin with what was typed: they are set where they belong."""
        word = self.document.text[slice(*self.cursor.word)]
        if len(word) < SHORTEST_WORD or self._is_renamed():
            return
        offered = set(self.message.fields)
        for homes in self.document.blocks.values():
            home = homes[-1]
            if len(homes) > 1 or home.block.type is None or home.block.syntax == self.cursor.block.syntax:
                continue
            for name, field in home.block.type.fields.items():
                if name.startswith(word) and name not in offered and not home.block.named(name):
                    offered.add(name)
                    yield self._moved(name, field, home.chain, home.block.type)
        yield from self._wrapped(word, offered)

    def _moved(self, name: str, field: FieldType, chain: tuple[BoundField, ...], owner: MessageType) -> Item:
        block = chain[-1].block if chain else self.document.root
        assert block is not None
        text = _insertion(field, name, False, False).rstrip()
        text = f'{text}\n}}' if field.message else f'{name}: {_first_value(field)}'
        inserted = insert_field(self.document, block, text)
        return {
            **self._other_block(name, field, '', '.'.join(one.name for one in chain)),
            'insertTextFormat': PLAIN_TEXT,
            'additionalTextEdits': [edit_json(self.positions, inserted)],
        }

    def _wrapped(self, word: str, offered: set[str]) -> Iterator[Item]:
        """Fields of blocks that this one may have and has not: they come with the block around them."""
        for outer, holder in self.message.fields.items():
            if holder.message is None or self.cursor.block.named(outer) or holder.is_repeated or holder.oneof:
                continue
            for name, field in list(holder.message.fields.items()):
                if (
                    name.startswith(word)
                    and name not in offered
                    and len(offered) < len(self.message.fields) + MOST_ELSEWHERE
                ):
                    offered.add(name)
                    inner = _insertion(field, name, False, self.style.snippets)
                    text = f'{outer} {{\n{indent(inner, "  ")}\n}}'
                    yield self._other_block(name, field, text, outer)

    def _other_block(self, name: str, field: FieldType, text: str, owner: str) -> Item:
        item: Item = {
            'label': name,
            'kind': STRUCT if field.message else FIELD,
            'detail': f'goes into {owner or "the file itself"}',
            'sortText': f'{ELSEWHERE}{_rank(field)}{name}',
            'insertTextFormat': self.style.format,
            'textEdit': self._edit(text),
            'data': {'field': field.full_name},
        }
        return describe(item, f'in {owner or "the file"}')


def _order(field: FieldType, is_taken: bool) -> str:
    if field.deprecated:
        return DEPRECATED
    if is_taken:
        return TAKEN
    return REQUIRED if field.label is Label.REQUIRED else OPEN


def _rank(field: FieldType) -> str:
    """The more configs set a field, the earlier it comes."""
    return f'{9999 - use_of(field).configs:04}'


def _insertion(field: FieldType, name: str, is_renamed: bool, snippets: bool) -> str:
    """The text of a field: with its colon or braces, unless the one under the cursor has them already."""
    if is_renamed:
        return name
    if field.message is not None:
        return f'{name} {{\n  $0\n}}' if snippets else f'{name} {{'
    if field.kind is Kind.STRING and snippets:
        return f'{name}: "$0"'
    return f'{name}: $0' if snippets else f'{name}: '


def has_values(field: FieldType) -> bool:
    """Whether there is something to offer inside of a field."""
    return (
        field.message is not None
        or field.enum is not None
        or field.kind is Kind.BOOL
        or field.kind in NUMBERS
        or components_of(field) is not None
        or names_a_file(field.name)
    )


def _first_value(field: FieldType) -> str:
    """A value to begin with, where a field is set in another block than the one that is looked at."""
    values = [*use_of(field).values]
    if field.kind is Kind.STRING:
        return f'"{values[0]}"' if values else '""'
    if values:
        return values[0]
    return markdown.literal(field, field.default) if field.default is not None else '0'


class _Value(NamedTuple):
    """One value: what is shown, what is inserted, and what is said beside it."""

    label: str
    text: str
    note: str = ''
    order: str = ''


def _values(document: Document, cursor: Cursor, field: FieldType, positions: Positions) -> Iterator[Item]:
    span, quoted = content_of(document, cursor.word)
    is_string = field.kind in (Kind.STRING, Kind.BYTES)
    where = range_json(positions, *(span if is_string else cursor.word))
    # Right after the colon a blank belongs before the value.
    blank = ' ' if span.start == span.end and document.text[span.start - 1 : span.start] == ':' else ''
    for value in _listed(field):
        text = blank + (value.text if not is_string or quoted else f'"{value.text}"')
        item: Item = {
            'label': value.label,
            'kind': ENUM_MEMBER if field.kind not in NUMBERS else VALUE,
            'sortText': value.order,
            'filterText': text,
            'textEdit': {'range': where, 'newText': text},
            'data': {'field': field.full_name, 'value': value.label},
        }
        if value.note:
            item['detail'] = value.note
        yield describe(item, value.note)


def _listed(field: FieldType) -> Iterator[_Value]:
    """The values of a field, as they are offered."""
    table = components_of(field)
    use = use_of(field)
    default = None if field.default is None else markdown.literal(field, field.default)
    if table is not None:
        for component in table.components.values():
            order = f'{component.availability is Availability.TF1:d}{9999 - use.values.get(component.name, 0):04}{component.name}'
            yield _Value(component.name, component.name, component.availability.value, order)
    elif field.enum is not None or field.kind is Kind.BOOL:
        names = list(field.enum.by_name) if field.enum is not None else ['true', 'false']
        for at, name in enumerate(names):
            order = f'{9999 - use.values.get(name, 0):04}{at:03}'
            yield _Value(name, name, 'default' if name == default and field.has_default else '', order)
    elif field.kind in NUMBERS:
        yield from _numbers(field, default)


def _numbers(field: FieldType, default: str | None) -> Iterator[_Value]:
    """The default, and what real configs have, the commonest first; what the builders refuse last."""
    use, limits = use_of(field), limits_of(field)
    notes = [str(limits), f'{use.least} to {use.largest} in real configs' if use.least != use.largest else '']
    span = ''.join(f', {note}' for note in notes if note)
    if default is not None and field.has_default:
        yield _Value(default, default, f'default{span}', '0' if limits.allow(default) else '2')
    for at, (value, count) in enumerate(use.values.items()):
        if value != default or not field.has_default:
            order = f'1{at:03}' if limits.allow(value) else f'2{at:03}'
            yield _Value(value, value, f'in {count} of {use.configs} configs{span}', order)
    if not (use.values or field.has_default) and limits.low.startswith('['):
        yield _Value(limits.low[1:], limits.low[1:], str(limits), '1')


def content_of(document: Document, word: Span) -> tuple[Span, bool]:
    """What completion replaces of a string: what is between its quotes, and whether there are quotes."""
    text = document.text[word.start : word.end]
    if not text.startswith(('"', "'")):
        return word, False
    closed = len(text) > 1 and text[-1] == text[0]
    return Span(word.start + 1, word.end - 1 if closed else word.end), True
