"""Snappy blocks, decompressed: the model zoo's TF2 indexes are written with them.

From the format's own description (google/snappy, format_description.txt). Raises `Damage`; the output is bounded by what
its input can hold, whatever length the input claims.
"""

from __future__ import annotations

from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.varint import read_varint

# A copy makes at most 64 bytes out of three, so no honest block is longer than this times its compressed form.
_MOST_EXPANSION = 22


def decompress(data: bytes) -> bytes:
    """The bytes that `data` stands for."""
    length, position = read_varint(data, 0)
    if length > len(data) * _MOST_EXPANSION:
        raise Damage(f'a compressed block of {len(data)} bytes claims to hold {length}')
    output = bytearray()
    while position < len(data):
        tag = data[position]
        position += 1
        if tag & 3 == 0:
            size, position = _literal_size(data, position, tag >> 2)
            if position + size > len(data):
                raise Damage('a compressed block is cut off')
            output += data[position : position + size]
            position += size
        else:
            size, offset, position = _copy(data, position, tag)
            if position > len(data):
                raise Damage('a compressed block is cut off')
            if not 0 < offset <= len(output):
                raise Damage('a compressed block refers to bytes before its start')
            start = len(output) - offset
            # A copy may reach into what it writes itself: then the bytes between repeat.
            piece = output[start : start + size]
            output += piece if offset >= size else (piece * (size // offset + 1))[:size]
        if len(output) > length:
            raise Damage('a compressed block holds more than it says')
    if len(output) != length:
        raise Damage('a compressed block holds less than it says')
    return bytes(output)


def _literal_size(data: bytes, position: int, code: int) -> tuple[int, int]:
    """Length of a literal, and where its bytes start: short lengths sit in the tag, others in 1 to 4 bytes after it."""
    if code < 60:
        return code + 1, position
    width = code - 59
    return int.from_bytes(data[position : position + width], 'little') + 1, position + width


def _copy(data: bytes, position: int, tag: int) -> tuple[int, int, int]:
    """Length and distance of a copy, and where the next element starts."""
    if tag & 3 == 1:
        low = data[position] if position < len(data) else 0
        return (tag >> 2 & 7) + 4, tag >> 5 << 8 | low, position + 1
    width = 2 if tag & 3 == 2 else 4
    return (tag >> 2) + 1, int.from_bytes(data[position : position + width], 'little'), position + width
