"""Comments and places of declarations, read from the source info that protoc keeps in a descriptor set.

Keyed by full name, as the objects of `types` have it. Nothing here is needed before someone reads a hover, so
`Schema` builds it at the first look-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    SourceCodeInfo,
)

from pipeline_config_ls.schema.wrap import join

# Field numbers in descriptor.proto, of which the paths of source locations are made.
FILE_MESSAGE, FILE_ENUM, FILE_EXTENSION = 4, 5, 7
MESSAGE_FIELD, MESSAGE_NESTED, MESSAGE_ENUM, MESSAGE_EXTENSION, MESSAGE_ONEOF = 2, 3, 4, 6, 8
ENUM_VALUE = 2
NAME = 1

Path = tuple[int, ...]


class Declaration(NamedTuple):
    """What a .proto file says about a name: its comment as Markdown, and where the name stands (0-based)."""

    documentation: str
    file: str
    line: int
    start: int  # columns count bytes, as protoc does; our names are ASCII
    end: int


def declarations(files: Iterable[FileDescriptorProto]) -> dict[str, Declaration]:
    """Declarations with source info, by full name. Map entries and files without source info give none."""
    found: dict[str, Declaration] = {}
    for file in files:
        locations = {tuple(location.path): location for location in file.source_code_info.location}
        for full_name, path in _named(file):
            location = locations.get(path)
            name = locations.get((*path, NAME))
            if location is not None and name is not None:
                line, start, end = name.span[0], name.span[1], name.span[-1]
                found[full_name] = Declaration(_prose(location), file.name, line, start, end)
    return found


def _prose(location: SourceCodeInfo.Location) -> str:
    """The comment above a declaration, else the one behind it, with each paragraph on one line; `- ` items
    stay apart.
    """
    paragraphs: list[str] = []
    starts_paragraph = True
    for line in (location.leading_comments or location.trailing_comments).splitlines():
        text = line.strip()
        if not text:
            starts_paragraph = True
            continue
        if starts_paragraph:
            paragraphs.append(text)
        elif text.startswith('- '):
            paragraphs[-1] += '\n' + text
        else:
            paragraphs[-1] += ' ' + text
        starts_paragraph = False
    return '\n\n'.join(paragraphs)


def _named(file: FileDescriptorProto) -> Iterator[tuple[str, Path]]:
    for index, enum in enumerate(file.enum_type):
        yield from _named_in_enum(enum, file.package, (FILE_ENUM, index))
    for index, message in enumerate(file.message_type):
        yield from _named_in_message(message, file.package, (FILE_MESSAGE, index))
    yield from _named_extensions(file.extension, file.package, (FILE_EXTENSION,))


def _named_in_message(message: DescriptorProto, scope: str, path: Path) -> Iterator[tuple[str, Path]]:
    full_name = join(scope, message.name)
    yield full_name, path
    for index, field in enumerate(message.field):
        yield f'{full_name}.{field.name}', (*path, MESSAGE_FIELD, index)
    for index, oneof in enumerate(message.oneof_decl):
        yield f'{full_name}.{oneof.name}', (*path, MESSAGE_ONEOF, index)
    for index, enum in enumerate(message.enum_type):
        yield from _named_in_enum(enum, full_name, (*path, MESSAGE_ENUM, index))
    for index, nested in enumerate(message.nested_type):
        yield from _named_in_message(nested, full_name, (*path, MESSAGE_NESTED, index))
    yield from _named_extensions(message.extension, full_name, (*path, MESSAGE_EXTENSION))


def _named_in_enum(enum: EnumDescriptorProto, scope: str, path: Path) -> Iterator[tuple[str, Path]]:
    full_name = join(scope, enum.name)
    yield full_name, path
    for index, value in enumerate(enum.value):
        yield f'{full_name}.{value.name}', (*path, ENUM_VALUE, index)


def _named_extensions(extensions: Iterable[FieldDescriptorProto], scope: str, path: Path) -> Iterator[tuple[str, Path]]:
    for index, extension in enumerate(extensions):
        yield join(scope, extension.name), (*path, index)
