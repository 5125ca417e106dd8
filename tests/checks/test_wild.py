"""Configs that people published: every error is true and on a list that was looked through, and what else is said was weighed code by code.

The errors: models that the builder refuses, schedules that begin at step 0, records that nobody names, fields of older APIs, two files of
a project of its own (its extensions), one that was cut and pasted together. Nothing that they name is here, so no file is missed.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from pipeline_config_ls.cli.main import main

FACTS = Path(__file__).parents[1] / 'facts' / 'wild_errors.tsv'
PLACEHOLDERS = {'path-placeholder': 178, 'checkpoint-placeholder': 42}
# By code: how often it is said in 252 configs where it is no error, and what it is good for.
SAID = {
    'keypoints-not-needed': 3,  # training stops at the first batch without keypoints in the records
    'evaluates-on-training-data': 3,
    'control-character': 1,  # `C:\tester`
    'schedule-length': 74,  # two of them warnings: the learning rate is 0 for most of the training
    'files-elsewhere': 204,  # once a config: what is not checked
    'checkpoint-elsewhere': 82,
    'checkpoint-path': 76,
    'not-separable': 4,
    'batch-of-one': 4,
    'no-steps': 1,
    'uneven-batch': 1,
    'reader-refused': 1,
    'evaluation-refused': 1,
    'tensorflow-1': 124,  # what the config is taken for
    'tf1-checkpoint-ignored': 77,  # the checkpoint is not loaded at all by the script that most people start
    'unread-field': 45,
}


def test_every_error_is_true_and_every_code_was_weighed(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    root = corpus.resolve() / 'configs'
    configs = sorted(path for path in root.rglob('*.config') if 'upstream' not in path.relative_to(root).parts)
    main(['check', '--format', 'json', *map(str, configs)])
    files = json.loads(capsys.readouterr().out)['files']
    assert len(files) == len(configs) == 252
    errors, others = [], Counter[str]()
    for file in files:
        name = str((tmp_path / file['path']).resolve().relative_to(root))
        for problem in file['problems']:
            if problem['severity'] == 'error' and problem['code'] not in PLACEHOLDERS:
                errors.append(f'{name}\t{problem["range"]["start"]["line"] + 1}\t{problem["code"]}')
            else:
                others[problem['code']] += 1
    assert sorted(errors) == sorted(FACTS.read_text('utf-8').splitlines()[1:])
    assert others == {**PLACEHOLDERS, **SAID}
