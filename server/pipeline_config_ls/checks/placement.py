"""Where a field belongs that stands where the schema has none of its name: by its type, then by its place, last by its spelling.

A name that the schema has elsewhere is first of all misplaced; only one that it has nowhere is misspelt.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pipeline_config_ls.document import BoundField, Document, Home
from pipeline_config_ls.document.values import Wrong, decode
from pipeline_config_ls.schema import FieldType, MessageType
from pipeline_config_ls.textproto import Message, Scalar, ScalarKind

MOST_HOMES = 3


def fits(type: FieldType, field: BoundField) -> bool:
    """Whether a field of this type can have the values that are written; without a value anything can be meant."""
    return all(_fits(type, value.syntax) for value in field.values)


def _fits(type: FieldType, syntax: Scalar | Message) -> bool:
    if isinstance(syntax, Message):
        return type.message is not None and all(inner.name.text in type.message.fields for inner in syntax.fields)
    if type.message is not None or syntax.kind is ScalarKind.BROKEN:
        return False
    return not isinstance(decode(type, syntax), Wrong)


class Spot(NamedTuple):
    """A block that takes a field, and what stands there already that the field would overrule: None where there is room."""

    home: Home
    taken: BoundField | None


def spots(document: Document, chain: tuple[BoundField, ...], field: BoundField) -> list[Spot]:
    """Blocks of the file that a field can belong into, the nearest first."""
    found = []
    for places in document.blocks.values():
        message = places[0].block.type
        type = message.fields.get(field.name) if message is not None else None
        if type is not None and fits(type, field):
            found += [Spot(home, _taken(home, type)) for home in places]
    around = {id(header) for header in chain}
    return sorted(found, key=lambda spot: _distance(spot.home, around, len(chain)))


def _taken(home: Home, type: FieldType) -> BoundField | None:
    """The field of a block that one of this type would overrule: the same one, or another member of its oneof."""
    if type.is_repeated:
        return None
    names = type.oneof.members if type.oneof is not None else (type.name,)
    return next((field for field in home.block.fields if field.name in names and field.type is not None), None)


def _distance(home: Home, around: set[int], depth: int) -> tuple[int, int]:
    """How many steps there are from one block to the other, through what is around both."""
    common = sum(id(header) in around for header in home.chain)
    return depth - common + len(home.chain) - common, len(home.chain)


def new_homes(document: Document, chain: tuple[BoundField, ...], field: BoundField) -> list[tuple[Home, str]]:
    """Blocks that could be added for a field: a block of the file, and the name of the one to add to it."""
    around = [Home((), document.root)]
    for number, header in enumerate(chain, 1):
        if header.block is not None and header.block.type is not None:
            around.append(Home(chain[:number], header.block))
    for home in reversed(around):
        names = [name for name, type in _free(home) if type.message and _takes(type.message, field)]
        if names:
            return [(home, name) for name in names[:MOST_HOMES]]
    return []


def _free(home: Home) -> Iterator[tuple[str, FieldType]]:
    """The fields that a block does not have yet, and that would drop nothing."""
    message = home.block.type
    for name, type in message.fields.items() if message is not None else ():
        if not home.block.named(name) and _taken(home, type) is None:
            yield name, type


def _takes(message: MessageType, field: BoundField) -> bool:
    type = message.fields.get(field.name)
    return type is not None and fits(type, field)


def misspelt(message: MessageType, field: BoundField) -> list[str]:
    """The fields of a message that a name can be meant for: of a type that fits, and spelt alike."""
    known = [name for name, type in message.fields.items() if fits(type, field)]
    written = field.name.lower().replace('_', '').replace('-', '')
    close = sorted(
        (distance, name) for name in known if (distance := _edits(written, name.replace('_', ''))) is not None
    )
    if close:
        return [name for _, name in close[:2]]
    words = set(field.name.lower().replace('-', '_').split('_'))
    related = {name: len(words ^ parts) for name in known if words <= (parts := set(name.split('_'))) or parts <= words}
    nearest = [name for name, others in related.items() if others == min(related.values())]
    if len(nearest) == 1:
        return nearest
    if field.block is None or not field.block.fields:
        return []
    if len(message.fields) == 1 and known:
        return known
    shared = {name: len(words & set(name.split('_'))) for name in known}
    most = max(shared.values(), default=0)
    return [name for name, count in shared.items() if count == most > 0][:2]


def _edits(one: str, other: str) -> int | None:
    """How many letters two words differ in, where these are few for their length; two that changed places are one."""
    limit = min(len(one), len(other)) // 5 + 1 if min(len(one), len(other)) > 2 else 0
    if abs(len(one) - len(other)) > limit:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return None
    return row[-1] if row[-1] <= limit else None


def owners(document: Document, name: str) -> list[MessageType]:
    """The messages of the schema that have a field of this name."""
    return [message for message in document.schema.messages.values() if name in message.fields]


def path_to_scalar(message: MessageType, name: str, field: BoundField) -> list[str]:
    """The names that lead from a message to the one scalar that a value can be meant for: of the same name, or the only one."""
    scalars = [(one, type) for one, type in message.fields.items() if type.message is None and fits(type, field)]
    if name in message.fields and any(one == name for one, _ in scalars):
        return [name]
    if len(message.fields) == 1 and scalars:
        return [scalars[0][0]]
    for inner, type in message.fields.items():
        if type.message is not None and name in type.message.fields:
            found = path_to_scalar(type.message, name, field)
            if found:
                return [inner, *found]
    return []
