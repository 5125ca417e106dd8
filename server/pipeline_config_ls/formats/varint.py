"""Variable-length integers: seven bits a byte, lowest first, the eighth says that more follow."""

from __future__ import annotations

from pipeline_config_ls.formats.damage import Damage


def read_varint(data: bytes, position: int) -> tuple[int, int]:
    """The number at `position` and the position after it; `Damage` where it is cut off or longer than 64 bits."""
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(data):
            break
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise Damage('a number in it is cut off or too long')
