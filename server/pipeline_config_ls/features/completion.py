"""Completion: fields, values and paths, at any place of a text that is still being typed.

Items carry what is needed to document them later (`resolve`), not the documentation itself: a list has up to sixty.
"""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from pipeline_config_ls.analysis.components import components_of
from pipeline_config_ls.document import BoundField, Cursor, Document, Part
from pipeline_config_ls.features import markdown
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.schema import FieldType, Kind, Label, MessageType
from pipeline_config_ls.textproto import Edit, Span

# Sorted first to last: what must be set, what may be, what is set already or excluded, what is deprecated.
REQUIRED, OPEN, TAKEN, DEPRECATED = '0', '1', '2', '3'


def complete(
    document: Document, offset: int, positions: Positions, *, snippets: bool = True, asks_for_next: bool = False
) -> list[types.CompletionItem]:
    """What could be typed at an offset; without `snippets`, texts are inserted as they are."""
    cursor = document.cursor_at(offset)
    match cursor.part:
        case Part.NAME if cursor.type is not None:
            return list(_fields(document, cursor, cursor.type, positions, snippets, asks_for_next))
        case Part.VALUE if cursor.field is not None and cursor.field.type is not None:
            return list(_values(document, cursor, cursor.field.type, positions))
    return []


def resolve(item: types.CompletionItem, document: Document) -> types.CompletionItem:
    """The item with its documentation."""
    if not isinstance(item.data, dict):
        return item
    field = _field_named(document, str(item.data.get('field', '')))
    if field is None:
        return item
    text = _documentation(document, field, item.data.get('value'))
    if text:
        item.documentation = types.MarkupContent(types.MarkupKind.Markdown, text)
    return item


def _documentation(document: Document, field: FieldType, value: object) -> str:
    if isinstance(value, str):
        table = components_of(field)
        if table and value in table.components:
            return markdown.component_documentation(table.components[value])
        if field.enum and value in field.enum.by_name:
            return markdown.enum_value_documentation(document.schema, field, field.enum.by_name[value])
    return markdown.field_documentation(document.schema, field)


def _field_named(document: Document, full_name: str) -> FieldType | None:
    parent, _, name = full_name.rpartition('.')
    message = document.schema.messages.get(parent)
    return message.fields.get(name) if message else document.schema.extensions.get(full_name)


def _fields(
    document: Document,
    cursor: Cursor,
    message: MessageType,
    positions: Positions,
    snippets: bool,
    asks_for_next: bool,
) -> Iterator[types.CompletionItem]:
    """The fields of a message. The one under the cursor is not counted as set: it is being retyped."""
    others = [field for field in cursor.block.fields if field is not cursor.field]
    taken = {field.name for field in others if field.type and not field.type.is_repeated}
    oneofs = {field.type.oneof for field in others if field.type and field.type.oneof}
    for name, field in message.fields.items():
        order = _order(field, name in taken or field.oneof in oneofs)
        yield types.CompletionItem(
            label=name,
            kind=types.CompletionItemKind.Struct if field.message else types.CompletionItemKind.Field,
            detail=markdown.type_name(field),
            sort_text=order + name,
            filter_text=name,
            tags=[types.CompletionItemTag.Deprecated] if field.deprecated else None,
            insert_text_format=types.InsertTextFormat.Snippet if snippets else types.InsertTextFormat.PlainText,
            text_edit=positions.text_edit(Edit(cursor.word, _insertion(field, name, cursor.field, snippets))),
            data={'field': field.full_name},
            # A value of a closed set is asked for at once.
            command=types.Command('', 'editor.action.triggerSuggest') if asks_for_next and _is_closed(field) else None,
        )


def _order(field: FieldType, is_taken: bool) -> str:
    if field.deprecated:
        return DEPRECATED
    if is_taken:
        return TAKEN
    return REQUIRED if field.label is Label.REQUIRED else OPEN


def _insertion(field: FieldType, name: str, under: BoundField | None, snippets: bool) -> str:
    """The text of a field: with its colon or braces, unless the one under the cursor has them already."""
    if under is not None and (under.syntax.colon is not None or under.syntax.value is not None):
        return name
    if field.message is not None:
        return f'{name} {{\n  $0\n}}' if snippets else f'{name} {{'
    if field.kind is Kind.STRING and snippets:
        return f'{name}: "$0"'
    return f'{name}: $0' if snippets else f'{name}: '


def _is_closed(field: FieldType) -> bool:
    return field.enum is not None or field.kind is Kind.BOOL or components_of(field) is not None


def _values(
    document: Document, cursor: Cursor, field: FieldType, positions: Positions
) -> Iterator[types.CompletionItem]:
    table = components_of(field)
    if field.kind is Kind.BOOL:
        yield from (_value(field, cursor.word, text, positions) for text in ('true', 'false'))
    elif field.enum is not None:
        yield from (_value(field, cursor.word, name, positions) for name in field.enum.by_name)
    elif table is not None:
        span, quoted = _content(document, cursor.word)
        for name, component in table.components.items():
            yield _value(field, span, name if quoted else f'"{name}"', positions, name, component.availability.value)


def _content(document: Document, word: Span) -> tuple[Span, bool]:
    """What completion replaces of a string: what is between its quotes, and whether there are quotes."""
    text = document.text[word.start : word.end]
    if not text.startswith(('"', "'")):
        return word, False
    closed = len(text) > 1 and text[-1] == text[0]
    return Span(word.start + 1, word.end - 1 if closed else word.end), True


def _value(
    field: FieldType, span: Span, text: str, positions: Positions, name: str | None = None, detail: str | None = None
) -> types.CompletionItem:
    return types.CompletionItem(
        label=name or text,
        kind=types.CompletionItemKind.EnumMember,
        detail=detail,
        filter_text=text,
        text_edit=positions.text_edit(Edit(span, text)),
        data={'field': field.full_name, 'value': name or text},
    )
