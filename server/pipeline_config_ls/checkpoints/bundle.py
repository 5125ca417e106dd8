"""TensorFlow's V2 bundle: what the values of an index table mean, and where in which shard a tensor's bytes are.

From tensorflow/core/util/tensor_bundle: the first key is empty and holds the header, every other one is a tensor.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import NamedTuple

from google.protobuf.message import DecodeError

from pipeline_config_ls.checkpoints.checkpoint import Entry
from pipeline_config_ls.checkpoints.dtype import dtype_name
from pipeline_config_ls.checkpoints.messages import BundleEntry, BundleHeader
from pipeline_config_ls.formats.crc32c import crc32c, unmask
from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.varint import read_varint

_FORMAT_VERSION = 1
_NUMBERS = {'int64': '<q', 'int32': '<i', 'float32': '<f', 'float64': '<d'}
_MOST_TENSORS = 1_000_000


class Location(NamedTuple):
    """Where a tensor's bytes are, and their checksum."""

    shard: int
    offset: int
    size: int
    crc: int


class Bundle(NamedTuple):
    """An index, read.

    `scalars` are the places of the tensors without dimensions, `shard_sizes` how long each shard must at least be
    for the tensors that the index places in it, for those shards that it places any in.
    """

    entries: dict[str, Entry]
    scalars: dict[str, Location]
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
    entries, sizes = bundle.entries, bundle.shard_sizes
    for key, value in items:
        entry = BundleEntry.FromString(value)
        shard, offset, size = entry.shard_id, entry.offset, entry.size
        if not 0 <= shard < shards or offset < 0 or size < 0:
            raise Damage(f'it places a tensor at {offset} in shard {shard} of {shards}')
        # The bytes of a partitioned variable are under the keys of its slices; its own entry has size 0.
        if offset + size > sizes.get(shard, -1):
            sizes[shard] = offset + size
        if key[0] == 0:  # the key of a slice: no variable's name
            continue
        name = key.decode('utf-8', 'backslashreplace')
        dtype = entry.dtype
        entries[name] = Entry(tuple([dim.size for dim in entry.shape.dim]), dtype_name(dtype))
        if not entries[name].shape:
            bundle.scalars[name] = Location(shard, offset, size, entry.crc32c)
        if len(entries) > _MOST_TENSORS:
            raise Damage(f'it lists more than {_MOST_TENSORS} tensors')
    return bundle


def read_string(data: bytes, crc: int) -> bytes:
    """The value of a scalar string tensor from its bytes in the shard: its length, the length's checksum, its bytes.

    `crc` is the stored checksum of the whole. It covers the length as a number of 4 bytes (8 where it takes more), not
    as the varint that stands in the file.
    """
    length, position = read_varint(data, 0)
    value = data[position + 4 :]
    if length != len(value):
        raise Damage(f'its length is given as {length} bytes, and {len(value)} follow')
    of_length = crc32c(length.to_bytes(4 if length < 1 << 32 else 8, 'little'))
    if of_length != unmask(int.from_bytes(data[position : position + 4], 'little')):
        raise Damage('the checksum of its length is wrong')
    if crc32c(data[position:], of_length) != unmask(crc):
        raise Damage('its checksum is wrong, so bytes of it were changed or lost')
    return value


def read_number(data: bytes, crc: int, dtype: str) -> int | float | None:
    """The value of a scalar number from its bytes in the shard; None for a type that no step and no rate has."""
    layout = _NUMBERS.get(dtype)
    if layout is None or len(data) != struct.calcsize(layout):
        return None
    if crc32c(data) != unmask(crc):
        raise Damage('its checksum is wrong, so bytes of it were changed or lost')
    value: int | float = struct.unpack(layout, data)[0]
    return value
