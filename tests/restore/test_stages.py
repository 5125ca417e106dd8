"""Which refusals come from a model's first run: as the real API was seen to raise."""

from __future__ import annotations

import pytest

from oracle import facts
from oracle.compare import message, planned
from oracle.edits import edited
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.checkpoints.checkpoint import Fault, Unreadable
from pipeline_config_ls.restore.predict import predict
from pipeline_config_ls.restore.stages import is_refused_by_a_run
from pipeline_config_ls.restore.verdict import Outcome

FORWARD = 'forward'


def refusals() -> list[tuple[str, str, str]]:
    """(label, the field that the planner blames, the stage in which the API raised) of every recorded refusal."""
    found = []
    for fact in facts.read_all():
        if isinstance(fact.outcome, facts.BuildError):
            ours = planned(fact.text)
            if isinstance(ours, CannotBuild):
                found.append((fact.label, ours.field, fact.outcome.stage))
    return found


def test_what_is_taken_for_a_refusal_of_the_run_is_one() -> None:
    recorded = refusals()
    assert [row for row in recorded if is_refused_by_a_run(row[1]) and row[2] != FORWARD] == []
    missed = [row for row in recorded if not is_refused_by_a_run(row[1]) and row[2] == FORWARD]
    # Fields that both refuse, each for another reason.
    assert len(missed) < len([row for row in recorded if row[2] == FORWARD]) / 2, missed


@pytest.mark.parametrize(
    ('edit', 'averages', 'outcome'),
    [
        ('image_resizer.fixed_shape_resizer { height: 20 width: 20 }', 'false', Outcome.NOT_FOUND),
        ('image_resizer.fixed_shape_resizer { height: 20 width: 20 }', 'true', Outcome.CANNOT_BUILD),
        ('feature_extractor.type: "none"', 'false', Outcome.CANNOT_BUILD),
    ],
)
def test_a_checkpoint_that_is_not_there_is_met_between_the_builder_and_the_run(
    edit: str, averages: str, outcome: Outcome
) -> None:
    plan = planned(edited('ssd_mobilenet_v2', (edit,), message('DetectionModel', '')))
    config = message('TrainConfig', f'optimizer {{ use_moving_average: {averages} }} fine_tune_checkpoint_version: V2')
    assert predict(config, plan, Unreadable('none', Fault.NOT_FOUND, 'no such file')).outcome is outcome
