"""Decompression: every kind of element, what they may not do, and no more room than the input warrants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoints.kit import varint
from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.snappy import decompress


def literal(data: bytes) -> bytes:
    size = len(data) - 1
    if size < 60:
        return bytes([size << 2]) + data
    width = (size.bit_length() + 7) // 8
    return bytes([(59 + width) << 2]) + size.to_bytes(width, 'little') + data


def copy(size: int, offset: int, width: int) -> bytes:
    if width == 1:
        return bytes([offset >> 8 << 5 | (size - 4) << 2 | 1, offset & 0xFF])
    return bytes([(size - 1) << 2 | (2 if width == 2 else 3)]) + offset.to_bytes(width, 'little')


@st.composite
def compressed(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Elements as a compressor may choose them, and what they stand for, copied byte by byte as the format says."""
    first = draw(st.binary(min_size=1, max_size=80))
    stream, output = literal(first), bytearray(first)
    for _ in range(draw(st.integers(0, 12))):
        if draw(st.booleans()):
            piece = draw(st.binary(min_size=1, max_size=300))
            stream += literal(piece)
            output += piece
            continue
        width = draw(st.sampled_from([1, 2, 4]))
        size = draw(st.integers(4, 11) if width == 1 else st.integers(1, 64))
        offset = draw(st.integers(1, min(len(output), 2047 if width == 1 else 65535)))
        stream += copy(size, offset, width)
        for _ in range(size):
            output.append(output[-offset])
    return varint(len(output)) + stream, bytes(output)


@given(compressed())
def test_every_element(case: tuple[bytes, bytes]) -> None:
    data, expected = case
    assert decompress(data) == expected


@given(compressed(), st.data())
def test_what_is_cut_off_is_damage(case: tuple[bytes, bytes], data: st.DataObject) -> None:
    whole, _ = case
    with pytest.raises(Damage):
        decompress(whole[: data.draw(st.integers(0, len(whole) - 1))])


@given(st.binary(max_size=200))
def test_random_bytes_are_damage_or_small(data: bytes) -> None:
    try:
        output = decompress(data)
    except Damage:
        return
    assert len(output) <= 22 * len(data)


@pytest.mark.parametrize(
    ('data', 'words'),
    [
        (varint(1 << 31) + literal(b'x'), 'claims to hold 2147483648'),
        (varint(8) + literal(b'abcd') + copy(4, 5, 2), 'before its start'),
        (varint(8) + literal(b'abcd') + copy(4, 0, 2), 'before its start'),
        (varint(3) + literal(b'abcd'), 'more than it says'),
        (varint(9) + literal(b'abcd'), 'less than it says'),
        (varint(9) + literal(b'abcdefghi')[:-1], 'cut off'),
        (b'\xff' * 11, 'a number in it'),
        (b'', 'a number in it'),
    ],
)
def test_says_what_is_wrong(data: bytes, words: str) -> None:
    with pytest.raises(Damage, match=words):
        decompress(data)
