"""The verdict against real restores: its class, and the number of objects without a value, for every recorded row."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from oracle import facts
from oracle.compare import expected, message, planned
from oracle.restore_matrix import ROWS, Row
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Unreadable
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.restore.predict import predict

RECORDED = {Row(*restore[:5]): restore for restore in facts.read_restores()}
MODELS = sorted({(row.family, row.label) for row in ROWS})


@cache
def texts(family: str) -> dict[str, str]:
    return {fact.label: fact.text for fact in facts.read(family)}


@cache
def plan_of(family: str, label: str) -> Tf2Plan | CannotBuild:
    return planned(texts(family)[label])


@pytest.fixture(scope='module')
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Checkpoint | Unreadable]:
    """Reads a recorded checkpoint; each is laid on disk once."""
    folder: Path = tmp_path_factory.mktemp('checkpoints')
    return cache(lambda name: read_checkpoint(facts.unpack(name, folder)))


def test_every_row_is_recorded() -> None:
    assert RECORDED.keys() == set(ROWS)


@pytest.mark.parametrize(('family', 'label'), MODELS)
def test_outcomes_and_counts_are_the_real_ones(
    checkpoint: Callable[[str], Checkpoint | Unreadable], family: str, label: str
) -> None:
    for row in ROWS:
        if (row.family, row.label) != (family, label):
            continue
        config = message(
            'TrainConfig', f'fine_tune_checkpoint_type: "{row.type}" fine_tune_checkpoint_version: {row.version}'
        )
        verdict = predict(config, plan_of(family, label), checkpoint(row.checkpoint))
        outcome, unmatched = expected(RECORDED[row].outcome, RECORDED[row].message)
        assert verdict.outcome is outcome, (row, verdict)
        if unmatched is not None:
            assert len(verdict.unmatched) == unmatched, row
