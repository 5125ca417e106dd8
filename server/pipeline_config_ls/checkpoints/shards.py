"""What of a checkpoint's shards is worth reading, and what is wrong with them: the object graph, the counters, their sizes.

The weights themselves are never read. A shard whose bytes are all there is taken for whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline_config_ls.checkpoints.bundle import Bundle, Location, read_number, read_string
from pipeline_config_ls.checkpoints.checkpoint import Fault, Format, GraphNode, Unreadable
from pipeline_config_ls.checkpoints.graph import GRAPH_KEY, read_graph
from pipeline_config_ls.checkpoints.prefix import index_file, shard_file, split_suffix
from pipeline_config_ls.checkpoints.roles import VALUE_SUFFIX, Kind, kind_of
from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.table import Source

AGAIN = 'Copy or download the checkpoint again'

# Far above what models take: the largest object graph seen has 220 KB, the largest optimizer nine numbers.
_MOST_GRAPH = 16 << 20
_MOST_NUMBERS = 64

# What stands in a working tree in place of a large file that was not fetched (git-lfs.com, "pointer file").
_LFS_POINTER = b'version https://git-lfs.github.com/spec/'


@contextmanager
def open_source(path: str) -> Iterator[Source]:
    """A file, open for reading pieces of it. Raises OSError, and `Damage` where it is a folder or a device."""
    if not os.path.isfile(path):
        raise Damage('it is not a file')
    with Path(path).open('rb', buffering=0) as file:

        def read(offset: int, size: int) -> bytes:
            file.seek(offset)
            return file.read(size)

        yield Source(file.seek(0, os.SEEK_END), read)


def object_graph(path: str, bundle: Bundle) -> tuple[GraphNode, ...] | str:
    """The object graph, or why there is none."""
    place = bundle.scalars.get(GRAPH_KEY)
    if place is None or bundle.entries[GRAPH_KEY].dtype != 'string':
        return f'The object graph in `{path}` is not a string.'
    shard = shard_file(path, place.shard, bundle.shards)
    if not os.path.exists(shard):
        return f'The object graph is in `{_name(shard)}`, which is not there.'
    try:
        with open_source(shard) as source:
            if place.size > _MOST_GRAPH:
                raise Damage(f'it has {place.size} bytes, far more than any model needs')
            data = source.read(place.offset, place.size)
            if len(data) < place.size:
                raise Damage('the file ends before it')
            return read_graph(read_string(data, place.crc))
    except Damage as damage:
        return f'The object graph in `{_name(shard)}` cannot be read: {damage}. {AGAIN}.'
    except OSError as error:
        return f'`{shard}` cannot be opened: {error.strerror}.'


def counters(path: str, bundle: Bundle, form: Format) -> dict[str, int | float]:
    """The numbers beside the model, by name: the step, and what the optimizer keeps for itself. What cannot be read is left out."""
    wanted: dict[int, list[tuple[str, Location]]] = {}
    for key, place in bundle.scalars.items():
        name = key.removesuffix(VALUE_SUFFIX)
        if key != GRAPH_KEY and kind_of(name, form) is Kind.COUNTER:
            wanted.setdefault(place.shard, []).append((key, place))
    found: dict[str, int | float] = {}
    for shard, places in wanted.items():
        try:
            with open_source(shard_file(path, shard, bundle.shards)) as source:
                for key, place in places[:_MOST_NUMBERS]:
                    number = _number(source, place, bundle.entries[key].dtype)
                    if number is not None:
                        found[key.removesuffix(VALUE_SUFFIX)] = number
        except (OSError, Damage):
            continue
    return found


def _number(source: Source, place: Location, dtype: str) -> int | float | None:
    try:
        return read_number(source.read(place.offset, min(place.size, 8)), place.crc, dtype)
    except Damage:
        return None


def shard_damage(path: str, bundle: Bundle) -> Unreadable | None:
    """The first shard that is absent, empty, not fetched or shorter than the tensors that the index places in it."""
    for shard, least in sorted(bundle.shard_sizes.items()):
        file = shard_file(path, shard, bundle.shards)
        try:
            size = Path(file).stat().st_size
        except OSError:
            return Unreadable(path, Fault.NOT_FOUND, _absent(path, file))
        if is_lfs_pointer(file):
            return Unreadable(path, Fault.UNREADABLE, lfs_message(file))
        if size == 0 and least:
            message = f'`{_name(file)}`, which holds the values, is empty. {AGAIN}.'
            return Unreadable(path, Fault.UNREADABLE, message)
        if size < least:
            message = f'`{file}` is cut off: it has {size} bytes, and its values take {least}. {AGAIN}.'
            return Unreadable(path, Fault.UNREADABLE, message)
    return None


def is_lfs_pointer(path: str) -> bool:
    """Whether a file is the pointer that git leaves in the place of one that it keeps in Git LFS."""
    try:
        with open_source(path) as source:
            return source.size < 1024 and source.read(0, len(_LFS_POINTER)) == _LFS_POINTER
    except (OSError, Damage):
        return False


def lfs_message(path: str) -> str:
    """What to do about a pointer."""
    return f'`{_name(path)}` is a Git LFS pointer, not the file itself. Run `git lfs pull` in its repository.'


def _absent(path: str, file: str) -> str:
    """That a shard is not there, and what is there in its place."""
    folder, name = os.path.split(path)
    try:
        names = sorted(os.listdir(folder or os.curdir))
    except OSError:
        names = []
    what = f'`{_name(file)}`, which holds the values, is not beside `{_name(index_file(path))}`'
    others = [other for other in names if split_suffix(other)[0] == name and '.data-' in other]
    if others:
        return f'{what}. `{others[0]}` is, but the index does not name it. {AGAIN}, with all its files.'
    if not any('.data-' in other for other in names):
        return (
            f'{what}: the folder has the index alone, without weights, as a git repository has that leaves large files out or keeps '
            'them in Git LFS. Run `git lfs pull` there, or download the checkpoint again.'
        )
    return f'{what}. {AGAIN}.'


def _name(path: str) -> str:
    return Path(path).name
