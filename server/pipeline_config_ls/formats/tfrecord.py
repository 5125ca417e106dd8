"""TFRecord frames: length, checksum of the length, data, checksum of the data. Knows nothing of what the data is.

TensorFlow verifies both checksums of every frame. Here the one of the length is always verified, so that no length is
believed that nobody wrote, and the one of the data where the caller asks: it costs 4 ns a byte.
"""

from __future__ import annotations

import zlib
from enum import Enum
from typing import NamedTuple

from pipeline_config_ls.formats.crc32c import crc32c, unmask
from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.table import Source

HEADER = 12
FOOTER = 4
_GZIP = b'\x1f\x8b\x08'
_WINDOWS = {'gzip': 31, 'zlib': 15}


class Compression(Enum):
    """How a whole file of records can be compressed; readers that are not told so cannot read it."""

    GZIP = 'GZIP'
    ZLIB = 'ZLIB'


class FrameSpan(NamedTuple):
    """Where the data of a frame is in the file, and where the next frame begins."""

    start: int
    size: int
    next: int


def find_frame(source: Source, offset: int) -> FrameSpan | None:
    """The frame at `offset`; None at the end of the file. Raises `Damage`."""
    if offset >= source.size:
        return None
    header = source.read(offset, HEADER)
    if len(header) < HEADER:
        raise Damage('it is cut off in the length of a record')
    if not is_header(header):
        raise Damage('the checksum of a length is wrong')
    size = int.from_bytes(header[:8], 'little')
    following = offset + HEADER + size + FOOTER
    if following > source.size:
        raise Damage(f'it is cut off: a record of {size} bytes has {max(0, source.size - offset - HEADER - FOOTER)}')
    return FrameSpan(offset + HEADER, size, following)


def read_frame(source: Source, frame: FrameSpan, *, verify: bool) -> bytes:
    """The data of a frame. Raises `Damage`."""
    wanted = frame.size + FOOTER if verify else frame.size
    data = source.read(frame.start, wanted)
    if len(data) < wanted:
        raise Damage('it ended while it was read')
    if not verify:
        return data
    if crc32c(data[:-FOOTER]) != unmask(int.from_bytes(data[-FOOTER:], 'little')):
        raise Damage('the checksum of a record is wrong, so bytes of it were changed or lost')
    return data[:-FOOTER]


def is_header(header: bytes) -> bool:
    """Whether 12 bytes are the length of a record and its checksum."""
    return len(header) >= HEADER and crc32c(header[:8]) == unmask(int.from_bytes(header[8:HEADER], 'little'))


def compression_of(head: bytes) -> Compression | None:
    """How a file that begins with `head` is compressed, if a frame begins what comes out."""
    kind = Compression.GZIP if head.startswith(_GZIP) else Compression.ZLIB
    try:
        first = zlib.decompressobj(_WINDOWS[kind.value.lower()]).decompress(head, HEADER)
    except zlib.error:
        return None
    return kind if is_header(first) else None
