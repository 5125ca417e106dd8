"""Reading what somebody else named: every answer is a value, and comes at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline_config_ls.files.reading import Reason, Text, Unread, read_bytes, read_head, read_text, stamp_of


def test_text_with_its_line_ends(tmp_path: Path) -> None:
    (tmp_path / 'a').write_bytes('item {}\r\n# ä'.encode())
    assert read_text(str(tmp_path / 'a'), 100) == Text('item {}\r\n# ä')


@pytest.mark.parametrize(
    ('data', 'message'),
    [
        (b'caf\xe9', 'is not UTF-8 at byte 3'),
        ('item'.encode('utf-16'), 'is UTF-16: save it as UTF-8'),
        (b'x' * 2049, 'has 2 KB, more than the 2 KB that are read'),
    ],
)
def test_what_is_no_text_or_too_large(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / 'a').write_bytes(data)
    read = read_text(str(tmp_path / 'a'), 2048)
    assert isinstance(read, Unread)
    assert read.message == message


def test_a_large_file_takes_no_memory(tmp_path: Path) -> None:
    with (tmp_path / 'large').open('wb') as file:
        file.truncate(400 << 20)
    assert read_bytes(str(tmp_path / 'large'), 1000) == Unread(
        Reason.TOO_LARGE, 'has 400 MB, more than the 1000 bytes that are read'
    )


def test_only_regular_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / 'pipe')
    pipe, folder, nothing = str(tmp_path / 'pipe'), str(tmp_path), str(tmp_path / 'nothing')
    assert read_text(pipe, 9) == Unread(Reason.NOT_REGULAR, 'is a named pipe, not a regular file')
    assert read_text('/dev/zero', 9) == Unread(Reason.NOT_REGULAR, 'is a device, not a regular file')
    assert read_text(folder, 9) == Unread(Reason.NOT_REGULAR, 'is a folder')
    assert read_text(nothing, 9) == Unread(Reason.ABSENT, 'does not exist')
    assert read_text('a\0b', 9) == Unread(Reason.ABSENT, 'is no path')
    assert [read_head(path, 9) for path in (pipe, folder, nothing)] == ['', '', '']
    assert [stamp_of(path) for path in (pipe, folder, nothing, 'a\0b')] == [None] * 4


def test_the_head_of_a_text(tmp_path: Path) -> None:
    (tmp_path / 'a').write_bytes(b'item {' + b'x' * 100)
    (tmp_path / 'b').write_bytes('item {'.encode('utf-16'))
    assert read_head(str(tmp_path / 'a'), 7) == 'item {x'
    assert read_head(str(tmp_path / 'b'), 100) == 'item {'
