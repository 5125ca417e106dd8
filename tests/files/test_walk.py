"""Which folders are gone into, and which files in them are ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline_config_ls.files.walk import find_ours, walk


def lay_out(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def ours(folder: Path) -> list[str]:
    return [Path(path).relative_to(folder).as_posix() for path in find_ours(str(folder))]


def test_files_by_the_names_and_first_lines_of_the_editor(tmp_path: Path) -> None:
    lay_out(
        tmp_path,
        {
            'pipeline.config': '',
            'models/ssd_mobilenet_v2.config': '<html>',
            'models/training.config': '# the first try\n\nmodel {\n}\n',
            'models/mine.textproto': 'train_config: { batch_size: 8 }',
            'annotations/label_map.pbtxt': 'Item {}',
            'annotations/classes.pbtxt': '# cats\nitem {\n  id: 1\n}\n',
            # What others keep under such names.
            'app.config': '<configuration/>',
            'kernel.config': '# Automatically generated file; DO NOT EDIT.\nCONFIG_64BIT=y\n',
            'git.config': '[model]\n',
            'graph.pbtxt': 'node {\n  name: "input"\n}\n',
            'classes.txt': 'item {\n}\n',
            'model.config': 'model = "ssd"\n',
        },
    )
    assert ours(tmp_path) == [
        'annotations/classes.pbtxt',
        'annotations/label_map.pbtxt',
        'models/mine.textproto',
        'models/ssd_mobilenet_v2.config',
        'models/training.config',
        'pipeline.config',
    ]


def test_what_is_not_the_persons_own_is_left_out(tmp_path: Path) -> None:
    text = 'model {}'
    skipped = (
        '.git', '.venv/lib', '.tox', 'node_modules/x', 'venv/lib/python3.11/site-packages', 'myenv/share', 'conda/share',
        'build/lib', 'dist', 'bazel-out', 'x.egg-info', '__pycache__',
    )  # fmt: skip
    lay_out(tmp_path, {f'{folder}/pipeline.config': text for folder in skipped})
    lay_out(tmp_path, {'myenv/pyvenv.cfg': '', 'venv/pyvenv.cfg': '', 'conda/conda-meta/history': ''})
    lay_out(tmp_path, {'training/pipeline.config': text, 'env/pipeline.config': text})
    assert ours(tmp_path) == ['env/pipeline.config', 'training/pipeline.config']
    # What is named is taken as it is.
    assert ours(tmp_path / 'build') == ['lib/pipeline.config']
    assert ours(tmp_path / '.venv') == ['lib/pipeline.config']


def test_a_folder_or_a_pipe_of_that_name_is_no_file(tmp_path: Path) -> None:
    lay_out(tmp_path, {'x.config/pipeline.config': '', 'pipeline.config/readme.txt': ''})
    os.mkfifo(tmp_path / 'label_map.pbtxt')
    os.mkfifo(tmp_path / 'other.config')
    (tmp_path / 'ssd_gone.config').symlink_to('nowhere')
    assert ours(tmp_path) == ['ssd_gone.config', 'x.config/pipeline.config']


def test_a_walk_ends(tmp_path: Path) -> None:
    lay_out(tmp_path, {'a/b/c/x': '', 'd/y': ''})
    (tmp_path / 'a/again').symlink_to(tmp_path, target_is_directory=True)
    assert [Path(found.folder).relative_to(tmp_path).as_posix() for found in walk(str(tmp_path))] == [
        '.', 'a', 'd', 'a/b', 'a/b/c',
    ]  # fmt: skip
    assert [found.depth for found in walk(str(tmp_path), deepest=1)] == [0, 1, 1]
    assert len(list(walk(str(tmp_path), most_folders=2))) == 2
    assert list(walk(str(tmp_path / 'nowhere'))) == []


@pytest.mark.parametrize('follow', [True, False])
def test_links_to_folders(tmp_path: Path, follow: bool) -> None:
    lay_out(tmp_path, {'elsewhere/x': '', 'here/y': ''})
    (tmp_path / 'here/data').symlink_to(tmp_path / 'elsewhere', target_is_directory=True)
    assert len(list(walk(str(tmp_path / 'here'), follow_links=follow))) == 1 + follow
