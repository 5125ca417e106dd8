"""Copies of a checkpoint at an address (`gs://bucket/model/ckpt-0`) what is read of checkpoints: its index, and of its shards the object
graph and the counters, by requests of those bytes.

The copy lies in the person's cache folder, its shards as long as the real ones and empty elsewhere: whoever reads checkpoints reads it
as any other, and finds it again as the counterpart of the address. It needs the extra `remote` (fsspec, gcsfs); credentials are those of
the environment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline_config_ls.checkpoints.bundle import Bundle, Location, read_bundle
from pipeline_config_ls.checkpoints.checkpoint import Format
from pipeline_config_ls.checkpoints.graph import GRAPH_KEY
from pipeline_config_ls.checkpoints.prefix import index_file, shard_file
from pipeline_config_ls.checkpoints.roles import VALUE_SUFFIX, Kind, kind_of
from pipeline_config_ls.files.store import mirror_folder
from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.table import Source, read_table

# Far above what models take, as in `checkpoints.reader`.
_MOST_INDEX = 32 << 20
_MOST_GRAPH = 16 << 20
_EXTRA = 'Install it: pip install "pipeline-config-ls[remote]"'

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class CannotRead:
    """Why an address could not be read, for the person."""

    message: str


def mirror(address: str, folder: Path | None = None, tell: Tell | None = None) -> str | CannotRead:
    """The prefix of the copy of the checkpoint at an address, made anew."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        return CannotRead(f'Reading `{address}` needs fsspec. {_EXTRA}')
    try:
        system, prefix = url_to_fs(address)
        return _mirror(system, prefix, _place(address, folder or mirror_folder()), tell or _say_nothing)
    except FileNotFoundError:
        return CannotRead(f'There is no checkpoint `{address}`: no file `{index_file(address)}`.')
    except ImportError as error:  # fsspec knows the scheme, and what reads it is not installed
        return CannotRead(f'`{address}` cannot be read: {error}. {_EXTRA}')
    except Exception as error:  # whatever a service raises: no credentials, no network, no permission
        return CannotRead(f'`{address}` cannot be read: {type(error).__name__}: {error}')


def _place(address: str, folder: Path) -> Path:
    """`gs://bucket/model/ckpt-0` is kept as `gs/bucket/model/ckpt-0`."""
    scheme, _, rest = address.partition('://')
    parts = [part for part in rest.split('/') if part not in ('', '.', '..')]
    return Path(folder, scheme, *parts)


def _mirror(system: Any, prefix: str, place: Path, tell: Tell) -> str:
    index = index_file(prefix)
    tell(f'reading {index}')
    size = system.size(index)
    if size is None or size > _MOST_INDEX:
        raise ValueError(f'the index has {size} bytes, far more than any model needs')
    data = system.cat_file(index)
    place.parent.mkdir(parents=True, exist_ok=True)
    Path(index_file(str(place))).write_bytes(data)
    try:
        bundle = read_bundle(read_table(Source(len(data), lambda offset, size: data[offset : offset + size])))
    except Damage:
        return str(place)  # the reader of checkpoints says what is wrong with it
    for shard in sorted(bundle.shard_sizes):
        _mirror_shard(system, shard_file(prefix, shard, bundle.shards), str(place), shard, bundle, tell)
    return str(place)


def _mirror_shard(system: Any, remote: str, prefix: str, shard: int, bundle: Bundle, tell: Tell) -> None:
    local = Path(shard_file(prefix, shard, bundle.shards))
    local.unlink(missing_ok=True)
    try:
        size = system.size(remote)
    except FileNotFoundError:
        return  # that it is not there is told by the reader
    tell(f'reading {remote}')
    with local.open('wb') as file:
        file.truncate(size)
        for place in _wanted(bundle, shard):
            file.seek(place.offset)
            file.write(system.cat_file(remote, start=place.offset, end=place.offset + place.size))


def _wanted(bundle: Bundle, shard: int) -> Iterator[Location]:
    """The parts of a shard that are read of checkpoints."""
    form = Format.OBJECT_BASED if GRAPH_KEY in bundle.entries else Format.NAME_BASED
    for key, place in bundle.scalars.items():
        is_graph = key == GRAPH_KEY and place.size <= _MOST_GRAPH
        if place.shard == shard and (is_graph or kind_of(key.removesuffix(VALUE_SUFFIX), form) is Kind.COUNTER):
            yield place


def _say_nothing(message: str) -> None:
    pass
