"""The whole configs that completion offers, built and trained for a step by the real API: with nothing filled in but a label map."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline_config_ls.features.skeletons import Skeleton, all_skeletons
from pipeline_config_ls.schema import PIPELINE


@pytest.mark.live
@pytest.mark.parametrize(
    'skeleton', [one for one in all_skeletons() if one.name == PIPELINE], ids=lambda skeleton: skeleton.label
)
def test_it_really_trains(skeleton: Skeleton, tmp_path: Path) -> None:
    (tmp_path / 'pipeline.config').write_text(skeleton.plain())
    (tmp_path / 'annotations').mkdir()
    items = ''.join(f'item {{ id: {number} name: "{number}" }}\n' for number in range(1, 91))
    (tmp_path / 'annotations/label_map.pbtxt').write_text(items)
    command = [
        sys.executable,
        '-m',
        'pipeline_config_ls',
        'verify',
        '--step',
        '--made-up',
        '--again',
        '--format',
        'json',
    ]
    done = subprocess.run(
        [*command, '--python', sys.executable, 'pipeline.config'],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)
