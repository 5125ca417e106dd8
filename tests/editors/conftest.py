"""The recipes of docs/editors.md, run in the editors that are installed here, on a workspace with mistakes in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECIPE = re.compile(r'<!-- recipe: (\w+) -->\n```\w*\n(.*?)```', re.DOTALL)
RECIPES = dict(RECIPE.findall((ROOT / 'docs/editors.md').read_text()))


def need(editor: str) -> str:
    """The command of an editor; the test is skipped where it is not installed."""
    command = shutil.which(editor)
    if command is None:
        pytest.skip(f'{editor} is not installed')
    return command


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Files of both languages, by their name and by their first lines, and files that are neither."""
    folder = tmp_path / 'workspace'
    folder.mkdir()
    (folder / 'pipeline.config').write_text('train_config {\n  batch_size: 8.0\n}\n')
    (folder / 'label_map.pbtxt').write_text('item {\n  id: 1\n  name: "bee"\n  nickname: "b"\n}\n')
    (folder / 'mine.config').write_text('# mine\n\nmodel {\n}\n')
    (folder / 'classes.pbtxt').write_text('item {\n  id: 1\n  name: "bee"\n}\n')
    (folder / 'app.config').write_text('<configuration/>\n')
    (folder / 'graph.pbtxt').write_text('node {\n  name: "x"\n}\n')
    return folder


@pytest.fixture
def run(tmp_path: Path, workspace: Path) -> Callable[..., str]:
    """Runs an editor in the workspace, `pipeline-config-ls` on its path; what it printed."""
    bin_folder = tmp_path / 'bin'
    bin_folder.mkdir()
    server = bin_folder / 'pipeline-config-ls'
    server.write_text(f'#!/bin/sh\nexec {sys.executable} -m pipeline_config_ls "$@"\n')
    server.chmod(0o755)
    environment = {**os.environ, 'HOME': str(tmp_path), 'PATH': f'{bin_folder}:{os.environ["PATH"]}', 'TERM': 'dumb'}

    def run_it(*command: str) -> str:
        done = subprocess.run(
            command, cwd=workspace, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run_it
