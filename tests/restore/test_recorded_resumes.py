"""Going on with a run against the real training loop: outcome, step and every count of the recorded second starts."""

from __future__ import annotations

import lzma
from pathlib import Path
from typing import Any

import pytest

from oracle.compare import message, planned
from oracle.edits import edited
from oracle.resume_rows import CHANGES, FOLDER, MODELS, ROWS, RUN, SHARD, STATE, Resume, config_text, recorded
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checkpoints.run import find_run
from pipeline_config_ls.restore.predict import predict
from pipeline_config_ls.restore.resume_predict import predict_resume
from pipeline_config_ls.restore.verdict import Verdict

RECORDED = recorded()


def lay_out(row: Resume, folder: Path) -> None:
    """The folder as the first run of a model left it, and what was done to it."""
    run, name = folder / RUN, MODELS[row.first].checkpoint
    run.mkdir()
    for suffix, kept in (('.index', 'index'), (SHARD, 'shard')):
        (run / f'{name}{suffix}').write_bytes(lzma.decompress((FOLDER / f'{row.first}.{kept}.xz').read_bytes()))
    (run / STATE).write_text(f'model_checkpoint_path: "{name}"\n')
    if row.change:
        CHANGES[row.change](run, name)


def fine_tuned(config: Any, plan: Tf2Plan, folder: Path) -> Verdict | None:
    """The verdict on the checkpoint that a row names; None where it names none."""
    train = config.train_config
    if not train.fine_tune_checkpoint:
        return None
    checkpoint = read_checkpoint(folder / train.fine_tune_checkpoint)
    return predict(train, plan, checkpoint, str(folder / RUN))


def test_every_row_is_recorded() -> None:
    assert list(RECORDED) == list(ROWS)


@pytest.mark.parametrize('row', ROWS, ids=lambda row: f'{row.first} {row.second}: {row.label}')
def test_a_second_start_does_what_it_really_does(row: Resume, tmp_path: Path) -> None:
    lay_out(row, tmp_path)
    chosen = MODELS[row.second]
    text = edited(chosen.base, (*chosen.edits, *row.edits), message('DetectionModel', ''))
    config = message('TrainEvalPipelineConfig', config_text(text, row.optimizer, row.steps, row.more))
    plan = planned(text)
    assert isinstance(plan, Tf2Plan)
    run = find_run(str(tmp_path / RUN), read_checkpoint)
    found = predict_resume(config, plan, run, fine_tuned(config, plan, tmp_path))
    ours = {
        'outcome': found.outcome.value,
        'step': found.step,
        'model_restored': found.model.restored,
        'model_dropped': len(found.model.dropped),
        'model_fresh': len(found.model.fresh),
        'slots_restored': found.optimizer.slots_restored,
        'slots_dropped': found.optimizer.slots_dropped,
        'slots_fresh': found.optimizer.slots_fresh,
        'overridden': [name for name, _, _ in found.optimizer.overridden],
    }
    real = RECORDED[row]
    assert {name: ours[name] for name in real} == real
