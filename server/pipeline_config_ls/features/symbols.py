"""The outline: blocks as a tree, each with what tells it apart.

Of a long file there are tens of thousands, so it is written as the text that travels.
"""

from __future__ import annotations

from lsprotocol import types

from pipeline_config_ls.document import Block, BoundField, Document
from pipeline_config_ls.features.json_text import JsonText, quoted
from pipeline_config_ls.features.plain_json import Locate, locator
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.textproto import Message

# Fields whose value says what a block is, the first that is set.
TELLING = {
    name: rank for rank, name in enumerate(('type', 'fine_tune_checkpoint', 'name', 'task_name', 'label_map_path'))
}
# Longer values are cut.
WIDTH = 60
POSITION = '{"line":%d,"character":%d}'
RANGES = '"range":{"start":%s,"end":%s},"selectionRange":{"start":%s,"end":%s}'
STRUCT, PROPERTY = types.SymbolKind.Struct.value, types.SymbolKind.Property.value


def symbols(document: Document, positions: Positions) -> JsonText:
    """Every block and value of the file; works on broken files as far as they can be read."""
    return JsonText(f'[{_symbols(document, locator(positions), document.root)}]')


def _symbols(document: Document, locate: Locate, block: Block) -> str:
    found: list[str] = []
    for field in block.fields:
        syntax, name = field.syntax, field.syntax.name
        if not name.text:
            continue
        blocks = [value for value in field.values if value.block is not None]
        if not blocks:
            where = _ranges(locate, syntax.start, name.end, syntax.end)
            found.append(_symbol(field, where, _value(document, field), ''))
        for value in blocks:
            assert value.block is not None
            start, end = value.syntax.start, value.syntax.end
            if len(field.values) == 1:
                where = _ranges(locate, syntax.start, name.end, end)
            else:
                where = _ranges(locate, start, start + 1, end)
            children = _symbols(document, locate, value.block)
            found.append(_symbol(field, where, _telling(document, value.block), children))
    return ','.join(found)


def _ranges(locate: Locate, start: int, selected: int, end: int) -> str:
    """A symbol from `start` to `end`, of which what is before `selected` is selected when somebody goes there."""
    first = POSITION % locate(start)
    return RANGES % (first, POSITION % locate(end), first, POSITION % locate(selected))


def _symbol(field: BoundField, where: str, detail: str, children: str) -> str:
    kind = PROPERTY if field.type is None or field.type.message is None else STRUCT
    told = f',"detail":{quoted(detail)}' if detail else ''
    inside = f',"children":[{children}]' if children else ''
    return f'{{"name":{quoted(field.syntax.name.text)},"kind":{kind}{told},{where}{inside}}}'


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
