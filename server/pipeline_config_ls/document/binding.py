"""The tree of a file bound to the schema: which field each name is, and the value that each scalar has.

Binding never fails. What the schema does not know is bound to None, with everything inside of it, and is one fault.
Repeated values follow text_format.Merge: of two scalars and of two members of a oneof the last one wins, two blocks
are merged; each time something that the person wrote is overruled silently, an `Overwrite` is recorded.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple

from pipeline_config_ls.document.values import Value
from pipeline_config_ls.schema import EnumValue, FieldType, MessageType, OneofType
from pipeline_config_ls.textproto import Field, Message, Scalar


class Block(NamedTuple):
    """A message in the file; `type` is None inside of an unknown field. The root is one too.

    `data` is what the block alone sets (see `Scope`), where nothing in it is at fault or overruled: such a block can stand in the next
    version of the text as it is. It is not to be changed.
    """

    syntax: Message
    type: MessageType | None
    fields: tuple[BoundField, ...]
    data: dict[str, Any] | None = None

    def named(self, name: str) -> tuple[BoundField, ...]:
        """The fields of a name, in the order of the file."""
        return tuple(field for field in self.fields if field.syntax.name.text == name)


class BoundValue(NamedTuple):
    """One value of a field: a scalar, or a block. A list has one for each of its elements.

    `value` is the decoded scalar; it is None for blocks, and where the text is no value of the field's type.
    """

    syntax: Scalar | Message
    value: Value | None
    block: Block | None


class BoundField(NamedTuple):
    """A field as written, and what the schema says about it: None for a name that it does not have."""

    syntax: Field
    type: FieldType | None
    values: tuple[BoundValue, ...]

    @property
    def name(self) -> str:
        """The name as written, without the brackets of an extension."""
        return self.syntax.name.text

    @property
    def value(self) -> Value | None:
        """The scalar value; of a list, the last one."""
        return self.values[-1].value if self.values else None

    @property
    def block(self) -> Block | None:
        """The block that is the value; of a list, the last one."""
        return self.values[-1].block if self.values else None


class OverwriteKind(Enum):
    """How something earlier in a file is overruled by something later."""

    VALUE = 'value'  # the field is set again: the later value counts
    MERGED = 'merged'  # the block is given again: both count, field by field the later one
    ONEOF = 'oneof'  # another member of the oneof is set: the earlier one is dropped
    MAP_KEY = 'map-key'  # an entry of the map with the same key: the later one counts


class Overwrite(NamedTuple):
    """Two fields of which the later one overrules the earlier one, while Merge is silent."""

    kind: OverwriteKind
    earlier: BoundField
    later: BoundField


class Scope:
    """One protobuf message that comes about: several blocks may set fields of it.

    `data` is what its fields are set to, in the form that protobuf's constructors take: scalars, enum numbers,
    lists, and dictionaries for messages. `reopened` are the messages below that a second block adds to. `setters` has what set each of them, by name, or by oneof for its members.
    """

    __slots__ = ('data', 'reopened', 'setters', 'type')

    def __init__(self, type: MessageType) -> None:
        self.type = type
        self.data: dict[str, Any] = {}
        self.reopened: dict[str, Scope] | None = None
        self.setters: dict[str | OneofType, BoundField] = {}


def datum_of(value: Value | None) -> Any:
    """A value as the data of a message has it."""
    return value.number if isinstance(value, EnumValue) else value


def take_over(bound: BoundField, scope: Scope) -> bool:
    """Sets what a field set in the version before; False where that is not plain."""
    type, values = bound.type, bound.values
    if type is None or type.is_map or type.is_extension or len(values) != 1:
        return False
    value = values[0]
    if value.syntax is not bound.syntax.value:  # a list of one
        return False
    datum = value.block.data if value.block is not None else datum_of(value.value)
    setter = type.oneof or type.name
    if datum is None or setter in scope.setters:
        return False
    if type.is_repeated:
        scope.data.setdefault(type.name, []).append(datum)
    else:
        scope.data[type.name] = datum
        scope.setters[setter] = bound
    return True
