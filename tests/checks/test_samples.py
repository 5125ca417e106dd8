"""The configs that the API ships: nothing is wrong with them but the paths that are left to the reader, and one that cannot train."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline_config_ls.cli.main import main

PLACEHOLDERS = {'path-placeholder', 'checkpoint-placeholder'}
# A model of TensorFlow 2 on a checkpoint that is set up for TensorFlow 1: its training stops with both of these.
SHIPPED_MISTAKES = {'ssd_mobilenet_v2_pets_keras.config': {'checkpoint-version', 'load-all-variables'}}


def test_samples_have_placeholders_and_no_mistakes(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    samples = sorted((corpus / 'configs/upstream').rglob('*.config'))
    main(['check', '--format', 'json', *map(str, samples)])
    files = json.loads(capsys.readouterr().out)['files']
    assert len(files) == len(samples) > 100
    found = {}
    for file in files:
        grave = {problem['code'] for problem in file['problems'] if problem['severity'] in ('error', 'warning')}
        if grave - PLACEHOLDERS:
            found[Path(file['path']).name] = grave - PLACEHOLDERS
    assert found == SHIPPED_MISTAKES
