"""Writes TFRecord files without TensorFlow: any example, right or wrong, for tests and for the recorder of records.

A feature is a list of bytes, floats or integers. `Raw` stands for bytes that are no example at all.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping

from pipeline_config_ls.formats.crc32c import crc32c

Values = list[bytes] | list[float] | list[int]
Example = Mapping[str, Values]


def frame(data: bytes) -> bytes:
    """One record: length, masked checksum, data, masked checksum."""
    length = struct.pack('<Q', len(data))
    return length + _mask(crc32c(length)) + data + _mask(crc32c(data))


def records(examples: Iterable[Example | bytes]) -> bytes:
    """A file of records."""
    return b''.join(frame(one if isinstance(one, bytes) else example(one)) for one in examples)


def example(features: Example) -> bytes:
    """A serialized tf.Example."""
    return _field(1, _features(features))


def sequence_example(context: Example, lists: Mapping[str, list[Values]]) -> bytes:
    """A serialized tf.SequenceExample."""
    entries = b''.join(
        _field(1, _field(1, key.encode()) + _field(2, b''.join(_field(1, _feature(one)) for one in values)))
        for key, values in lists.items()
    )
    return _field(1, _features(context)) + _field(2, entries)


def png(width: int, height: int, channels: int = 3) -> bytes:
    """A black image."""
    kind = {1: 0, 3: 2, 4: 6}[channels]
    header = struct.pack('>IIBBBBB', width, height, 8, kind, 0, 0, 0)
    rows = zlib.compress((b'\0' * (1 + channels * width)) * height)
    return b'\x89PNG\r\n\x1a\n' + _chunk(b'IHDR', header) + _chunk(b'IDAT', rows) + _chunk(b'IEND', b'')


def bmp(width: int, height: int) -> bytes:
    """A black image in the format of old Windows programs."""
    row = b'\0' * (-(-width * 3 // 4) * 4)
    size = len(row) * height
    return (
        b'BM'
        + struct.pack('<IHHI', 54 + size, 0, 0, 54)
        + struct.pack('<IiiHHIIiiII', 40, width, height, 1, 24, 0, size, 1, 1, 0, 0)
    ) + row * height


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))


def _mask(crc: int) -> bytes:
    return struct.pack('<I', (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF)


def _features(features: Example) -> bytes:
    return b''.join(
        _field(1, _field(1, key.encode()) + _field(2, _feature(values))) for key, values in features.items()
    )


def _feature(values: Values) -> bytes:
    if not values:
        return b''
    first = values[0]
    if isinstance(first, bytes):
        return _field(1, b''.join(_field(1, one) for one in values if isinstance(one, bytes)))
    if isinstance(first, float):
        return _field(2, _field(1, struct.pack(f'<{len(values)}f', *values)))
    return _field(3, _field(1, b''.join(_varint(int(one)) for one in values)))


def _field(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)
