"""Remembered checkpoints: read once, and again when a file of theirs has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline_config_ls.checkpoints.checkpoint import Fault, Unreadable
from pipeline_config_ls.checkpoints.memory import remembering


class Reader:
    """Reads nothing, but counts how often it was asked for which prefix."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, prefix: str) -> Unreadable:
        self.asked.append(prefix)
        return Unreadable(prefix, Fault.NOT_FOUND, f'answer {len(self.asked)}')


@pytest.fixture
def prefix(tmp_path: Path) -> str:
    (tmp_path / 'ckpt-1.index').write_bytes(b'index')
    (tmp_path / 'ckpt-1.data-00000-of-00001').write_bytes(b'data')
    (tmp_path / 'ckpt-10.index').write_bytes(b'another')
    return str(tmp_path / 'ckpt-1')


def touch(path: Path, content: bytes) -> None:
    """Writes a file so that it has another time, whatever the resolution of the clock."""
    path.write_bytes(content)
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1_000_000_000))


def test_what_has_not_changed_is_not_read_again(prefix):
    reader = Reader()
    read = remembering(reader)
    assert read(prefix) is read(prefix)
    assert reader.asked == [prefix]


@pytest.mark.parametrize('name', ['ckpt-1.index', 'ckpt-1.data-00000-of-00001', 'ckpt-1'])
def test_a_changed_file_is_read_again(prefix, tmp_path, name):
    reader = Reader()
    read = remembering(reader)
    read(prefix)
    touch(tmp_path / name, b'12345')
    assert read(prefix).message == 'answer 2'


def test_a_removed_file_is_noticed(prefix, tmp_path):
    reader = Reader()
    read = remembering(reader)
    read(prefix)
    (tmp_path / 'ckpt-1.index').unlink()
    read(prefix)
    assert len(reader.asked) == 2


def test_another_checkpoint_of_a_similar_name_is_none_of_its_business(prefix, tmp_path):
    reader = Reader()
    read = remembering(reader)
    read(prefix)
    touch(tmp_path / 'ckpt-10.index', b'changed')
    read(prefix)
    assert len(reader.asked) == 1


def test_only_the_last_ones_are_kept(tmp_path):
    reader = Reader()
    read = remembering(reader, keep=2)
    for name in ('a', 'b', 'a', 'c', 'a', 'b'):
        read(str(tmp_path / name))
    assert [Path(asked).name for asked in reader.asked] == ['a', 'b', 'c', 'b']


def test_a_prefix_that_is_no_path_is_left_to_the_reader():
    reader = Reader()
    assert remembering(reader)('nul\0').message == 'answer 1'
