"""Looking around: prefixes below a folder, the latest of it as TensorFlow sees it, and fingerprints."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline_config_ls.checkpoints.nearby import find_prefixes, prefix_in
from pipeline_config_ls.checkpoints.prefix import fingerprint, split_suffix
from pipeline_config_ls.checkpoints.state import State, latest_checkpoint, read_state
from pipeline_config_ls.files.similarity import nearest


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b'x')


def below(folder: Path, prefixes: list[str]) -> list[str]:
    return [os.path.relpath(prefix, folder).replace(os.sep, '/') for prefix in prefixes]


def test_nearest_folders_first_latest_step_first(tmp_path: Path) -> None:
    touch(
        *(tmp_path / f'run/ckpt-{step}.index' for step in (1, 2, 10)), tmp_path / 'z-1.index', tmp_path / 'a/b/c.index'
    )
    touch(tmp_path / '.git/x.index', tmp_path / 'node_modules/x.index', tmp_path / 'notes.txt', tmp_path / '.index')
    assert below(tmp_path, find_prefixes(tmp_path)) == ['z-1', 'run/ckpt-10', 'run/ckpt-2', 'run/ckpt-1', 'a/b/c']
    assert below(tmp_path, find_prefixes(tmp_path, limit=2)) == ['z-1', 'run/ckpt-10']


def test_a_folder_that_contains_itself(tmp_path: Path) -> None:
    touch(tmp_path / 'a/ckpt-1.index')
    (tmp_path / 'a/again').symlink_to(tmp_path, target_is_directory=True)
    assert below(tmp_path, find_prefixes(tmp_path, limit=1)) == ['a/ckpt-1']
    assert len(find_prefixes(tmp_path)) < 10


def test_no_such_folder(tmp_path: Path) -> None:
    assert find_prefixes(tmp_path / 'nowhere') == []
    assert prefix_in(str(tmp_path / 'nowhere')) is None
    assert fingerprint(tmp_path / 'nowhere' / 'ckpt-0') == ()


def test_names_that_come_near(tmp_path: Path) -> None:
    prefixes = ['/p/ssd_mobilenet_v2/checkpoint/ckpt-0', '/p/efficientdet_d0/checkpoint/ckpt-0', '/p/run/ckpt-9']
    assert nearest('efficientdet_d1/checkpoint/ckpt-0', prefixes, 1) == ['/p/efficientdet_d0/checkpoint/ckpt-0']
    assert nearest('run/ckpt-8', prefixes, 1) == ['/p/run/ckpt-9']


# The state file --------------------------------------------------------------------------------------------------


def test_relative_paths_start_at_the_state_file(tmp_path: Path) -> None:
    (tmp_path / 'checkpoint').write_text(
        'model_checkpoint_path: "ckpt-2"\nall_model_checkpoint_paths: "ckpt-1"\nall_model_checkpoint_paths: "/x/ckpt-2"\n'
        'all_model_checkpoint_timestamps: 1594332511.5\nlast_preserved_timestamp: 1.0\n'
    )
    assert read_state(tmp_path) == State(f'{tmp_path}/ckpt-2', (f'{tmp_path}/ckpt-1', '/x/ckpt-2'))


def test_the_latest_must_exist(tmp_path: Path) -> None:
    (tmp_path / 'checkpoint').write_text('model_checkpoint_path: "ckpt-2"')
    touch(tmp_path / 'ckpt-1.index')
    assert latest_checkpoint(tmp_path) is None
    assert prefix_in(str(tmp_path)) == f'{tmp_path}/ckpt-1'
    touch(tmp_path / 'ckpt-2.index')
    assert latest_checkpoint(tmp_path) == f'{tmp_path}/ckpt-2'


def test_a_v1_file_can_be_the_latest(tmp_path: Path) -> None:
    (tmp_path / 'checkpoint').write_text('model_checkpoint_path: "model.ckpt-3"')
    touch(tmp_path / 'model.ckpt-3')
    assert latest_checkpoint(tmp_path) == f'{tmp_path}/model.ckpt-3'


@pytest.mark.parametrize(
    'text', ['', 'nonsense', 'model_checkpoint_path: 3', 'all_model_checkpoint_paths: "x"', 'x: "']
)
def test_a_state_file_that_tensorflow_ignores(tmp_path: Path, text: str) -> None:
    (tmp_path / 'checkpoint').write_text(text)
    assert read_state(tmp_path) is None


def test_a_state_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / 'checkpoint').write_bytes(b'\xff\xfe\0')
    assert read_state(tmp_path) is None
    (tmp_path / 'checkpoint').unlink()
    (tmp_path / 'checkpoint').mkdir()
    assert read_state(tmp_path) is None


# Files of a prefix -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('path', 'expected'),
    [
        ('a/ckpt-0.index', ('a/ckpt-0', '.index')),
        ('ckpt-0.data-00000-of-00001', ('ckpt-0', '.data-00000-of-00001')),
        ('model.ckpt.meta', ('model.ckpt', '.meta')),
        ('model.ckpt', ('model.ckpt', '')),
        ('.index', ('.index', '')),
        ('x.data-0-of-1', ('x.data-0-of-1', '')),
    ],
)
def test_split_suffix(path: str, expected: tuple[str, str]) -> None:
    assert split_suffix(path) == expected


def test_a_fingerprint_changes_with_any_file_of_the_checkpoint(tmp_path: Path) -> None:
    prefix = tmp_path / 'ckpt-1'
    touch(tmp_path / 'ckpt-1.index', tmp_path / 'ckpt-1.data-00000-of-00001', tmp_path / 'ckpt-10.index')
    before = fingerprint(prefix)
    assert [name for name, _, _ in before] == ['ckpt-1.data-00000-of-00001', 'ckpt-1.index']
    touch(tmp_path / 'ckpt-10.data-00000-of-00001')
    assert fingerprint(prefix) == before
    os.utime(tmp_path / 'ckpt-1.data-00000-of-00001', ns=(1, 1))
    assert fingerprint(prefix) != before
    (tmp_path / 'ckpt-1.index').unlink()
    assert len(fingerprint(prefix)) == 1
