"""Patterns as `tf.io.gfile.glob` expands them, and shards."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline_config_ls.files.patterns import ShardSet, expand, shard_of, shard_sets, shorthand

FILES = (
    'a.record', 'b.record', '.hidden.record', 'train.record-00000-of-00002', 'train.record-00001-of-00002',
    'deep/a.record', 'deep/er/a.record', 'x[1].record', 'x1.record', 'x-.record', 'c^.record', 'a.record@10', 'x+.record',
)  # fmt: skip
PATTERNS = (
    '*.record', '?.record', '[ab].record', '[!a].record', '[^a].record', '[a-c].record', 'train.record-?????-of-00002', '*', '*/*',
    '*/a.record', 'deep/*', 'd*p/*/a.record', 'x[[]1].record', 'x\\[1].record', 'x[1].record', 'x[]1-].record', '[z-a].record',
    '[.record', 'a.record', 'deep', 'nothing', 'deep/', '**/a.record', '{a,b}.record', 'c[^^].record', 'c[\\^].record',
    'a.record@10', '*.record*', '[[:alpha:]].record', 'deep//a*', '*//a*', 'deep//er/a*', 'd*/',
    'x[+--].record', 'x[--1].record', 'x[-1].record', 'x[1-].record', 'x[!--1].record',
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def expanded(folder: Path, pattern: str) -> list[str]:
    return [os.path.relpath(path, folder) for path in expand(f'{folder}/{pattern}')]


def test_patterns(folder: Path) -> None:
    assert expanded(folder, '?.record') == ['a.record', 'b.record']
    assert expanded(folder, '[!a].record') == ['b.record']
    assert expanded(folder, 'train.record-?????-of-00002') == [
        'train.record-00000-of-00002',
        'train.record-00001-of-00002',
    ]
    assert expanded(folder, '*/a.record') == ['deep/a.record']
    assert expanded(folder, '*n.record') == ['.hidden.record']
    assert expanded(folder, 'deep') == ['deep']
    assert expanded(folder, 'nothing*') == []
    assert expanded(folder, '[[:alpha:]].record') == ['a.record', 'b.record']
    assert expanded(folder, '[!]a].record') == ['b.record']
    assert expanded(folder, 'x[[]1].record') == expanded(folder, 'x\\[1].record') == ['x[1].record']
    assert expanded(folder, '[z-a].record') == []
    assert expanded(folder, 'deep//a*') == expanded(folder, '*//a*') == []
    assert expanded(folder, 'deep//er/a*') == ['deep/er/a.record']


@pytest.mark.live
def test_as_tensorflow_expands_them(folder: Path) -> None:
    from oracle.real_api import tf

    for pattern in PATTERNS:
        theirs = sorted(os.path.relpath(path, folder) for path in tf.io.gfile.glob(f'{folder}/{pattern}'))
        assert expanded(folder, pattern) == theirs, pattern


def test_shards() -> None:
    names = ['d/t.record-00000-of-00010', 'd/t.record-00003-of-00010', 'e.record', 'v-1-of-3.tfrecord']
    assert shard_sets(names) == [ShardSet('d/t.record', 10, '', 5, frozenset({0, 3}))]
    found = shard_sets(names)[0]
    assert found.missing == (1, 2, 4, 5, 6, 7, 8, 9)
    assert (found.pattern, found.name(4)) == ('d/t.record-?????-of-00010', 'd/t.record-00004-of-00010')
    assert shard_of('x-00000-of-00002.tfrecord') == ('x', '00000', '00002', '.tfrecord')
    assert shard_of('x.record') is None


def test_shorthand() -> None:
    assert shorthand('train.record@10') == ('train.record-?????-of-00010', '10')
    assert shorthand('train.record@*') == ('train.record-?????-of-*', '*')
    assert shorthand('me@home.record') is None


@given(st.text(alphabet='ab*?[]\\!^-{}/.', max_size=12))
def test_any_pattern_has_an_answer(pattern: str) -> None:
    expand(f'/nowhere/{pattern}')
    expand(pattern)
