"""A loaded schema: every message, field and enum by name, in a descriptor pool of its own.

`load_schema` takes a few milliseconds and the result never changes: whoever needs it keeps it. Forks of the
API are merged in by `fork`. What it does not know: any file of the user, and which message such a file holds
(`roots`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from pipeline_config_ls.schema.documentation import Declaration, declarations
from pipeline_config_ls.schema.types import EnumType, FieldType, MessageType, SchemaItem
from pipeline_config_ls.schema.wrap import wrap

HERE = Path(__file__).parent
COMPILED = HERE / 'object_detection.binpb'
# In a wheel the .proto files lie beside this module; in an editable install they are the repository's own.
SHIPPED_PROTOS = HERE / 'protos'
REPOSITORY_PROTOS = HERE.parents[2] / 'schemas'


class Location(NamedTuple):
    """Where a name is declared: a .proto file, a line and columns, counted from 0."""

    path: Path
    line: int
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Schema:
    """All that the text of a config may say. Look-ups give None for names that the schema does not have."""

    messages: Mapping[str, MessageType] = field(repr=False)
    enums: Mapping[str, EnumType] = field(repr=False)
    extensions: Mapping[str, FieldType] = field(repr=False)
    descriptor_set: bytes = field(
        repr=False
    )  # with source info; the files in an order in which each follows its imports
    sources: tuple[Path, ...]  # folders that the names of .proto files are relative to, first one first
    pool: DescriptorPool = field(repr=False)

    def message_class(self, message: MessageType) -> type[Message]:
        """The protobuf class of a message of this schema, made from our own pool."""
        return GetMessageClass(self.pool.FindMessageTypeByName(message.full_name))

    def documentation(self, item: SchemaItem) -> str:
        """The comment on a declaration, as Markdown; empty where it has none."""
        declaration = self._declarations.get(item.full_name)
        return declaration.documentation if declaration else ''

    def location(self, item: SchemaItem) -> Location | None:
        """Where a name is declared; None for map entries and for files that came without their source."""
        declaration = self._declarations.get(item.full_name)
        if declaration is None:
            return None
        for folder in self.sources:
            path = folder / declaration.file
            if path.is_file():
                return Location(path, declaration.line, declaration.start, declaration.end)
        return None

    @cached_property
    def _declarations(self) -> dict[str, Declaration]:
        return declarations(FileDescriptorSet.FromString(self.descriptor_set).file)


def load_schema(descriptor_set: bytes | None = None, sources: tuple[Path, ...] | None = None) -> Schema:
    """The schema of a serialized FileDescriptorSet, its files in dependency order; ours where none is given.

    Raises google.protobuf.message.DecodeError for bytes that are no descriptor set, and TypeError for a set
    that protobuf refuses (a file before its imports, a name declared twice): for sets that users name, call
    `fork.merge`.
    """
    if descriptor_set is None:
        descriptor_set = COMPILED.read_bytes()
    if sources is None:
        sources = (SHIPPED_PROTOS if SHIPPED_PROTOS.is_dir() else REPOSITORY_PROTOS,)
    files = FileDescriptorSet.FromString(descriptor_set).file
    pool = DescriptorPool()
    for file in files:
        pool.Add(_without_source_info(file))
    return Schema(*wrap(files, pool), descriptor_set, sources, pool)


def _without_source_info(file: FileDescriptorProto) -> FileDescriptorProto:
    """The pool has no use for source info, and takes twice as long with it."""
    file.ClearField('source_code_info')
    return file
