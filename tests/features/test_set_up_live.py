"""A config that was set up for fine-tuning, started by the real API: built, restored, and trained for a step on its records."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from features.test_set_up import after, sample  # noqa: F401, the fixture
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.features.set_up import propose
from pipeline_config_ls.features.set_up_checkpoint import candidates


@pytest.mark.live
def test_it_really_trains(sample: ConfigAnalysis, tmp_path: Path) -> None:  # noqa: F811
    ready = after(sample, propose(sample, candidates(sample)[0].prefix))
    config = tmp_path / 'pipeline.config'
    config.write_text(ready.document.text, encoding='utf-8')
    command = [sys.executable, '-m', 'pipeline_config_ls', 'verify', '--step', '--format', 'json']
    done = subprocess.run(
        [*command, '--python', sys.executable, config.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)
