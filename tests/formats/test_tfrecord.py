"""Frames of records: where they are, what is wrong with them, and that any bytes have an answer."""

from __future__ import annotations

import contextlib
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.record_files import frame
from pipeline_config_ls.formats.damage import Damage
from pipeline_config_ls.formats.table import Source
from pipeline_config_ls.formats.tfrecord import Compression, compression_of, find_frame, is_header, read_frame


def source(data: bytes) -> Source:
    return Source(len(data), lambda offset, size: data[offset : offset + size])


def contents(data: bytes) -> list[bytes]:
    found, offset = [], 0
    while one := find_frame(source(data), offset):
        found.append(read_frame(source(data), one, verify=True))
        offset = one.next
    return found


def test_frames() -> None:
    assert contents(frame(b'one') + frame(b'') + frame(b'three' * 100)) == [b'one', b'', b'three' * 100]
    assert contents(b'') == []


@pytest.mark.parametrize(
    ('data', 'message'),
    [
        (frame(b'abc')[:-1], 'it is cut off: a record of 3 bytes has 2'),
        (frame(b'abc')[:7], 'it is cut off in the length of a record'),
        (b'\xff' * 40, 'the checksum of a length is wrong'),
        (
            frame(b'abc').replace(b'abc', b'abd'),
            'the checksum of a record is wrong, so bytes of it were changed or lost',
        ),
    ],
)
def test_damage(data: bytes, message: str) -> None:
    with pytest.raises(Damage, match=f'^{message}$'):
        contents(data)


def test_compressed_files_are_told_from_others() -> None:
    records = frame(b'abc') * 3
    assert compression_of(gzip.compress(records)) is Compression.GZIP
    assert compression_of(zlib.compress(records)) is Compression.ZLIB
    assert compression_of(zlib.compress(records)[:30]) is Compression.ZLIB
    assert compression_of(gzip.compress(b'a table, no records')) is None
    assert compression_of(records) is None


@given(st.binary(max_size=300))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    is_header(data)
    compression_of(data)
    with contextlib.suppress(Damage):
        assert b''.join(map(frame, contents(data))) == data
