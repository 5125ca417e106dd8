"""TensorFlow's V2 bundle: what the values of an index table mean, and where in which shard a tensor's bytes are.

From tensorflow/core/util/tensor_bundle: the first key is empty and holds the header, every other one is a tensor.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from google.protobuf.message import DecodeError

from pipeline_config_ls.checkpoints.checkpoint import Entry
from pipeline_config_ls.checkpoints.crc32c import crc32c, unmask
from pipeline_config_ls.checkpoints.damage import Damage
from pipeline_config_ls.checkpoints.dtype import STRING, dtype_name
from pipeline_config_ls.checkpoints.messages import BundleEntry, BundleHeader
from pipeline_config_ls.checkpoints.varint import read_varint

_FORMAT_VERSION = 1
_MOST_TENSORS = 1_000_000


class Location(NamedTuple):
    """Where a tensor's bytes are, and their checksum."""

    shard: int
    offset: int
    size: int
    crc: int


class Bundle(NamedTuple):
    """An index, read.

    `strings` are the places of the scalar string tensors, `shard_sizes` how long each shard must at least be
    for the tensors that the index places in it, for those shards that it places any in.
    """

    entries: dict[str, Entry]
    strings: dict[str, Location]
    shards: int
    shard_sizes: dict[int, int]


def read_bundle(table: Iterable[tuple[bytes, bytes]]) -> Bundle:
    """The tensors of an index. A partitioned variable is one entry with its full shape, as TensorFlow lists it."""
    items = iter(table)
    try:
        key, value = next(items, (None, b''))
        if key != b'':
            raise Damage('it is a table of another kind: a checkpoint index begins with a header')
        header = BundleHeader.FromString(value)
        if header.version.min_consumer > _FORMAT_VERSION:
            raise Damage(f'its format is newer than any known ({header.version.min_consumer})')
        return _tensors(items, header.num_shards)
    except DecodeError as error:
        raise Damage('its contents are not those of a checkpoint index') from error


def _tensors(items: Iterable[tuple[bytes, bytes]], shards: int) -> Bundle:
    bundle = Bundle({}, {}, shards, {})
    for key, value in items:
        entry = BundleEntry.FromString(value)
        if not entry.slices:  # a partitioned variable has its bytes under the keys of its slices
            place = _location(entry, shards)
            end = place.offset + place.size
            bundle.shard_sizes[place.shard] = max(end, bundle.shard_sizes.get(place.shard, 0))
        if key[0] == 0:  # the key of a slice: no variable's name
            continue
        name = key.decode('utf-8', 'backslashreplace')
        shape = tuple(dim.size for dim in entry.shape.dim)
        bundle.entries[name] = Entry(shape, dtype_name(entry.dtype))
        if entry.dtype == STRING and not shape:
            bundle.strings[name] = _location(entry, shards)
        if len(bundle.entries) > _MOST_TENSORS:
            raise Damage(f'it lists more than {_MOST_TENSORS} tensors')
    return bundle


def _location(entry: BundleEntry, shards: int) -> Location:
    if not 0 <= entry.shard_id < shards:
        raise Damage(f'it places a tensor in shard {entry.shard_id} of {shards}')
    if entry.offset < 0 or entry.size < 0:
        raise Damage('it places a tensor outside of its shard')
    return Location(entry.shard_id, entry.offset, entry.size, entry.crc32c)


def read_string(data: bytes, crc: int) -> bytes:
    """The value of a scalar string tensor from its bytes in the shard: its length, the length's checksum, its bytes.

    `crc` is the stored checksum of the whole. It covers the length as a number of 4 bytes (8 where it takes more), not
    as the varint that stands in the file.
    """
    length, position = read_varint(data, 0)
    value = data[position + 4 :]
    if length != len(value):
        raise Damage(f'it says {length} bytes and has {len(value)}')
    of_length = crc32c(length.to_bytes(4 if length < 1 << 32 else 8, 'little'))
    if of_length != unmask(int.from_bytes(data[position : position + 4], 'little')):
        raise Damage('the checksum of its length is wrong')
    if crc32c(data[position:], of_length) != unmask(crc):
        raise Damage('its checksum is wrong, so bytes of it were changed or lost')
    return value
