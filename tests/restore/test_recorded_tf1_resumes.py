"""Going on with a run in TensorFlow 1 against real sessions: whether they go on, and the first thing that stops them."""

from __future__ import annotations

from pathlib import Path

import pytest

from oracle.compare import message
from oracle.edits import edited
from oracle.hollow import write_hollow
from oracle.tf1_resume_rows import PREFIX, ROWS, Tf1Resume, recorded
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checkpoints.run import find_run
from pipeline_config_ls.restore.resume import Resume
from pipeline_config_ls.restore.resume_tf1 import predict_resume_tf1

RECORDED = recorded()


def predicted(row: Tf1Resume, folder: Path) -> Resume:
    """What is said of the second start, in a folder as the first one left it."""
    shapes = {name: tuple(shape) for name, shape in RECORDED[row]['saved'].items()}
    write_hollow(folder / PREFIX, shapes)
    (folder / 'checkpoint').write_text(f'model_checkpoint_path: "{PREFIX}"\n')
    text = edited(row.second.base, row.second.edits, message('DetectionModel', ''))
    config = message('TrainEvalPipelineConfig', f'model {{ {text} }} train_config {{ {row.second.train} }}')
    found = predict_resume_tf1(config, plan(config.model, Framework.TF1), find_run(str(folder), read_checkpoint), None)
    assert found is not None
    return found


def test_every_row_is_recorded() -> None:
    assert list(RECORDED) == list(ROWS)


@pytest.mark.parametrize('row', ROWS, ids=lambda row: f'{row.second.base}, {row.trainer}: {row.label}')
def test_a_second_start_does_what_it_really_does(row: Tf1Resume, tmp_path: Path) -> None:
    found, real = predicted(row, tmp_path), RECORDED[row]
    assert found.outcome.value == real['outcome'], found.message
    if 'missed' in real:
        assert real['missed'] not in RECORDED[row]['saved']
