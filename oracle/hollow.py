"""Checkpoints of the second version without values: an index with names and shapes, and a sparse shard of the right size.

Names and shapes are all that a TensorFlow 1 restore looks at, so these stand in for real ones, in tests and under the real
reader alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from pathlib import Path

from pipeline_config_ls.checkpoints.messages import BundleEntry, BundleHeader
from pipeline_config_ls.formats.crc32c import crc32c

Shape = tuple[int, ...]
FLOAT, INT64 = 1, 9
STEP = 'global_step'
_MAGIC = 0xDB4775248B80FB57


def write_hollow(prefix: Path, shapes: Mapping[str, Shape]) -> Path:
    """Writes a checkpoint of floats (the step is an integer) with these shapes; gives its prefix."""
    items, offset = [(b'', BundleHeader(num_shards=1).SerializeToString())], 0
    for name in sorted(shapes):
        shape = shapes[name]
        size = prod(shape) * (8 if name == STEP else 4)
        entry = BundleEntry(dtype=INT64 if name == STEP else FLOAT, offset=offset, size=size)
        for length in shape:
            entry.shape.dim.add(size=length)
        items.append((name.encode(), entry.SerializeToString()))
        offset += size
    Path(f'{prefix}.index').write_bytes(table(items))
    with Path(f'{prefix}.data-00000-of-00001').open('wb') as shard:
        shard.truncate(offset)
    return prefix


def table(items: list[tuple[bytes, bytes]]) -> bytes:
    """A table as LevelDB writes it: one block of data, an empty one, the index of blocks, and the footer."""
    data, nothing = _framed(_block(items)), _framed(_block([]))
    index = _framed(_block([(b'\xff', varint(0) + varint(len(data) - 5))]))
    handles = _handle(len(data), nothing) + _handle(len(data) + len(nothing), index)
    return data + nothing + index + handles.ljust(40, b'\0') + _MAGIC.to_bytes(8, 'little')


def _block(items: list[tuple[bytes, bytes]]) -> bytes:
    """Keys and values, no key sharing anything with the one before, and one restart."""
    entries = (varint(0) + varint(len(key)) + varint(len(value)) + key + value for key, value in items)
    return b''.join(entries) + bytes(4) + (1).to_bytes(4, 'little')


def _framed(contents: bytes) -> bytes:
    """A block that is not compressed, with its checksum."""
    data = contents + b'\0'
    return data + masked(crc32c(data)).to_bytes(4, 'little')


def _handle(offset: int, framed: bytes) -> bytes:
    return varint(offset) + varint(len(framed) - 5)


def masked(crc: int) -> int:
    """A checksum as LevelDB and TensorFlow store it."""
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def varint(number: int) -> bytes:
    """A number in groups of seven bits, the lowest first."""
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])
