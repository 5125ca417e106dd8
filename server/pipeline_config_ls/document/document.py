"""One file: its text, its tree bound to the schema, the protobuf message it sets, and where each value was set.

`open_document` never fails, and a document never changes: a keystroke makes a new one. It knows nothing of other
files, of checkpoints, or of what a value is good for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any, NamedTuple

from google.protobuf.message import Message as ProtobufMessage

from pipeline_config_ls.document.binder import Binder, bind_block
from pipeline_config_ls.document.binding import Block, BoundField, Overwrite, Scope
from pipeline_config_ls.document.cursor import Cursor, cursor_at, fields_at
from pipeline_config_ls.document.faults import Fault, SchemaCode, SchemaFault
from pipeline_config_ls.document.messages import build
from pipeline_config_ls.document.places import Place, find
from pipeline_config_ls.schema import PIPELINE, MessageType, Schema, load_schema, root_for
from pipeline_config_ls.textproto import LineIndex, Message, SyntaxCode, SyntaxFault, Tree, index_lines, parse
from pipeline_config_ls.textproto.reparse import reparse

# A schema fault about a field says it all: that its colon or value is missing, too, is no news.
IMPLIED = frozenset((SyntaxCode.MISSING_COLON, SyntaxCode.MISSING_VALUE, SyntaxCode.BAD_EXTENSION_NAME))
SAYS_IT_ALL = frozenset((SchemaCode.UNKNOWN_FIELD, SchemaCode.NOT_EXTENDABLE, SchemaCode.UNKNOWN_EXTENSION))


class Home(NamedTuple):
    """A block of the file, and the chain of fields that leads to it: empty for the file itself."""

    chain: tuple[BoundField, ...]
    block: Block


class Reading(NamedTuple):
    """What the next version of a text can be read from."""

    tree: Tree
    root: Block


@dataclass(frozen=True, eq=False)
class Document:
    """A file of which the message is known.

    `faults` are in the order in which a reader from left to right notices them: Merge raises on the first one, and on
    none but these. `overwrites` are in the order of the file.
    """

    text: str
    path: PurePath | None
    schema: Schema
    tree: Tree
    lines: LineIndex
    root: Block
    type: MessageType
    faults: tuple[Fault, ...]
    overwrites: tuple[Overwrite, ...]
    _data: Mapping[str, Any]
    _has_extensions: bool

    @cached_property
    def message(self) -> ProtobufMessage:
        """What Merge would set; of a broken file, everything in it that is right. Treat it as read-only."""
        return build(self.schema, self.type, self._data, self._has_extensions)

    @property
    def reading(self) -> Reading:
        """For the next version."""
        return Reading(self.tree, self.root)

    def where(self, path: str) -> Place:
        """Where the file sets `train_config.batch_size`, or `train_input_reader.label_map_path[0]`, or does not.

        Without an index, a repeated field's last value is meant; an index may be negative.
        """
        return find(self.root, self.overwrites, path)

    def walk(self) -> Iterator[tuple[BoundField, ...]]:
        """Every field in the order of the file, as the chain of fields from the outermost one to itself."""
        return _walk(self.root, ())

    @cached_property
    def fields(self) -> list[BoundField]:
        """Every field in the order of the file, without what is around it: a third of the time of `walk`."""
        fields: list[BoundField] = []
        _collect(self.root, fields)
        return fields

    @cached_property
    def blocks(self) -> Mapping[str, tuple[Home, ...]]:
        """Every block of which the message is known, by the full name of that message, in the order of the file."""
        found: dict[str, list[Home]] = {self.type.full_name: [Home((), self.root)]}
        for chain in self.walk():
            for value in chain[-1].values:
                if value.block is not None and value.block.type is not None:
                    found.setdefault(value.block.type.full_name, []).append(Home(chain, value.block))
        return {name: tuple(homes) for name, homes in found.items()}

    def fields_at(self, offset: int) -> tuple[BoundField, ...]:
        """The fields around an offset, the outermost one first."""
        return fields_at(self.root, offset)

    def cursor_at(self, offset: int) -> Cursor:
        """What a person would type at an offset: a name or a value, in which message."""
        return cursor_at(self.tree, self.root, offset)


def open_document(
    text: str,
    path: str | PurePath | None = None,
    schema: Schema | None = None,
    root: str | None = None,
    before: Reading | None = None,
) -> Document:
    """Reads a text as the message `root` (a full name); by default what its path and first lines tell, or a pipeline.

    `before` is what was read of the text before it was edited: then most of it need not be read again. Loading our own schema takes a few milliseconds: whoever opens more than one file loads it once.
    """
    schema = schema or load_schema()
    path = None if path is None else PurePath(path)
    name = root or (path is not None and root_for(path, text)) or PIPELINE
    type = schema.messages.get(name) or schema.messages[PIPELINE]
    tree = parse(text) if before is None else reparse(before.tree, text)
    binder, scope = Binder(text, schema), Scope(type)
    block = bind_block(binder, tree.root, type, scope, before.root if before else None)
    faults = _in_order(tree.faults, binder)
    if tree.literal is not None:
        faults = _as_reported(faults, _read_literally(text, schema, type, *tree.literal))
    overwrites = tuple(sorted(binder.overwrites, key=lambda overwrite: overwrite.later.syntax.start))
    return Document(
        text, path, schema, tree, index_lines(text), block, type, faults, overwrites, scope.data, binder.has_extensions
    )


def _in_order(syntax: tuple[SyntaxFault, ...], binder: Binder) -> tuple[Fault, ...]:
    """Faults of both kinds in the order in which they are noticed, each mistake once."""
    if not syntax and not binder.faults:
        return ()
    return tuple(_without_consequences(_both(syntax, binder), binder.text))


def _without_consequences(faults: tuple[Fault, ...], text: str) -> Iterator[Fault]:
    """Leaves out what is said by the fault before: the further words of a string without quotes, and of several fields that
    stand beside the only field of a message, but belong into it, all but the first.
    """
    end = -1
    beside: MessageType | None = None
    for fault in faults:
        if fault.start < end:
            continue
        if isinstance(fault, SchemaFault) and fault.code is SchemaCode.UNKNOWN_FIELD:
            outside = fault.parent if stands_beside(fault.parent, text[fault.start : fault.end]) else None
            if outside is not None and outside is beside:
                continue
            beside = outside
        if isinstance(fault, SchemaFault) and fault.code is SchemaCode.WRONG_TYPE and fault.edits:
            end = fault.end
        yield fault


def stands_beside(parent: MessageType, name: str) -> bool:
    """Whether a message has one field only, a message, and that has the field of this name: `id` beside the items."""
    only = list(parent.fields.values()) if len(parent.fields) == 1 else []
    return any(field.message is not None and name in field.message.fields for field in only)


def _both(syntax: tuple[SyntaxFault, ...], binder: Binder) -> tuple[Fault, ...]:
    if not syntax:
        return tuple(binder.faults)
    told = {fault.start for fault in binder.faults if fault.code in SAYS_IT_ALL}
    garbled = {fault.start for fault in syntax if fault.code is SyntaxCode.UNEXPECTED_TEXT}
    expected = {fault.noticed for fault in binder.faults if fault.code is SchemaCode.EXPECTED_MESSAGE}
    faults: list[Fault] = [
        fault for fault in binder.faults if fault.code is not SchemaCode.UNKNOWN_FIELD or fault.start not in garbled
    ]
    faults += [
        fault
        for fault in syntax
        if fault.code not in IMPLIED or (fault.start not in told and fault.noticed not in expected)
    ]
    return tuple(sorted(faults, key=_order))


def _order(fault: Fault) -> tuple[int, int]:
    """Where two faults are noticed at one token: Merge first ends a string there, then minds the grammar."""
    rank = 0 if fault.code is SchemaCode.BAD_UTF8 else 1 if isinstance(fault, SyntaxFault) else 2
    return fault.noticed, rank


def _read_literally(
    text: str, schema: Schema, type: MessageType, root: Message, syntax: tuple[SyntaxFault, ...]
) -> tuple[Fault, ...]:
    """The faults of a text whose braces do not match, read without guessing where a block was meant to end."""
    binder = Binder(text, schema, first_fault_only=True)
    bind_block(binder, root, type, Scope(type))
    return _in_order(syntax, binder)


def _as_reported(faults: tuple[Fault, ...], literal: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Merge stops at the consequences of a missing brace; the fault that names the brace says where that is."""
    known = {(fault.code, fault.noticed) for fault in literal}
    guess = next((at for at, fault in enumerate(faults) if (fault.code, fault.noticed) not in known), None)
    if guess is None or not literal or literal[0].noticed < faults[guess].noticed:
        return faults
    first = literal[0]
    reported = first.noticed if first.reported is None else first.reported
    return (*faults[:guess], faults[guess]._replace(reported=reported), *faults[guess + 1 :])


def _collect(block: Block, fields: list[BoundField]) -> None:
    for field in block.fields:
        fields.append(field)
        for value in field.values:
            if value.block is not None:
                _collect(value.block, fields)


def _walk(block: Block, chain: tuple[BoundField, ...]) -> Iterator[tuple[BoundField, ...]]:
    for field in block.fields:
        inner = (*chain, field)
        yield inner
        for value in field.values:
            if value.block is not None:
                yield from _walk(value.block, inner)
