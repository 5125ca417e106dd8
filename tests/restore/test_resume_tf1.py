"""Going on with a run in TensorFlow 1: every variable of the graph must be in the checkpoint, slots included."""

from __future__ import annotations

import pytest

from oracle.compare import message
from oracle.edits import MODELS
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Entry, Format
from pipeline_config_ls.checkpoints.run import Run
from pipeline_config_ls.checkpoints.state import State
from pipeline_config_ls.restore.resume import Resume, ResumeOutcome
from pipeline_config_ls.restore.resume_tf1 import predict_resume_tf1

MOMENTUM = 'momentum_optimizer { learning_rate { constant_learning_rate { } } }'


def resume(base: str, left_out: str, train: str = '') -> Resume:
    """Going on with a run of momentum whose checkpoint has no slots for variables with a text in their names."""
    optimizer = f'optimizer {{ {MOMENTUM} use_moving_average: false }}'
    text = (
        f'model {{ {(MODELS / f"{base}.textproto").read_text()} }} train_config {{ num_steps: 9 {optimizer} {train} }}'
    )
    config = message('TrainEvalPipelineConfig', text)
    planned = plan(config.model, Framework.TF1)
    assert isinstance(planned, Tf1Plan)
    shapes = {name: variable.shape for name, variable in planned.variables.items()}
    trained = [name for name in shapes if '/moving_' not in name and (not left_out or left_out not in name)]
    entries = {**shapes, **{f'{name}/Momentum': shapes[name] for name in trained}}
    saved = {name: Entry(shape, 'float32') for name, shape in entries.items()}
    checkpoint = Checkpoint('/run/model.ckpt-7', Format.NAME_BASED, saved, numbers={'global_step': 7})
    return predict_resume_tf1(config, planned, Run('/run', State(checkpoint.prefix, ()), checkpoint), None)


def test_a_run_with_all_its_slots_goes_on() -> None:
    assert resume('tf1_ssd', '').outcome is ResumeOutcome.RESUMED


def test_variables_that_are_not_frozen_any_more_have_no_slots() -> None:
    found = resume('tf1_ssd', 'MobilenetV1/Conv2d_0')
    assert found.outcome is ResumeOutcome.ERROR
    assert found.message == (
        'Training stops when it resumes from `model.ckpt-7`: `FeatureExtractor/MobilenetV1/Conv2d_0/weights/Momentum` is not in it, nor are '
        '2 other slots of Momentum. That run did not train these variables, by its `freeze_variables` or '
        '`update_trainable_variables`: set them as they were, or train in another folder.'
    )


@pytest.mark.parametrize(
    'train', ['freeze_variables: "MobilenetV1/Conv2d_0/"', 'update_trainable_variables: "Predictor|Conv2d_[1-9]"']
)
def test_what_is_not_trained_needs_no_slots(train: str) -> None:
    assert resume('tf1_ssd', 'MobilenetV1/Conv2d_0/', train).outcome is ResumeOutcome.RESUMED


def test_what_no_gradient_reaches_has_none() -> None:
    found = resume('tf1_faster_rcnn', 'FirstStageFeatureExtractor/resnet_v1_50/block4/')
    assert found.outcome is ResumeOutcome.RESUMED
