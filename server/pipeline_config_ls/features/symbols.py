"""The outline: blocks as a tree, each with what tells it apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lsprotocol import types

from pipeline_config_ls.document import Block, BoundField, Document
from pipeline_config_ls.features.plain_json import Json, range_json
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.textproto import Message, Span

# Fields whose value says what a block is, the first that is set.
TELLING = ('type', 'fine_tune_checkpoint', 'name', 'task_name', 'label_map_path')
# Longer values are cut.
WIDTH = 60
STRUCT, PROPERTY = types.SymbolKind.Struct.value, types.SymbolKind.Property.value


class Symbol(NamedTuple):
    """A block or value: what it is called, what tells it apart, where it is, and what is in it."""

    name: str
    detail: str
    kind: int
    whole: Span
    selection: Span
    children: list[Symbol]


def symbols(document: Document) -> list[Symbol]:
    """Every block and value of the file; works on broken files as far as they can be read."""
    return list(_symbols(document, document.root))


def symbols_json(document: Document, positions: Positions) -> list[Json]:
    """The same as it travels."""
    return [_json(symbol, positions) for symbol in symbols(document)]


def _json(symbol: Symbol, positions: Positions) -> Json:
    found: Json = {
        'name': symbol.name,
        'kind': symbol.kind,
        'range': range_json(positions, *symbol.whole),
        'selectionRange': range_json(positions, *symbol.selection),
    }
    if symbol.detail:
        found['detail'] = symbol.detail
    if symbol.children:
        found['children'] = [_json(child, positions) for child in symbol.children]
    return found


def _symbols(document: Document, block: Block) -> Iterator[Symbol]:
    for field in block.fields:
        if not field.name:
            continue
        syntax = field.syntax
        name = syntax.name.span
        kind = STRUCT if field.type and field.type.message else PROPERTY
        blocks = [value for value in field.values if value.block is not None]
        if not blocks:
            yield Symbol(field.name, _value(document, field), kind, syntax.span, name, [])
        for value in blocks:
            assert value.block is not None
            single = len(field.values) == 1
            whole = Span(syntax.start if single else value.syntax.start, value.syntax.end)
            selection = name if single else Span(value.syntax.start, value.syntax.start + 1)
            children = list(_symbols(document, value.block))
            yield Symbol(field.name, _telling(document, value.block), kind, whole, selection, children)


def _value(document: Document, field: BoundField) -> str:
    value = field.syntax.value
    if value is None or isinstance(value, Message):
        return ''
    text = document.text[value.start : value.end]
    return text if len(text) <= WIDTH else f'{text[: WIDTH - 1]}…'


def _telling(document: Document, block: Block) -> str:
    """A value inside of a block that tells what it is; else the one block in it."""
    telling = [field for field in block.fields if field.syntax.name.text in TELLING]
    if telling:
        first = min(telling, key=lambda field: TELLING.index(field.syntax.name.text))
        return _value(document, first).strip('"\'')
    return block.fields[0].name if len(block.fields) == 1 and block.fields[0].block else ''
