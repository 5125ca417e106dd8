"""Reads a checkpoint: names, shapes and object graph, in milliseconds and without TensorFlow.

Only the index and the bytes of the object graph are read, never the values. Whatever the files hold, the answer is a
`Checkpoint` or an `Unreadable`; the tests feed it cut-off, changed and random files.
"""

from __future__ import annotations

import os
from pathlib import Path

from pipeline_config_ls.checkpoints.bundle import read_bundle
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Fault, Format, Unreadable
from pipeline_config_ls.checkpoints.graph import GRAPH_KEY
from pipeline_config_ls.checkpoints.legacy import read_legacy
from pipeline_config_ls.checkpoints.prefix import INDEX, index_file, split_suffix
from pipeline_config_ls.checkpoints.shards import (
    AGAIN,
    counters,
    is_lfs_pointer,
    lfs_message,
    object_graph,
    open_source,
    shard_damage,
)
from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.table import is_table, read_table

# Far above what models take: the largest index seen has 90 KB.
_MOST_INDEX = 32 << 20


def read_checkpoint(prefix: str | os.PathLike[str]) -> Checkpoint | Unreadable:
    """What is saved under `prefix`, the path as TensorFlow takes it: without `.index` or `.data-00000-of-00001`.

    As in TensorFlow, a prefix without an index may be a V1 checkpoint, a single file. `Fault.NOT_FOUND` where there is no
    file at all, as TensorFlow's NotFoundError, `Fault.UNREADABLE` where it raises another error (DataLossError, mostly).
    """
    path = os.fspath(prefix)
    try:
        if os.path.lexists(index_file(path)):
            return _checkpoint(path)
        if os.path.isfile(path):
            return _single_file(path)
        if os.path.isdir(path):
            return _unreadable(path, f'`{path}` is a folder; TensorFlow wants the prefix of a checkpoint in it.')
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        return _unreadable(path, f'`{path}` cannot be opened: {getattr(error, "strerror", None) or error}.')
    return Unreadable(path, Fault.NOT_FOUND, f'There is no checkpoint `{path}`: no file `{_name(index_file(path))}`.')


def is_checkpoint(prefix: str) -> bool:
    """Whether there is something to read under `prefix`: an index, or a V1 file."""
    try:
        if os.path.isfile(index_file(prefix)):
            return True
        if split_suffix(prefix)[1] or not os.path.isfile(prefix):
            return False
        with open_source(prefix) as source:
            return is_table(source)
    except (OSError, ValueError, Damage):
        return False


def _checkpoint(path: str) -> Checkpoint | Unreadable:
    index = index_file(path)
    try:
        with open_source(index) as source:
            if source.size > _MOST_INDEX:
                raise Damage(f'it has {source.size} bytes, far more than any model needs')
            bundle = read_bundle(read_table(source))
    except Damage as damage:
        if is_lfs_pointer(index):
            return _unreadable(path, lfs_message(index))
        return _unreadable(path, f'`{index}` cannot be read: {damage}. {AGAIN}.')
    form = Format.OBJECT_BASED if GRAPH_KEY in bundle.entries else Format.NAME_BASED
    numbers, damaged = counters(path, bundle, form), shard_damage(path, bundle)
    if form is Format.NAME_BASED:
        return Checkpoint(path, form, bundle.entries, damage=damaged, numbers=numbers)
    graph = object_graph(path, bundle)
    return Checkpoint(
        path,
        form,
        bundle.entries,
        graph=None if isinstance(graph, str) else graph,
        graph_missing=graph if isinstance(graph, str) else None,
        damage=damaged or (_unreadable(path, graph) if isinstance(graph, str) else None),
        numbers=numbers,
    )


def _single_file(path: str) -> Checkpoint | Unreadable:
    """A V1 checkpoint, or what else a person took for a prefix."""
    whole, suffix = split_suffix(path)
    if suffix == INDEX and _is_table_file(path):
        # TensorFlow takes it for a V1 checkpoint, whose list of tensors it then finds empty.
        return Checkpoint(path, Format.NAME_BASED, {}, single_file=True)
    if suffix:
        return _unreadable(
            path,
            f'`{_name(path)}` is one file of a checkpoint; TensorFlow wants the prefix `{_name(whole)}`.',
        )
    try:
        with open_source(path) as source:
            if not is_table(source):
                return _unreadable(path, f'`{path}` is not a checkpoint.')
            return Checkpoint(path, Format.NAME_BASED, read_legacy(read_table(source)), single_file=True)
    except Damage as damage:
        return _unreadable(path, f'`{path}` is a V1 checkpoint (a single file) that cannot be read: {damage}. {AGAIN}.')


def _is_table_file(path: str) -> bool:
    try:
        with open_source(path) as source:
            return is_table(source)
    except Damage:
        return False


def _unreadable(path: str, message: str) -> Unreadable:
    return Unreadable(path, Fault.UNREADABLE, message)


def _name(path: str) -> str:
    return Path(path).name
