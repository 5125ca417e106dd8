"""How the items of a label map are written: where one item holds several classes, or a class stands outside of any.

What the checks of label maps and of the schema share; nothing here is a check.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pipeline_config_ls.checks.check import Edit, Finding, Fix, Span
from pipeline_config_ls.document import Block, BoundField, Document, SchemaFault
from pipeline_config_ls.document.document import stands_beside
from pipeline_config_ls.schema import LABEL_MAP

# What tells one class from another: set a second time, it is the next class.
_IDENTITY = ('name', 'id', 'display_name')
_UNIT = '  '


class Item(NamedTuple):
    """One `item` of a label map: its field, and its block."""

    field: BoundField
    block: Block


def items(document: Document) -> Iterator[Item]:
    """The items of a label map, in the order of the file; those of a list, too."""
    if document.type.full_name != LABEL_MAP:
        return
    for field in document.root.named('item'):
        for value in field.values:
            if value.block is not None:
                yield Item(field, value.block)


def classes_of(block: Block) -> list[list[BoundField]]:
    """The fields of an item, class by class: a name or an id that is set again begins the next one.

    One group where it is one class, or where it is not clear where the second begins: each must have an id and a name.
    """
    groups: list[list[BoundField]] = []
    seen: set[str] = set()
    for field in block.fields:
        if not groups or (field.name in _IDENTITY and field.name in seen):
            groups.append([])
            seen = set()
        groups[-1].append(field)
        seen.add(field.name)
    for group in groups:
        names = {field.name for field in group}
        if 'id' not in names or names.isdisjoint(('name', 'display_name')):
            return [list(block.fields)]
    return groups


def split(document: Document, item: Item, groups: list[list[BoundField]]) -> Fix:
    """Closes the item before each further class, and opens another."""
    edits = tuple(_boundary(document, item, group[0]) for group in groups[1:])
    return Fix(f'Make {len(groups)} items of it', edits)


def _boundary(document: Document, item: Item, first: BoundField) -> Edit:
    lines, start = document.lines, first.syntax.start
    begin = lines.starts[lines.line(start)]
    name = document.text[item.field.syntax.start : item.block.syntax.open]
    open, close = ('<', '>') if document.text[item.block.syntax.open or 0] == '<' else ('{', '}')
    if document.text[begin:start].strip():
        return Edit(Span(start, start), f'{close} {name}{open} ')
    outer = lines.indentation(item.field.syntax.start)
    # Comments right above belong to the class that they stand above.
    while (above := _line_above(document, begin)) is not None and document.text[above:begin].lstrip().startswith('#'):
        begin = above
    return Edit(Span(begin, begin), f'{outer}{close}\n{outer}{name}{open}\n')


def _line_above(document: Document, begin: int) -> int | None:
    line = document.lines.line(begin)
    return document.lines.starts[line - 1] if line else None


def outside_of_items(document: Document, fault: SchemaFault) -> Finding | None:
    """A class that stands beside the items of a label map: says so, and puts it and those that follow into items."""
    name = document.text[fault.start : fault.end]
    if document.type.full_name != LABEL_MAP or not stands_beside(fault.parent, name):
        return None
    message = f'`{name}` stands outside of any item: a class is `item {{ id: 1 name: "..." }}`.'
    loose = [field for field in document.root.fields if stands_beside(fault.parent, field.name)]
    groups = classes_of(document.root._replace(fields=tuple(loose)))
    is_clear = all('id' in {field.name for field in group} for group in groups) and len(loose) == len(
        document.root.fields
    )
    fixes = (Fix('Put each class into an item', tuple(_wrap(document, group) for group in groups)),) if is_clear else ()
    return Finding(fault.span, message, fixes)


def _wrap(document: Document, group: list[BoundField]) -> Edit:
    start, end = group[0].syntax.start, group[-1].syntax.end
    while document.text[end : end + 1] in (',', ';'):
        end += 1
    inner = '\n'.join(f'{_UNIT}{line.strip()}' for line in document.text[start:end].split('\n') if line.strip())
    return Edit(Span(start, end), f'item {{\n{inner}\n}}')
