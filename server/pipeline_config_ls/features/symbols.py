"""The outline: blocks as a tree, each with what tells it apart. As the JSON that travels: a long file has tens of thousands."""

from __future__ import annotations

from lsprotocol import types

from pipeline_config_ls.document import Block, BoundField, Document
from pipeline_config_ls.features.plain_json import Json, range_json
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.textproto import Message

# Fields whose value says what a block is, the first that is set.
TELLING = {
    name: rank for rank, name in enumerate(('type', 'fine_tune_checkpoint', 'name', 'task_name', 'label_map_path'))
}
# Longer values are cut.
WIDTH = 60
STRUCT, PROPERTY = types.SymbolKind.Struct.value, types.SymbolKind.Property.value


def symbols(document: Document, positions: Positions) -> list[Json]:
    """Every block and value of the file; works on broken files as far as they can be read."""
    return _symbols(document, positions, document.root)


def _symbols(document: Document, positions: Positions, block: Block) -> list[Json]:
    found: list[Json] = []
    for field in block.fields:
        syntax, name = field.syntax, field.syntax.name
        if not name.text:
            continue
        blocks = [value for value in field.values if value.block is not None]
        if not blocks:
            found.append(
                _symbol(field, positions, syntax.start, syntax.end, name.start, name.end, _value(document, field))
            )
        for value in blocks:
            assert value.block is not None
            detail, start, end = _telling(document, value.block), value.syntax.start, value.syntax.end
            if len(field.values) == 1:
                symbol = _symbol(field, positions, syntax.start, end, name.start, name.end, detail)
            else:
                symbol = _symbol(field, positions, start, end, start, start + 1, detail)
            if children := _symbols(document, positions, value.block):
                symbol['children'] = children
            found.append(symbol)
    return found


def _symbol(field: BoundField, positions: Positions, start: int, end: int, first: int, last: int, detail: str) -> Json:
    """One from `start` to `end`; what is selected of it is from `first` to `last`."""
    symbol: Json = {
        'name': field.syntax.name.text,
        'kind': STRUCT if field.type is not None and field.type.message is not None else PROPERTY,
        'range': range_json(positions, start, end),
        'selectionRange': range_json(positions, first, last),
    }
    if detail:
        symbol['detail'] = detail
    return symbol


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
        first = min(telling, key=lambda field: TELLING[field.syntax.name.text])
        return _value(document, first).strip('"\'')
    return block.fields[0].name if len(block.fields) == 1 and block.fields[0].block else ''
