"""Reads a checkpoint: names, shapes and object graph, in milliseconds and without TensorFlow.

Only the index and the bytes of the object graph are read, never the values. Whatever the files hold, the answer is a
`Checkpoint` or an `Unreadable`; the tests feed it cut-off, changed and random files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline_config_ls.checkpoints.bundle import Bundle, read_bundle, read_string
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Fault, Format, GraphNode, Unreadable
from pipeline_config_ls.checkpoints.graph import GRAPH_KEY, read_graph
from pipeline_config_ls.checkpoints.legacy import read_legacy
from pipeline_config_ls.checkpoints.prefix import index_file, shard_file, split_suffix
from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.table import Source, is_table, read_table

# Far above what models take: the largest index seen has 90 KB, the largest object graph 220 KB.
_MOST_INDEX = 32 << 20
_MOST_GRAPH = 16 << 20
_AGAIN = 'Copy or download the checkpoint again'


def read_checkpoint(prefix: str | os.PathLike[str]) -> Checkpoint | Unreadable:
    """What is saved under `prefix`, the path as TensorFlow takes it: without `.index` or `.data-00000-of-00001`.

    As in TensorFlow, a prefix without an index may be a V1 checkpoint, a single file. `Fault.NOT_FOUND` where there is no
    file at all, as TensorFlow's NotFoundError, `Fault.UNREADABLE` where it raises another error (DataLossError, mostly).
    """
    path = os.fspath(prefix)
    try:
        if os.path.lexists(index_file(path)):
            return _checkpoint(path)
        if Path(path).is_file():
            return _single_file(path)
        if Path(path).is_dir():
            return _unreadable(path, f'`{path}` is a folder; TensorFlow wants the prefix of a checkpoint in it.')
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        return _unreadable(path, f'`{path}` cannot be opened: {getattr(error, "strerror", None) or error}.')
    return Unreadable(path, Fault.NOT_FOUND, f'There is no checkpoint `{path}`: no file `{_name(index_file(path))}`.')


def is_checkpoint(prefix: str) -> bool:
    """Whether there is something to read under `prefix`: an index, or a V1 file."""
    try:
        if Path(index_file(prefix)).is_file():
            return True
        if split_suffix(prefix)[1] or not Path(prefix).is_file():
            return False
        with _source(prefix) as source:
            return is_table(source)
    except (OSError, ValueError, Damage):
        return False


def _checkpoint(path: str) -> Checkpoint | Unreadable:
    index = index_file(path)
    try:
        with _source(index) as source:
            if source.size > _MOST_INDEX:
                raise Damage(f'it has {source.size} bytes, far more than any model needs')
            bundle = read_bundle(read_table(source))
    except Damage as damage:
        return _unreadable(path, f'`{index}` cannot be read: {damage}. {_AGAIN}.')
    if GRAPH_KEY not in bundle.entries:
        return Checkpoint(path, Format.NAME_BASED, bundle.entries, damage=_shard_damage(path, bundle))
    graph = _graph(path, bundle)
    return Checkpoint(
        path,
        Format.OBJECT_BASED,
        bundle.entries,
        graph=None if isinstance(graph, str) else graph,
        graph_missing=graph if isinstance(graph, str) else None,
        damage=_shard_damage(path, bundle) or (_unreadable(path, graph) if isinstance(graph, str) else None),
    )


def _graph(path: str, bundle: Bundle) -> tuple[GraphNode, ...] | str:
    """The object graph, or why there is none."""
    place = bundle.strings.get(GRAPH_KEY)
    if place is None:
        return f'The object graph in `{path}` is not a string.'
    shard = shard_file(path, place.shard, bundle.shards)
    if not Path(shard).exists():
        return f'The object graph is in `{_name(shard)}`, which is not there.'
    try:
        with _source(shard) as source:
            if place.size > _MOST_GRAPH:
                raise Damage(f'it has {place.size} bytes, far more than any model needs')
            data = source.read(place.offset, place.size)
            if len(data) < place.size:
                raise Damage('the file ends before it')
            return read_graph(read_string(data, place.crc))
    except Damage as damage:
        return f'The object graph in `{_name(shard)}` cannot be read: {damage}. {_AGAIN}.'
    except OSError as error:
        return f'`{shard}` cannot be opened: {error.strerror}.'


def _shard_damage(path: str, bundle: Bundle) -> Unreadable | None:
    """The first shard that is absent or shorter than the tensors that the index places in it."""
    for shard, least in sorted(bundle.shard_sizes.items()):
        file = shard_file(path, shard, bundle.shards)
        try:
            size = Path(file).stat().st_size
        except OSError:
            message = f'`{_name(file)}`, which holds the values, is not beside `{_name(index_file(path))}`. {_AGAIN}.'
            return Unreadable(path, Fault.NOT_FOUND, message)
        if size < least:
            return _unreadable(
                path, f'`{file}` is cut off: it has {size} bytes, and its values take {least}. {_AGAIN}.'
            )
    return None


def _single_file(path: str) -> Checkpoint | Unreadable:
    """A V1 checkpoint, or what else a person took for a prefix."""
    whole, suffix = split_suffix(path)
    if suffix:
        return _unreadable(
            path,
            f'`{_name(path)}` is one file of a checkpoint; TensorFlow wants the prefix `{_name(whole)}`.',
        )
    try:
        with _source(path) as source:
            if not is_table(source):
                return _unreadable(path, f'`{path}` is not a checkpoint.')
            return Checkpoint(path, Format.NAME_BASED, read_legacy(read_table(source)), single_file=True)
    except Damage as damage:
        return _unreadable(
            path, f'`{path}` is a V1 checkpoint (a single file) that cannot be read: {damage}. {_AGAIN}.'
        )


@contextmanager
def _source(path: str) -> Iterator[Source]:
    """A file, open for reading pieces of it. Raises OSError, and `Damage` where it is a folder or a device."""
    if not Path(path).is_file():
        raise Damage('it is not a file')
    with Path(path).open('rb', buffering=0) as file:

        def read(offset: int, size: int) -> bytes:
            file.seek(offset)
            return file.read(size)

        yield Source(file.seek(0, os.SEEK_END), read)


def _unreadable(path: str, message: str) -> Unreadable:
    return Unreadable(path, Fault.UNREADABLE, message)


def _name(path: str) -> str:
    return Path(path).name
