"""The TensorFlow 1 verdict against the real outcomes that lie beside the corpus: every row, class and counts and names."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from oracle.compare import message
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Format, Unreadable
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.restore.tf1.graph_variables import GLOBAL_STEP
from pipeline_config_ls.restore.tf1.predict import predict
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Trainer

FIRST_NAMES = 20


@pytest.fixture(scope='module')
def rows(corpus: Path) -> list[dict[str, Any]]:
    file = corpus.parent / 'oracle' / 'restores_tf1.jsonl.gz'
    if not file.is_file():
        pytest.skip(f'no recorded restores at {file}')
    return [json.loads(line) for line in gzip.open(file, 'rt')]


@pytest.fixture(scope='module')
def checkpoint(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Checkpoint | Unreadable]:
    """Reads an index; names and shapes need no shard, so what its absence would do is left out."""

    def read(name: str) -> Checkpoint | Unreadable:
        if name.endswith('.index'):
            return Checkpoint(name, Format.NAME_BASED, {})
        root = corpus.parent if name.startswith('corpus/') else corpus.parent / 'oracle'
        answer = read_checkpoint(root / name.replace('tf1/checkpoints/shared', 'tf1/checkpoints'))
        if isinstance(answer, Unreadable):
            return answer
        return Checkpoint(answer.prefix, answer.format, answer.entries)

    return cache(read)


def test_every_outcome_is_the_real_one(
    corpus: Path, rows: list[dict[str, Any]], checkpoint: Callable[[str], Checkpoint | Unreadable]
) -> None:
    @cache
    def config(file: str, substitutions: str) -> tuple[Config, Tf1Plan | CannotBuild]:
        text = (corpus / 'configs' / file).read_text()
        for pattern, replacement in json.loads(substitutions):
            text = re.sub(pattern, replacement, text)
        pipeline = message('TrainEvalPipelineConfig', text)
        planned = plan(pipeline.model, Framework.TF1)
        assert isinstance(planned, Tf1Plan)
        return pipeline.train_config, planned

    differences = []
    for row in rows:
        train_config, planned = config(row['file'], json.dumps(row['subs']))
        train_config.fine_tune_checkpoint_type = row['type']
        train_config.load_all_detection_checkpoint_vars = row['load_all']
        train_config.from_detection_checkpoint = row['from_detection']
        verdict = predict(train_config, planned, checkpoint(row['checkpoint']), Trainer(row['trainer']))
        real, ours = outcome_of(row), verdict.outcome
        if ours is not real and not (real is Tf1Outcome.UNREADABLE and ours is Tf1Outcome.NOT_FOUND):
            differences.append((row, verdict))
        elif 'map' in row and row['map'] and real in (Tf1Outcome.RESTORED, Tf1Outcome.PARTIAL, Tf1Outcome.NOTHING):
            missing = [name for name in row['missing'] if name != GLOBAL_STEP]
            step = GLOBAL_STEP in row['missing'] or verdict.mapped > (
                len(verdict.restored) + len(verdict.missing) + len(verdict.incompatible)
            )
            counts = (row['map'], row['available'], row['missing_count'] - step, row['shape_count'])
            found = (verdict.mapped, len(verdict.restored), len(verdict.missing), len(verdict.incompatible))
            shapes = [list(map(list_of, one)) for one in verdict.incompatible[:FIRST_NAMES]]
            names = list(verdict.missing[: len(missing)])
            if counts != found or names != missing or shapes != row['shape']:
                differences.append((row, verdict))
    assert len(rows) > 3000
    assert not differences, (len(differences), differences[:3])


def list_of(part: object) -> object:
    return list(part) if isinstance(part, tuple) else part


def outcome_of(row: dict[str, Any]) -> Tf1Outcome:
    error = row['error'] or ''
    if 'Not supported fine_tune_checkpoint_type' in error:
        return Tf1Outcome.UNSUPPORTED_TYPE
    if 'No variables to save' in error or row['outcome'] == 'nothing':
        return Tf1Outcome.NOTHING
    if row['outcome'] == 'error':
        return Tf1Outcome.UNREADABLE
    return Tf1Outcome.RESTORED if row['outcome'] == 'all' else Tf1Outcome.PARTIAL
