"""What was worked out from a file is worked out again only when the file has changed."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline_config_ls.files.memory import FileMemory


def test_a_change_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / 'a'
    memory, read = FileMemory(), []

    def size(path: str) -> int:
        read.append(path)
        return len(Path(path).read_bytes())

    path.write_text('one')
    assert [memory.recall(str(path), 'size', size) for _ in range(3)] == [3, 3, 3]
    assert len(read) == 1
    path.write_text('three')
    assert memory.recall(str(path), 'size', size) == 5
    (tmp_path / 'b').write_text('seven')
    status = path.stat()
    os.utime(tmp_path / 'b', ns=(status.st_atime_ns, status.st_mtime_ns))
    (tmp_path / 'b').replace(path)  # the same size, the same time, another file
    assert memory.recall(str(path), 'size', size) == 5
    assert len(read) == 3


def test_what_is_not_there_is_looked_for_again(tmp_path: Path) -> None:
    memory = FileMemory()
    path = tmp_path / 'a'
    assert memory.recall(str(path), 'there', lambda path: Path(path).exists()) is False
    path.touch()
    assert memory.recall(str(path), 'there', lambda path: Path(path).exists()) is True


def test_the_oldest_are_forgotten(tmp_path: Path) -> None:
    memory = FileMemory(keep=2)
    read: list[str] = []
    for name in 'abcab':
        (tmp_path / name).touch()
        memory.recall(str(tmp_path / name), 'name', read.append)
    assert [Path(path).name for path in read] == ['a', 'b', 'c', 'a', 'b']
