"""What the binder reads: messages, fields and enums as plain frozen objects, one attribute look-up deep.

They are facts taken out of protobuf descriptors once, so that nothing that runs on a keystroke goes through
the descriptor API. They compare by identity: a schema has one object for each message, field and enum. They refer to each other in
circles, which is why their representations leave references out.

What they do not know: their documentation and where they are declared (`Schema.documentation`,
`Schema.location`), and any text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

INT32 = (-(2**31), 2**31 - 1)
INT64 = (-(2**63), 2**63 - 1)
UINT32 = (0, 2**32 - 1)
UINT64 = (0, 2**64 - 1)


class Kind(Enum):
    """The type of a field's values, by its name in a .proto file."""

    DOUBLE = 'double'
    FLOAT = 'float'
    INT64 = 'int64'
    UINT64 = 'uint64'
    INT32 = 'int32'
    FIXED64 = 'fixed64'
    FIXED32 = 'fixed32'
    BOOL = 'bool'
    STRING = 'string'
    GROUP = 'group'
    MESSAGE = 'message'
    BYTES = 'bytes'
    UINT32 = 'uint32'
    ENUM = 'enum'
    SFIXED32 = 'sfixed32'
    SFIXED64 = 'sfixed64'
    SINT32 = 'sint32'
    SINT64 = 'sint64'


# Smallest and largest value of each integer kind, both included.
INTEGER_BOUNDS: Mapping[Kind, tuple[int, int]] = {
    Kind.INT32: INT32,
    Kind.SINT32: INT32,
    Kind.SFIXED32: INT32,
    Kind.INT64: INT64,
    Kind.SINT64: INT64,
    Kind.SFIXED64: INT64,
    Kind.UINT32: UINT32,
    Kind.FIXED32: UINT32,
    Kind.UINT64: UINT64,
    Kind.FIXED64: UINT64,
}


class Label(Enum):
    """How often a field may or must be set."""

    OPTIONAL = 'optional'
    REQUIRED = 'required'
    REPEATED = 'repeated'


@dataclass(frozen=True, slots=True, eq=False)
class EnumValue:
    """One value of an enum. `full_name` is below its enum: `object_detection.protos.Hyperparams.Op.CONV`."""

    name: str
    number: int
    full_name: str
    deprecated: bool


@dataclass(frozen=True, slots=True, eq=False)
class EnumType:
    """An enum. `by_number` has the first name of a number, where an alias gives it a second one."""

    name: str
    full_name: str
    by_name: Mapping[str, EnumValue] = field(repr=False)
    by_number: Mapping[int, EnumValue] = field(repr=False)
    is_closed: bool  # False for proto3 enums, which take numbers they have no name for


@dataclass(frozen=True, slots=True, eq=False)
class OneofType:
    """A oneof: at most one of `members` (field names, in order of declaration) may be set."""

    name: str
    full_name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class FieldType:
    """A field, or an extension (then `parent` is the message that it extends).

    `message` is set for the kinds MESSAGE and GROUP, `enum` for ENUM. `default` is what the field reads as
    when it is not set: the declared default where `has_default`, else protobuf's zero value (for an enum, its
    first number); None for messages and repeated fields. A float's default is rounded to 32 bits, as protobuf
    has it.
    """

    name: str
    number: int
    full_name: str
    kind: Kind
    label: Label
    is_repeated: bool
    is_map: bool
    message: MessageType | None = field(repr=False)
    enum: EnumType | None = field(repr=False)
    default: bool | int | float | str | bytes | None
    has_default: bool
    deprecated: bool
    oneof: OneofType | None = field(repr=False)
    parent: MessageType = field(repr=False)
    is_extension: bool


@dataclass(frozen=True, slots=True, eq=False)
class MessageType:
    """A message. `fields` is keyed by the name written in the text format and in order of declaration."""

    name: str
    full_name: str
    file: str  # as imports name it: object_detection/protos/ssd.proto
    fields: Mapping[str, FieldType] = field(repr=False)
    oneofs: Mapping[str, OneofType] = field(repr=False)
    extensions: Mapping[str, FieldType] = field(
        repr=False
    )  # by full name, as `[full.name]` is written in the text format
    extension_ranges: tuple[tuple[int, int], ...]  # half-open
    is_map_entry: bool


@lru_cache(maxsize=32)
def messages_below(message: MessageType) -> tuple[MessageType, ...]:
    """A message and all that can stand in it, however deep."""
    found = {message.full_name: message}
    waiting = [message]
    while waiting:
        one = waiting.pop()
        for inner in (type.message for type in (*one.fields.values(), *one.extensions.values())):
            if inner is not None and inner.full_name not in found:
                found[inner.full_name] = inner
                waiting.append(inner)
    return tuple(found.values())


SchemaItem = MessageType | FieldType | EnumType | EnumValue | OneofType
