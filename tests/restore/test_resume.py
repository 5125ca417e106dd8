"""Going on with a run: what the real training loop restores, drops and makes anew, with the counts that it had.

The numbers are those of the real loop (`oracle.resumes` records such); the runs are rebuilt without weights.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from oracle.compare import message, planned
from oracle.edits import edited
from oracle.hollow_tf2 import Training, hollow
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Fault, Format, Unreadable
from pipeline_config_ls.checkpoints.run import Run
from pipeline_config_ls.checkpoints.state import EmptyState, State
from pipeline_config_ls.restore.cause import Cause, CauseKind
from pipeline_config_ls.restore.resume import Resume, ResumeOutcome
from pipeline_config_ls.restore.resume_predict import predict_resume
from pipeline_config_ls.restore.verdict import Outcome, Verdict

FOLDER = '/run'
RATE = 'learning_rate { constant_learning_rate { learning_rate: 0.001 } }'
MOMENTUM = f'momentum_optimizer {{ {RATE} momentum_optimizer_value: 0.9 }}'
ADAM = f'adam_optimizer {{ {RATE} }}'
RMS_PROP = f'rms_prop_optimizer {{ {RATE} momentum_optimizer_value: 0.9 }}'
PLAIN, AVERAGED = 'use_moving_average: false', 'use_moving_average: true'

SAVED = {
    'momentum': Training(2),
    'no momentum': Training(2, {'momentum': 0}, ()),
    'adam': Training(2, {'beta_1': 0.9, 'beta_2': 0.999}, ('m', 'v')),
    'rms_prop': Training(2, {'rho': 0.9, 'momentum': 0.9}, ('rms', 'momentum')),
}


def model(base: str, *edits: str) -> str:
    return edited(base, edits, message('DetectionModel', ''))


def plan_of(text: str) -> Tf2Plan:
    plan = planned(text)
    assert isinstance(plan, Tf2Plan)
    return plan


def config(text: str, optimizer: str = f'{MOMENTUM} {PLAIN}', steps: int = 4, train: str = '') -> Any:
    steps_text = f'num_steps: {steps}' if steps else ''
    return message(
        'TrainEvalPipelineConfig',
        f'model {{ {text} }} train_config {{ {steps_text} optimizer {{ {optimizer} }} {train} }}',
    )


def run_of(checkpoint: Checkpoint | Unreadable | None) -> Run:
    return Run(FOLDER, State(f'{FOLDER}/ckpt-3', ()), checkpoint, (f'{FOLDER}/ckpt-2',))


def resume(text: str, checkpoint: Any, *arguments: Any, fine_tune: Verdict | None = None, **more: Any) -> Resume:
    return predict_resume(config(text, *arguments, **more), plan_of(text), run_of(checkpoint), fine_tune)


SMALL = model('ssd_small')


class Slots(NamedTuple):
    """What becomes of the optimizer's slots."""

    restored: int
    dropped: int
    fresh: int


@pytest.mark.parametrize(
    ('saved', 'averaged', 'optimizer', 'slots', 'overridden'),
    [
        ('momentum', False, f'{MOMENTUM} {PLAIN}', Slots(89, 0, 0), []),
        ('momentum', False, f'{ADAM} {PLAIN}', Slots(0, 89, 178), []),
        ('momentum', False, f'{RMS_PROP} {PLAIN}', Slots(89, 0, 89), []),
        ('adam', False, f'{RMS_PROP} {PLAIN}', Slots(0, 178, 178), []),
        ('adam', False, f'{MOMENTUM} {PLAIN}', Slots(0, 178, 89), []),
        ('rms_prop', False, f'{MOMENTUM} {PLAIN}', Slots(89, 89, 0), []),
        ('rms_prop', False, f'{RMS_PROP} {PLAIN}', Slots(178, 0, 0), []),
        ('momentum', False, f'{MOMENTUM} {AVERAGED}', Slots(0, 89, 178), []),
        ('momentum', True, f'{MOMENTUM} {PLAIN}', Slots(0, 178, 89), []),
        ('momentum', True, f'{MOMENTUM} {AVERAGED}', Slots(178, 0, 0), []),
        ('momentum', True, f'{ADAM} {AVERAGED}', Slots(89, 89, 178), []),
        ('adam', True, f'{ADAM} {AVERAGED}', Slots(267, 0, 0), []),
        ('rms_prop', True, f'{MOMENTUM} {PLAIN}', Slots(0, 267, 89), []),
        ('momentum', False, f'{MOMENTUM.replace("0.9", "0")} {PLAIN}', Slots(0, 89, 0), []),
        ('no momentum', False, f'{MOMENTUM} {PLAIN}', Slots(0, 0, 89), ['momentum']),
        ('momentum', False, f'{MOMENTUM.replace("0.9", "0.5")} {PLAIN}', Slots(89, 0, 0), ['momentum']),
        ('rms_prop', False, f'{RMS_PROP.replace("0.9", "0.1")} {PLAIN}', Slots(178, 0, 0), ['momentum']),
    ],
)
def test_slots_go_by_name_and_numbers_override_the_config(
    saved: str, averaged: bool, optimizer: str, slots: Slots, overridden: list[str]
) -> None:
    checkpoint = hollow(plan_of(SMALL), training=SAVED[saved]._replace(averages=averaged))
    found = resume(SMALL, checkpoint, optimizer)
    assert (found.outcome, found.step, found.model.restored) == (ResumeOutcome.RESUMED, 2, 143)
    part = found.optimizer
    assert Slots(part.slots_restored, part.slots_dropped, part.slots_fresh) == slots
    assert [name for name, _, _ in part.overridden] == overridden


def test_layers_behind_the_last_map_keep_the_slots_that_a_regularizer_gives() -> None:
    checkpoint = hollow(plan_of(SMALL), training=SAVED['momentum'])
    anchors = 'anchor_generator.ssd_anchor_generator'
    one = model('ssd_small', 'feature_extractor.num_layers: 1', f'{anchors}.num_layers: 1', f'{anchors}.scales: 0.5')
    part = resume(one, checkpoint).optimizer
    # Two heads of kernel and bias are gone, and of four batch norms gamma and beta get no gradient any more.
    assert Slots(part.slots_restored, part.slots_dropped, part.slots_fresh) == Slots(77, 12, 0)


@pytest.mark.parametrize(
    ('text', 'slots'),
    [
        (model('faster_rcnn_resnet50'), 169),
        (model('ssd_mobilenet_v2_fpnlite'), 232),
        # All but gamma and beta of the last batch norm, which only the classification network uses.
        (model('ssd_efficientdet_d0'), 463),
        (
            model(
                'centernet_mobilenet_v2_fpn',
                'feature_extractor.type: "mobilenet_v2_fpn_sep_conv"',
                'feature_extractor.use_separable_conv: true',
                'use_depthwise: true',
            ),
            194,
        ),
    ],
)
def test_as_many_slots_are_made_as_the_published_runs_of_people_have(text: str, slots: int) -> None:
    assert resume(text, hollow(plan_of(text))).optimizer.slots_fresh == slots


@pytest.mark.parametrize(
    ('text', 'optimizer', 'steps', 'outcome', 'step'),
    [
        (model('ssd_small', 'num_classes: 5'), PLAIN, 4, ResumeOutcome.INCOMPATIBLE_SHAPE, 2),
        (model('ssd_small', 'num_classes: 5'), PLAIN, 2, ResumeOutcome.FINISHED, 2),
        (model('ssd_small', 'num_classes: 5'), AVERAGED, 2, ResumeOutcome.INCOMPATIBLE_SHAPE, None),
        (SMALL, PLAIN, 2, ResumeOutcome.FINISHED, 2),
        (SMALL, PLAIN, 0, ResumeOutcome.ERROR, 2),
        (model('ssd_mobilenet_v2_fpnlite'), PLAIN, 4, ResumeOutcome.INCOMPATIBLE_SHAPE, 2),
        (model('centernet_mobilenet_v2'), PLAIN, 4, ResumeOutcome.RESUMED, 2),
    ],
)
def test_another_shape_is_met_when_the_variable_is_made(
    text: str, optimizer: str, steps: int, outcome: ResumeOutcome, step: int | None
) -> None:
    checkpoint = hollow(plan_of(SMALL), training=SAVED['momentum'])
    found = resume(text, checkpoint, f'{MOMENTUM} {optimizer}', steps)
    assert (found.outcome, found.step) == (outcome, step)


def test_another_architecture_goes_on_with_fresh_weights() -> None:
    found = resume(model('centernet_mobilenet_v2'), hollow(plan_of(SMALL), training=SAVED['momentum']))
    assert (found.model.restored, len(found.model.dropped), len(found.model.fresh)) == (0, 143, 308)
    assert (found.optimizer.slots_dropped, found.optimizer.slots_fresh) == (89, 192)


def test_a_model_alone_is_resumed_at_step_0() -> None:
    found = resume(SMALL, hollow(plan_of(SMALL)))
    assert (found.outcome, found.step, found.model.restored) == (ResumeOutcome.RESUMED, 0, 143)
    assert found.message.startswith(
        'Resumes from `ckpt-0` at step 0; no optimizer was saved, so Momentum starts from zero.'
    )


def test_what_cannot_be_read_stops_and_what_is_not_there_does_not() -> None:
    whole = hollow(plan_of(SMALL))
    damaged = Checkpoint(whole.prefix, whole.format, whole.entries, damage=Unreadable('', Fault.NOT_FOUND, 'No shard.'))
    of_tf1 = Checkpoint('model.ckpt-1', Format.NAME_BASED, {})
    assert resume(SMALL, damaged).outcome is ResumeOutcome.UNREADABLE
    assert resume(SMALL, Unreadable('', Fault.UNREADABLE, 'Cut off.')).outcome is ResumeOutcome.UNREADABLE
    assert resume(SMALL, of_tf1).outcome is ResumeOutcome.STARTS_FRESH
    assert resume(SMALL, None).outcome is ResumeOutcome.STARTS_FRESH
    empty = predict_resume(config(SMALL), plan_of(SMALL), Run(FOLDER, EmptyState(f'{FOLDER}/checkpoint')), None)
    assert empty.outcome is ResumeOutcome.INVALID_STATE


def test_a_checkpoint_that_is_refused_first_stops_the_run() -> None:
    refused = Verdict(Outcome.NOT_FOUND, 'No such file.', cause=Cause(CauseKind.ABSENT))
    found = resume(SMALL, hollow(plan_of(SMALL)), fine_tune=refused)
    assert found.outcome is ResumeOutcome.NOT_REACHED
