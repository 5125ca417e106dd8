"""Schemas of forks: a descriptor set or a folder of .proto files that the user names, merged over ours.

A fork replaces our files of the same name, and any file of ours that declares a name which the fork declares
elsewhere; what it does not mention stays ours. What goes wrong is said to the user in a `ForkFault`.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from google.protobuf.message import DecodeError

from pipeline_config_ls.schema.documentation import declarations
from pipeline_config_ls.schema.schema import Schema, load_schema
from pipeline_config_ls.schema.wrap import join

PROTOC_SECONDS = 30
IMPORT = re.compile(r'^\s*import\s+(?:public\s+|weak\s+)?"([^"]+)"', re.MULTILINE)
GOOGLE = 'google/protobuf/'


class ForkFault(NamedTuple):
    """Why a fork's schema could not be used; the message is for the person whose setting names `path`."""

    path: Path
    message: str


class Compiled(NamedTuple):
    """A folder of .proto files, compiled: a serialized descriptor set and the folder that its names start from."""

    descriptor_set: bytes
    source: Path


def load_fork(path: Path, base: Schema) -> Schema | ForkFault:
    """`base` with the schema at `path` merged over it: a folder of .proto files, or a serialized descriptor set.

    Runs protoc for a folder, so the caller asks first whether the workspace is trusted.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            compiled = compile_folder(path, base.sources)
            if isinstance(compiled, ForkFault):
                return compiled
            return merge(path, compiled.descriptor_set, base, (compiled.source,))
        if not stat.S_ISREG(mode):  # a named pipe would be waited for
            return ForkFault(path, f'`{path}` is neither a folder of .proto files nor a descriptor set.')
        descriptor_set = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a null byte
        return ForkFault(path, f'`{path}` could not be read: {getattr(error, "strerror", None) or error}.')
    return merge(path, descriptor_set, base, ())


def merge(path: Path, descriptor_set: bytes, base: Schema, sources: tuple[Path, ...]) -> Schema | ForkFault:
    """`base` with the files of a serialized descriptor set over it. `path` is named in a fault, and not read."""
    try:
        theirs = FileDescriptorSet.FromString(descriptor_set).file
        if not theirs:
            return _no_descriptor_set(path)
        declarations(theirs)  # reads all comments now: one that is no text must not surprise a hover
        files = _with_imports_of_google(_over(FileDescriptorSet.FromString(base.descriptor_set).file, theirs))
        imports = {name: tuple(file.dependency) for name, file in files.items()}
        missing = sorted({name for names in imports.values() for name in names} - files.keys())
        if missing:
            return ForkFault(
                path, f'`{path.name}` imports `{missing[0]}` but does not have it; compile it with --include_imports.'
            )
        ordered = TopologicalSorter(imports).static_order()
        merged = FileDescriptorSet(file=(files[name] for name in ordered))
        return load_schema(merged.SerializeToString(), (*sources, *base.sources))
    except CycleError as error:
        return ForkFault(path, f'`{path.name}` has files that import each other: {", ".join(error.args[1])}.')
    except (DecodeError, UnicodeDecodeError):  # the latter where a name in it is no text
        return _no_descriptor_set(path)
    except (TypeError, KeyError, ValueError) as error:  # what protobuf refuses in a set that it can read
        return ForkFault(path, f'`{path.name}` does not agree with itself: {error}.')


def _no_descriptor_set(path: Path) -> ForkFault:
    return ForkFault(
        path,
        f'`{path.name}` is not a descriptor set. '
        'protoc writes one with --descriptor_set_out=FILE --include_imports --include_source_info.',
    )


def compile_folder(folder: Path, includes: tuple[Path, ...] = ()) -> Compiled | ForkFault:
    """Compiles every .proto file below `folder`, which may be the import root or lie up to three folders below it.

    Uses grpcio-tools where it is installed beside this package, else a protoc on PATH.
    """
    protos = sorted(Path(os.path.realpath(path)) for path in folder.rglob('*.proto'))
    if not protos:
        return ForkFault(folder, f'`{folder}` holds no .proto files.')
    protoc = _protoc()
    if protoc is None:
        return ForkFault(
            folder,
            'Compiling .proto files needs protoc: `pip install grpcio-tools` beside pipeline-config-ls, '
            'or name a descriptor set instead of a folder.',
        )
    root = _import_root(folder.resolve(), protos, includes)
    with tempfile.TemporaryDirectory(prefix='pipeline-config-ls-') as scratch:
        output = Path(scratch) / 'fork.binpb'
        command = [*protoc, *(f'--proto_path={include}' for include in (root, *includes))]
        command += [f'--descriptor_set_out={output}', '--include_imports', '--include_source_info']
        command += [path.relative_to(root).as_posix() for path in protos]
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=PROTOC_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            return ForkFault(folder, f'protoc did not run: {error}.')
        if run.returncode != 0:
            return ForkFault(folder, f'protoc could not compile `{folder}`: {run.stderr.strip()}')
        return Compiled(output.read_bytes(), root)


def _protoc() -> list[str] | None:
    if importlib.util.find_spec('grpc_tools') is not None:
        return [sys.executable, '-m', 'grpc_tools.protoc']
    found = shutil.which('protoc')
    return [found] if found else None


def _import_root(folder: Path, protos: Iterable[Path], includes: tuple[Path, ...]) -> Path:
    """The nearest folder, from `folder` upwards, in which the imports of `protos` are found.

    Users name `object_detection/protos` as readily as the folder around `object_detection`.
    """
    imports = {name for path in protos for name in IMPORT.findall(path.read_text(encoding='utf-8', errors='replace'))}
    own = {name for name in imports if not any((include / name).is_file() for include in includes)}
    for root in (folder, *folder.parents[:3]):
        if any((root / name).is_file() for name in imports) and all(
            (root / name).is_file() or name.startswith(GOOGLE) for name in own
        ):
            return root
    return folder


def _over(ours: Iterable[FileDescriptorProto], theirs: Iterable[FileDescriptorProto]) -> dict[str, FileDescriptorProto]:
    """Our files with theirs over them, by name; imports of a file that fell away go where its names went."""
    files = {file.name: file for file in theirs}
    declared = {name: file.name for file in files.values() for name in _declared(file)}
    moved: dict[str, list[str]] = {}
    for file in ours:
        now_in = {declared[name] for name in _declared(file) if name in declared}
        if file.name in files:
            continue
        if now_in:
            moved[file.name] = sorted(now_in)
        else:
            files[file.name] = file
    for file in files.values():
        imports = [name for old in file.dependency for name in moved.get(old, [old])]
        if imports != list(file.dependency):
            file.ClearField('public_dependency')
            file.dependency[:] = dict.fromkeys(imports)
    return files


def _declared(file: FileDescriptorProto) -> Iterator[str]:
    """The full names at the top of a file, and the extensions in its messages: what nobody may declare again."""
    for message in file.message_type:
        yield join(file.package, message.name)
        for extension in message.extension:
            yield join(join(file.package, message.name), extension.name)
    for enum in file.enum_type:
        yield join(file.package, enum.name)
    for extension in file.extension:
        yield join(file.package, extension.name)


def _with_imports_of_google(files: dict[str, FileDescriptorProto]) -> dict[str, FileDescriptorProto]:
    """protobuf's own files (any.proto, descriptor.proto) come with every runtime and are often left out of a set."""
    complete = dict(files)
    waiting = [name for file in files.values() for name in file.dependency]
    while waiting:
        name = waiting.pop()
        module = f'google.protobuf.{name.removeprefix(GOOGLE).removesuffix(".proto")}_pb2'
        if name in complete or not name.startswith(GOOGLE) or importlib.util.find_spec(module) is None:
            continue
        file = FileDescriptorProto.FromString(importlib.import_module(module).DESCRIPTOR.serialized_pb)
        complete[name] = file
        waiting += file.dependency
    return complete
