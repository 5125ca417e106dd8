"""Records what the descriptors of the PyPI package say, as lines that the tests compare with ours.

    python oracle/record_schema.py        writes tests/schema/schema.tsv (needs `make setup-tensorflow`)

Every message, field, oneof, enum, value, extension range and reservation is one line, sorted by file.
"""

from __future__ import annotations

import importlib
import pkgutil
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)

RECORDED = Path(__file__).parents[1] / 'tests' / 'schema' / 'schema.tsv'


def package_files() -> list[FileDescriptorProto]:
    """The compiled .proto files of the installed API. Importing them needs protobuf, not TensorFlow."""
    package = importlib.import_module('object_detection.protos')
    modules = [module.name for module in pkgutil.iter_modules(package.__path__) if module.name.endswith('_pb2')]
    return [
        FileDescriptorProto.FromString(
            importlib.import_module(f'object_detection.protos.{name}').DESCRIPTOR.serialized_pb
        )
        for name in modules
    ]


def facts(files: Iterable[FileDescriptorProto]) -> list[str]:
    """One line a fact, columns parted by tabs; the order within a file is that of declaration."""
    lines: list[str] = []
    for file in sorted(files, key=lambda file: file.name):
        lines.append(_row('file', file.name, file.package, file.syntax or 'proto2', *sorted(file.dependency)))
        for enum in file.enum_type:
            lines += _enum(file.package, enum)
        for message in file.message_type:
            lines += _message(file.package, message)
        lines += [_field(file.package, extension, None) for extension in file.extension]
    return lines


def _row(*columns: object) -> str:
    return '\t'.join(str(column) for column in columns)


def _enum(scope: str, enum: EnumDescriptorProto) -> Iterator[str]:
    name = f'{scope}.{enum.name}'
    yield _row('enum', name, 'alias' if enum.options.allow_alias else '')
    for value in enum.value:
        yield _row('value', f'{name}.{value.name}', value.number, 'deprecated' if value.options.deprecated else '')
    for reserved in enum.reserved_range:
        yield _row('reserved', name, reserved.start, reserved.end)
    yield from (_row('reserved', name, reserved_name) for reserved_name in enum.reserved_name)


def _message(scope: str, message: DescriptorProto) -> Iterator[str]:
    name = f'{scope}.{message.name}'
    yield _row('message', name, 'map entry' if message.options.map_entry else '')
    for field in message.field:
        yield _field(name, field, message)
    for extensible in message.extension_range:
        yield _row('extensions', name, extensible.start, extensible.end)
    for reserved in message.reserved_range:
        yield _row('reserved', name, reserved.start, reserved.end)
    yield from (_row('reserved', name, reserved_name) for reserved_name in message.reserved_name)
    for enum in message.enum_type:
        yield from _enum(name, enum)
    for nested in sorted(message.nested_type, key=lambda nested: nested.name):
        yield from _message(name, nested)
    for extension in message.extension:
        yield _field(name, extension, None)


def _field(scope: str, field: FieldDescriptorProto, parent: DescriptorProto | None) -> str:
    oneof = parent.oneof_decl[field.oneof_index].name if parent and field.HasField('oneof_index') else ''
    return _row(
        'field' if parent else f'extension of {field.extendee}',
        f'{scope}.{field.name}',
        field.number,
        FieldDescriptorProto.Label.Name(field.label)[6:].lower(),
        FieldDescriptorProto.Type.Name(field.type)[5:].lower(),
        field.type_name,
        _default(field),
        'deprecated' if field.options.deprecated else '',
        f'oneof {oneof}' if oneof else '',
        f'packed {field.options.packed}' if field.options.HasField('packed') else '',
    ).rstrip('\t')


def _default(field: FieldDescriptorProto) -> str:
    """The declared default; a float by nine digits of its 32-bit value, since runtimes print 0.8 in more than one way."""
    if not field.HasField('default_value'):
        return ''
    if field.type == FieldDescriptorProto.TYPE_FLOAT:
        (rounded,) = struct.unpack('<f', struct.pack('<f', float(field.default_value)))
        return f'{rounded:.9g}'
    return repr(field.default_value)


def main() -> None:
    lines = facts(package_files())
    RECORDED.write_text('\n'.join(lines) + '\n', encoding='utf-8')


if __name__ == '__main__':
    main()
