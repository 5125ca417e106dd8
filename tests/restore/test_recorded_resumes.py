"""Going on with a run against the real training loop: outcome, step and every count of the recorded second starts."""

from __future__ import annotations

import lzma
from pathlib import Path
from typing import Any

import pytest

from oracle import facts
from oracle.compare import message, planned
from oracle.edits import edited
from oracle.resume_rows import FOLDER, MODELS, ROWS, STEPS, Resume, config_text
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checkpoints.run import find_run
from pipeline_config_ls.restore.resume_predict import predict_resume

RECORDED: dict[Resume, dict[str, Any]] = {
    Resume(*row[:3], tuple(row[3]), *row[4:]): real for row, real in facts.read_rows(FOLDER / 'rows.jsonl.xz')
}


def lay_out(name: str, folder: Path) -> None:
    """The folder as the first run of a model left it."""
    prefix = folder / f'ckpt-{STEPS + 1}'
    for suffix, kept in (('.index', 'index'), ('.data-00000-of-00001', 'shard')):
        Path(f'{prefix}{suffix}').write_bytes(lzma.decompress((FOLDER / f'{name}.{kept}.xz').read_bytes()))
    (folder / 'checkpoint').write_text(f'model_checkpoint_path: "{prefix.name}"\n')


def test_every_row_is_recorded() -> None:
    assert list(RECORDED) == list(ROWS)


@pytest.mark.parametrize('row', ROWS, ids=lambda row: f'{row.second}: {row.label}')
def test_a_second_start_does_what_it_really_does(row: Resume, tmp_path: Path) -> None:
    lay_out(row.first, tmp_path)
    chosen = MODELS[row.second]
    text = edited(chosen.base, (*chosen.edits, *row.edits), message('DetectionModel', ''))
    config = message('TrainEvalPipelineConfig', config_text(text, row.optimizer, row.steps))
    plan = planned(text)
    assert isinstance(plan, Tf2Plan)
    found = predict_resume(config, plan, find_run(str(tmp_path), read_checkpoint), None)
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
