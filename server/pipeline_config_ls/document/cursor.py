"""What is at an offset: the fields around it, and what a person would type there. Made for half-typed text."""

from __future__ import annotations

from bisect import bisect_right
from enum import Enum
from typing import NamedTuple

from pipeline_config_ls.document.binding import Block, BoundField, BoundValue
from pipeline_config_ls.schema import MessageType
from pipeline_config_ls.textproto import ListValue, Message, Span, Tree


class Part(Enum):
    """What would be typed at a place."""

    NAME = 'name'  # the name of a field, written or to be
    VALUE = 'value'  # the value of `Cursor.field`
    COMMENT = 'comment'


class Cursor(NamedTuple):
    """A place in a file, as completion sees it.

    `block` is the innermost message around it and `chain` the fields whose blocks those are, outermost first.
    `field` is the one whose name or value the place is in, None between fields. `word` is the name or scalar there:
    what completion replaces; empty, at the place itself, where there is none.
    """

    part: Part
    block: Block
    chain: tuple[BoundField, ...]
    field: BoundField | None
    word: Span

    @property
    def type(self) -> MessageType | None:
        """The message whose fields may be set here."""
        return self.block.type


def fields_at(root: Block, offset: int) -> tuple[BoundField, ...]:
    """The fields around an offset, the outermost one first."""
    chain: list[BoundField] = []
    block: Block | None = root
    while block is not None:
        field = _field_before(block, offset)
        if field is None or offset > field.syntax.end:
            break
        chain.append(field)
        inner = _value_at(field, offset)
        block = inner.block if inner else None
    return tuple(chain)


def cursor_at(tree: Tree, root: Block, offset: int) -> Cursor:
    """What would be typed at an offset."""
    block = root
    chain: tuple[BoundField, ...] = ()
    empty = Span(offset, offset)
    while True:
        field = _field_before(block, offset)
        inner = _value_at(field, offset) if field else None
        if (
            field is None
            or inner is None
            or inner.block is None
            or not _is_inside(inner.block.syntax, offset, tree.text)
        ):
            break
        block, chain = inner.block, (*chain, field)
    if _in_comment(tree, offset):
        return Cursor(Part.COMMENT, block, chain, None, empty)
    if field is None:
        return Cursor(Part.NAME, block, chain, None, empty)
    name = field.syntax.name
    if offset <= name.end:
        return Cursor(Part.NAME, block, chain, field, name.span)
    if inner is not None and inner.block is None:
        return Cursor(Part.VALUE, block, chain, field, inner.syntax.span)
    return _gap(tree.text, block, chain, field, offset)


def _gap(text: str, block: Block, chain: tuple[BoundField, ...], field: BoundField, offset: int) -> Cursor:
    """A place after the name of `field` that nothing is written at."""
    syntax, empty = field.syntax, Span(offset, offset)
    value, colon = syntax.value, syntax.colon
    in_list = isinstance(value, ListValue) and value.start < offset <= (
        value.end if value.close is None else value.close
    )
    before_value = (
        colon is not None
        and offset > colon
        and (value is None or offset <= value.start)
        and '\n' not in text[colon:offset]
    )
    if in_list or before_value:
        return Cursor(Part.VALUE, block, chain, field, empty)
    return Cursor(Part.NAME, block, chain, None, empty)


def _field_before(block: Block, offset: int) -> BoundField | None:
    """The last field of a block that starts at or before an offset."""
    at = bisect_right(block.fields, offset, key=lambda field: field.syntax.start)
    return block.fields[at - 1] if at else None


def _value_at(field: BoundField, offset: int) -> BoundValue | None:
    return next((value for value in field.values if value.syntax.start <= offset <= value.syntax.end), None)


def _is_inside(block: Message, offset: int, text: str) -> bool:
    """Whether an offset is between the braces. A block that is not closed ends before the line of what follows."""
    if block.open is not None and offset <= block.open:
        return False
    if block.close is not None:
        return offset <= block.close
    return offset < block.end or block.end == len(text)


def _in_comment(tree: Tree, offset: int) -> bool:
    at = bisect_right(tree.comments, offset, key=lambda span: span.start)
    return at > 0 and tree.comments[at - 1].start < offset <= tree.comments[at - 1].end
