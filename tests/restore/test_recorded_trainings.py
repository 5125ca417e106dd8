"""The verdict against real starts of the training loop: every step before the first, in its order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from oracle import facts
from oracle.compare import expected, message, planned
from oracle.edits import edited
from oracle.training_rows import BASE, ROWS, Training, config_text, lay_out
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.restore.predict import predict

RECORDED = {Training(*start[:5]): start for start in facts.read_trainings()}

COMPARED = [row for row in ROWS if row.checkpoint and not row.model_dir.startswith('resumed')]


@pytest.fixture(scope='module')
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp('training')
    lay_out(path, facts.put)
    return path


def test_every_row_is_recorded() -> None:
    assert list(RECORDED) == list(ROWS)


@pytest.mark.parametrize('row', COMPARED, ids=lambda row: row.label)
def test_training_starts_as_it_really_does(folder: Path, row: Training) -> None:
    model = edited(BASE, row.edits, message('DetectionModel', ''))
    config = message('TrainEvalPipelineConfig', config_text(model, row))
    # TensorFlow takes `..` out of a path before it looks, too.
    prefix = os.path.normpath(folder / row.checkpoint)
    model_dir = os.path.normpath(folder / row.model_dir)
    verdict = predict(config.train_config, planned(model), read_checkpoint(prefix), model_dir)
    outcome, unmatched = expected(RECORDED[row].outcome, RECORDED[row].message)
    assert verdict.outcome is outcome, verdict
    assert unmatched in (None, len(verdict.unmatched))


def test_resuming_loads_the_named_checkpoint_all_the_same() -> None:
    # What the loop finds in model_dir it takes after the checkpoint that the config names, not in its place.
    outcomes = {row.label: RECORDED[row].outcome for row in ROWS if row.model_dir.startswith('resumed')}
    assert outcomes == {
        'resuming': 'restored',
        'resuming, no checkpoint': 'restored',
        'resuming, no such checkpoint': 'NotFoundError',
        'resuming, classification of a detection checkpoint': 'AssertionError',
        'resuming, another number of classes': 'ValueError',
        'resuming from another architecture': 'restored',
    }
