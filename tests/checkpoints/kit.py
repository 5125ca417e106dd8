"""Checkpoint files put together byte by byte: tables as LevelDB writes them, and as nobody should."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipeline_config_ls.checkpoints.messages import BundleEntry, BundleHeader
from pipeline_config_ls.formats.crc32c import crc32c
from pipeline_config_ls.formats.table import Source


def varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def masked(crc: int) -> bytes:
    """As LevelDB stores a checksum: rotated by 15 bits, plus a constant."""
    return (((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF).to_bytes(4, 'little')


class TableWriter:
    """LevelDB's format, written as plainly as can be, and with its mistakes on demand."""

    def __init__(self, compress: Callable[[bytes], bytes] | None = None) -> None:
        self.compress = compress
        self.kind = b'\1' if compress else b'\0'

    def entries(self, items: Iterable[tuple[bytes, bytes]]) -> bytes:
        """A block's contents; each key shares what it can with the one before."""
        block, before = b'', b''
        for key, value in items:
            shared = next(
                (n for n, (a, b) in enumerate(zip(before, key, strict=False)) if a != b), min(len(before), len(key))
            )
            block += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
            before = key
        return block + bytes(4) + (1).to_bytes(4, 'little')

    def framed(self, contents: bytes) -> bytes:
        """A block with its compression and checksum."""
        data = (self.compress(contents) if self.compress else contents) + self.kind
        return data + masked(crc32c(data))

    def table(self, blocks: Sequence[Sequence[tuple[bytes, bytes]]]) -> bytes:
        return self.assemble([self.entries(block) for block in blocks])

    def assemble(self, contents: Sequence[bytes]) -> bytes:
        file, index = b'', []
        for number, block in enumerate(contents):
            framed = self.framed(block)
            index.append((number.to_bytes(4, 'big'), varint(len(file)) + varint(len(framed) - 5)))
            file += framed
        return self.footed(file, self.entries(index))

    def footed(self, file: bytes, index: bytes) -> bytes:
        framed = self.framed(index)
        handles = varint(0) + varint(0) + varint(len(file)) + varint(len(framed) - 5)
        return file + framed + handles.ljust(40, b'\0') + 0xDB4775248B80FB57.to_bytes(8, 'little')


def bundle_of(names: Sequence[str], shards: int = 1) -> list[tuple[bytes, bytes]]:
    """The items of an index with scalar floats of these names."""
    items = [(b'', BundleHeader(num_shards=shards).SerializeToString())]
    for number, name in enumerate(sorted(names)):
        items.append((name.encode(), BundleEntry(dtype=1, offset=4 * number, size=4).SerializeToString()))
    return items


def source_of(data: bytes) -> Source:
    """Bytes in memory as if they were a file."""
    return Source(len(data), lambda offset, size: data[offset : offset + size])


def one_literal(data: bytes) -> bytes:
    """Snappy without a thought: a single literal."""
    return varint(len(data)) + bytes([62 << 2]) + (len(data) - 1).to_bytes(3, 'little') + data
