"""Protocol buffers on the wire, without a schema: field numbers and where their values are. Knows no message.

Values are not copied: a record's image is passed over where only its boxes are asked for. Whoever reads a message goes
through its fields once, so the time is linear in its bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.varint import read_varint

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
_WIDTHS = {FIXED64: 8, FIXED32: 4}


class WireField(NamedTuple):
    """A field of a message: its number, how it is written, and the span of its value; `value` is that of a varint."""

    number: int
    kind: int
    start: int
    end: int
    value: int = 0


def read_fields(data: bytes, start: int, end: int) -> Iterator[WireField]:
    """The fields of the message in a span. Raises `Damage` where it is none."""
    position = start
    while position < end:
        tag = data[position]
        if tag < 0x80:
            position += 1
        else:
            tag, position = read_varint(data, position)
        number, kind = tag >> 3, tag & 7
        value = 0
        if kind == BYTES:
            size, position = read_varint(data, position)
            following = position + size
        elif kind == VARINT:
            value, following = read_varint(data, position)
        elif kind in _WIDTHS:
            following = position + _WIDTHS[kind]
        else:
            raise Damage('a field of it is written in a way that is not known')
        if following > end or not number:
            raise Damage('a field of it reaches beyond its message')
        yield WireField(number, kind, position, following, value)
        position = following


def read_varints(data: bytes, start: int, end: int, most: int) -> list[int]:
    """Up to `most` packed integers of 64 bits, signed."""
    values: list[int] = []
    position = start
    while position < end and len(values) < most:
        value, position = read_varint(data, position)
        values.append(signed(value))
    return values


def read_floats(data: bytes, start: int, end: int, most: int) -> list[float]:
    """Up to `most` packed floats."""
    count = min((end - start) // 4, most)
    try:
        return list(struct.unpack_from(f'<{count}f', data, start))
    except struct.error:
        raise Damage('a list of numbers in it is cut off') from None


def signed(value: int) -> int:
    """The number that 64 bits stand for in two's complement."""
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value
