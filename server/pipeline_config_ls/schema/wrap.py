"""From protobuf descriptors to the frozen objects of `types`. All at once: that takes milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.protobuf.descriptor_pool import DescriptorPool

from pipeline_config_ls.schema.types import (
    EnumType,
    EnumValue,
    FieldType,
    Kind,
    Label,
    MessageType,
    OneofType,
)

# By number in descriptor.proto: FieldDescriptorProto.Type and .Label.
KINDS = {number: Kind(name[5:].lower()) for name, number in FieldDescriptorProto.Type.items()}
LABELS = {number: Label(name[6:].lower()) for name, number in FieldDescriptorProto.Label.items()}


class Wrapped(NamedTuple):
    """Everything that a set of files declares, each by full name, in order of declaration."""

    messages: dict[str, MessageType]
    enums: dict[str, EnumType]
    extensions: dict[str, FieldType]


class _Pending(NamedTuple):
    """A message whose fields wait until every message and enum that they may name exists."""

    message: MessageType
    fields: dict[str, FieldType]
    oneofs: dict[str, OneofType]
    extensions: dict[str, FieldType]
    proto: DescriptorProto


def wrap(files: Iterable[FileDescriptorProto], pool: DescriptorPool) -> Wrapped:
    """Wraps all messages, enums and extensions of `files`, which `pool` holds already."""
    files = tuple(files)
    wrapped = Wrapped({}, {}, {})
    pending: dict[str, _Pending] = {}
    for file in files:
        for enum in file.enum_type:
            _add_enum(wrapped, file, file.package, enum)
        for scope, proto in _messages(file.package, file.message_type):
            _add_message(wrapped, pending, file, scope, proto)
    for waiting in pending.values():
        _fill(wrapped, pending, pool, waiting)
    for file in files:
        _add_extensions(wrapped, pending, pool, file.package, file.extension)
    return wrapped


def join(scope: str, name: str) -> str:
    """The full name of `name` in `scope`; files without a package have the empty scope."""
    return f'{scope}.{name}' if scope else name


def _messages(scope: str, protos: Iterable[DescriptorProto]) -> Iterator[tuple[str, DescriptorProto]]:
    """Each message with the scope that it is declared in, nested ones after the one around them."""
    for proto in protos:
        yield scope, proto
        yield from _messages(join(scope, proto.name), proto.nested_type)


def _add_enum(wrapped: Wrapped, file: FileDescriptorProto, scope: str, proto: EnumDescriptorProto) -> None:
    full_name = join(scope, proto.name)
    values = [
        EnumValue(value.name, value.number, f'{full_name}.{value.name}', value.options.deprecated)
        for value in proto.value
    ]
    by_number: dict[int, EnumValue] = {}
    for value in values:
        by_number.setdefault(value.number, value)
    by_name = {value.name: value for value in values}
    is_closed = file.syntax in ('', 'proto2')
    wrapped.enums[full_name] = EnumType(proto.name, full_name, by_name, by_number, is_closed)


def _add_message(
    wrapped: Wrapped,
    pending: dict[str, _Pending],
    file: FileDescriptorProto,
    scope: str,
    proto: DescriptorProto,
) -> None:
    full_name = join(scope, proto.name)
    fields: dict[str, FieldType] = {}
    oneofs: dict[str, OneofType] = {}
    extensions: dict[str, FieldType] = {}
    ranges = tuple((extensible.start, extensible.end) for extensible in proto.extension_range)
    message = MessageType(proto.name, full_name, file.name, fields, oneofs, extensions, ranges, proto.options.map_entry)
    wrapped.messages[full_name] = message
    pending[full_name] = _Pending(message, fields, oneofs, extensions, proto)
    for enum in proto.enum_type:
        _add_enum(wrapped, file, full_name, enum)


def _fill(wrapped: Wrapped, pending: dict[str, _Pending], pool: DescriptorPool, waiting: _Pending) -> None:
    message, proto = waiting.message, waiting.proto
    members: dict[int, list[str]] = {}
    for field in proto.field:
        # proto3's `optional` makes a oneof of one member, which no text can see.
        if field.HasField('oneof_index') and not field.proto3_optional:
            members.setdefault(field.oneof_index, []).append(field.name)
    oneof_of: dict[str, OneofType] = {}
    for index, names in members.items():
        name = proto.oneof_decl[index].name
        oneof = OneofType(name, f'{message.full_name}.{name}', tuple(names))
        waiting.oneofs[name] = oneof
        oneof_of.update(dict.fromkeys(names, oneof))
    descriptor = pool.FindMessageTypeByName(message.full_name)
    for field in proto.field:
        default = descriptor.fields_by_name[field.name].default_value
        full_name = f'{message.full_name}.{field.name}'
        wrapped_field = _field(wrapped, field, full_name, message, default, oneof_of.get(field.name))
        waiting.fields[_text_name(wrapped_field)] = wrapped_field
    _add_extensions(wrapped, pending, pool, message.full_name, proto.extension)


def _text_name(field: FieldType) -> str:
    """The name in the text format: a group goes by the name of its message."""
    return field.message.name if field.kind is Kind.GROUP and field.message else field.name


def _add_extensions(
    wrapped: Wrapped,
    pending: dict[str, _Pending],
    pool: DescriptorPool,
    scope: str,
    protos: Iterable[FieldDescriptorProto],
) -> None:
    for proto in protos:
        extended = pending.get(proto.extendee.lstrip('.'))
        if extended is None:  # extends one of protobuf's own messages, such as FieldOptions
            continue
        full_name = join(scope, proto.name)
        default = pool.FindExtensionByName(full_name).default_value
        extension = _field(wrapped, proto, full_name, extended.message, default, is_extension=True)
        extended.extensions[full_name] = extension
        wrapped.extensions[full_name] = extension


def _field(
    wrapped: Wrapped,
    proto: FieldDescriptorProto,
    full_name: str,
    parent: MessageType,
    default: object,
    oneof: OneofType | None = None,
    is_extension: bool = False,
) -> FieldType:
    kind = KINDS[proto.type]
    label = LABELS[proto.label]
    type_name = proto.type_name.lstrip('.')
    message = wrapped.messages[type_name] if kind in (Kind.MESSAGE, Kind.GROUP) else None
    is_repeated = label is Label.REPEATED
    scalar = default if isinstance(default, (bool, int, float, str, bytes)) else None
    return FieldType(
        name=proto.name,
        number=proto.number,
        full_name=full_name,
        kind=kind,
        label=label,
        is_repeated=is_repeated,
        is_map=is_repeated and message is not None and message.is_map_entry,
        message=message,
        enum=wrapped.enums[type_name] if kind is Kind.ENUM else None,
        default=None if is_repeated or message else scalar,
        has_default=proto.HasField('default_value'),
        deprecated=proto.options.deprecated,
        oneof=oneof,
        parent=parent,
        is_extension=is_extension,
    )
