"""The TensorFlow 1 verdict against real restores: outcome, counts and names of every recorded row."""

from __future__ import annotations

from functools import cache

import pytest

from oracle import tf1_restores
from oracle.compare import message
from oracle.tf1_restores import Tf1RestoreFact, Tf1Row
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Entry, Format
from pipeline_config_ls.restore.tf1.predict import predict
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Trainer

OUTCOMES = {'all': Tf1Outcome.RESTORED, 'partial': Tf1Outcome.PARTIAL, 'nothing': Tf1Outcome.NOTHING}
FACTS = {fact.row: fact for fact in tf1_restores.read()}


@cache
def plan_of(label: str) -> Tf1Plan | CannotBuild:
    return plan(message('DetectionModel', tf1_restores.models()[label].text), Framework.TF1)


def checkpoint_of(row: Tf1Row) -> Checkpoint:
    entries = {name: Entry(shape, 'float32') for name, shape in tf1_restores.checkpoint_of(row).items()}
    return Checkpoint('model.ckpt', Format.NAME_BASED, entries)


def expected(fact: Tf1RestoreFact) -> Tf1Outcome:
    if 'Not supported fine_tune_checkpoint_type' in fact.outcome:
        return Tf1Outcome.UNSUPPORTED_TYPE
    if 'No variables to save' in fact.outcome:
        return Tf1Outcome.NOTHING
    return OUTCOMES[fact.outcome]


def never_made(fact: Tf1RestoreFact) -> set[str]:
    """Variables, by the names that the map asks for, whose slots the verdict counts though TensorFlow makes none.

    The verdict takes it that all that is trained has slots; what no gradient reaches has none. A classification asks for one
    name for a variable of both stages, and the second stage's is reached.
    """
    if fact.row.type == 'detection':
        return set(fact.unreached)
    first, second = tf1_restores.SCOPES[1:]
    variables = plan_of(fact.row.model)
    assert isinstance(variables, Tf1Plan)
    return {
        name.removeprefix(first)
        for name in fact.unreached
        if f'{second}{name.removeprefix(first)}' not in variables.variables
    }


def test_every_row_is_recorded() -> None:
    assert FACTS.keys() == set(tf1_restores.rows())
    assert len(FACTS) > 100


@pytest.mark.parametrize('model', sorted({row.model for row in FACTS}))
def test_outcomes_counts_and_names_are_the_real_ones(model: str) -> None:
    for row, fact in FACTS.items():
        if row.model != model:
            continue
        train = message('TrainConfig', tf1_restores.train_text(row))
        verdict = predict(train, plan_of(model), checkpoint_of(row), Trainer(row.trainer))
        without_slots = never_made(fact)
        real = [
            [name for name in names if name.rpartition('/')[0] not in without_slots]
            for names in (verdict.restored, verdict.missing, [one.name for one in verdict.incompatible])
        ]
        if not fact.unreached:
            assert verdict.outcome is expected(fact), row
            assert verdict.mapped == fact.mapped, row
        if fact.digest:
            assert [len(names) for names in real] == [fact.restored, fact.missing, fact.incompatible], row
            assert tf1_restores.digest_of(*real) == fact.digest, row
