"""The outline: blocks as a tree, each with what tells it apart."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from pipeline_config_ls.document import Block, BoundField, Document
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.textproto import Message, Span

# Fields whose value says what a block is, the first that is set.
TELLING = ('type', 'fine_tune_checkpoint', 'name', 'task_name', 'label_map_path')
# Longer values are cut.
WIDTH = 60


def symbols(document: Document, positions: Positions) -> list[types.DocumentSymbol]:
    """Every block and value of the file; works on broken files as far as they can be read."""
    return list(_symbols(document, document.root, positions))


def _symbols(document: Document, block: Block, positions: Positions) -> Iterator[types.DocumentSymbol]:
    for field in block.fields:
        if not field.name:
            continue
        name = field.syntax.name.span
        if not any(value.block for value in field.values):
            yield _symbol(field, field.syntax.span, name, _value(document, field), positions)
            continue
        for value in field.values:
            if value.block is None:
                continue
            single = len(field.values) == 1
            start = field.syntax.start if single else value.syntax.start
            symbol = _symbol(
                field,
                Span(start, value.syntax.end),
                name if single else Span(value.syntax.start, value.syntax.start + 1),
                _telling(document, value.block),
                positions,
            )
            symbol.children = list(_symbols(document, value.block, positions))
            yield symbol


def _symbol(field: BoundField, whole: Span, name: Span, detail: str, positions: Positions) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        field.name,
        types.SymbolKind.Struct if field.type and field.type.message else types.SymbolKind.Property,
        positions.range(whole),
        positions.range(name),
        detail=detail or None,
    )


def _value(document: Document, field: BoundField) -> str:
    value = field.syntax.value
    if value is None or isinstance(value, Message):
        return ''
    text = document.text[value.start : value.end]
    return text if len(text) <= WIDTH else f'{text[: WIDTH - 1]}…'


def _telling(document: Document, block: Block) -> str:
    """A value inside of a block that tells what it is; else the one block in it."""
    for name in TELLING:
        for field in block.named(name):
            return _value(document, field).strip('"\'')
    return block.fields[0].name if len(block.fields) == 1 and block.fields[0].block else ''
