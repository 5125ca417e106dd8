"""LevelDB's table format (sstable): sorted keys and values in checksummed blocks. Knows nothing of what they mean.

From LevelDB's doc/table_format.md. TensorFlow's `.index` files are such tables, and so are whole V1 checkpoints.
Everything is read through `Source`, so that a table of gigabytes costs no more than the blocks that are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipeline_config_ls.formats.crc32c import crc32c, unmask
from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.snappy import decompress
from pipeline_config_ls.formats.varint import read_varint

_FOOTER = 48
_MAGIC = 0xDB4775248B80FB57.to_bytes(8, 'little')
_TRAILER = 5  # compression, checksum
# Keys share their beginnings with the key before, so a few bytes can stand for a long key: a table whose keys, written
# out, come to more than this times its size is not one that anybody wrote.
_MOST_EXPANSION = 64
_EXPANSION_FLOOR = 1 << 20

Read = Callable[[int, int], bytes]


class Source(NamedTuple):
    """Where the bytes come from: `read(offset, size)` gives fewer than asked where the file ends before."""

    size: int
    read: Read


class _Handle(NamedTuple):
    offset: int
    size: int


def is_table(source: Source) -> bool:
    """Whether the file ends as a table does."""
    return source.size >= _FOOTER and source.read(source.size - 8, 8) == _MAGIC


def read_table(source: Source) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values in order, block by block. Raises `Damage`; time and memory are linear in the table's size."""
    if source.size < _FOOTER:
        raise Damage(f'it is too short to be an index: {source.size} bytes, so it was probably cut off')
    footer = source.read(source.size - _FOOTER, _FOOTER)
    if footer[-8:] != _MAGIC:
        raise Damage('it does not end as an index does, so it is cut off or another kind of file')
    _, position = _handle(footer, 0)
    index, _ = _handle(footer, position)
    budget = source.size * _MOST_EXPANSION + _EXPANSION_FLOOR
    last, end = None, 0
    for _, value in _entries(_block(source, index)):
        handle, _ = _handle(value, 0)
        # Blocks are written one after the other. Without this, one block could be listed a million times.
        if handle.offset < end:
            raise Damage('its blocks overlap')
        end = handle.offset + handle.size + _TRAILER
        for key, entry in _entries(_block(source, handle)):
            if last is not None and key <= last:
                raise Damage('its keys are not in order')
            budget -= len(key)
            if budget < 0:
                raise Damage('its keys take more room than the file can account for')
            last = key
            yield key, entry


def _handle(data: bytes, position: int) -> tuple[_Handle, int]:
    offset, position = read_varint(data, position)
    size, position = read_varint(data, position)
    return _Handle(offset, size), position


def _block(source: Source, handle: _Handle) -> bytes:
    """A block's contents, its checksum verified."""
    if handle.offset + handle.size + _TRAILER > source.size - _FOOTER:
        raise Damage('a block reaches beyond its end')
    data = source.read(handle.offset, handle.size + _TRAILER)
    if len(data) != handle.size + _TRAILER:
        raise Damage('it ended while it was read')
    if crc32c(data[:-4]) != unmask(int.from_bytes(data[-4:], 'little')):
        raise Damage('the checksum of a block is wrong, so bytes of it were changed or lost')
    contents, compression = data[:-_TRAILER], data[-_TRAILER]
    match compression:
        case 0:
            return contents
        case 1:
            return decompress(contents)
        case _:
            raise Damage(f'a block is compressed in a way that is not known ({compression})')


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of one block. Its restart points serve searching only, and are skipped."""
    end = len(block) - 4 * (int.from_bytes(block[-4:], 'little') + 1)
    if len(block) < 4 or end < 0:
        raise Damage('a block is too short for its restart points')
    position, key = 0, b''
    while position < end:
        shared, fresh, length = block[position : position + 3]  # nearly always of one byte each
        if shared | fresh | length < 0x80:
            position += 3
        else:
            shared, position = read_varint(block, position)
            fresh, position = read_varint(block, position)
            length, position = read_varint(block, position)
        if shared > len(key) or position + fresh + length > end:
            raise Damage('an entry reaches beyond its block')
        key = key[:shared] + block[position : position + fresh]
        position += fresh
        yield key, block[position : position + length]
        position += length
