"""The learning rate at a step: held against the API's own schedules in a live test, and at the corners here."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline_config_ls.document import open_document
from pipeline_config_ls.report.learning_rate import rate_at, steps_of

SCHEDULES = [
    'constant_learning_rate { learning_rate: 0.02 }',
    'cosine_decay_learning_rate { learning_rate_base: 0.08 total_steps: 900 warmup_learning_rate: 0.02 warmup_steps: 100 }',
    'cosine_decay_learning_rate { learning_rate_base: 0.1 total_steps: 500 warmup_steps: 0 hold_base_rate_steps: 50 }',
    'exponential_decay_learning_rate { initial_learning_rate: 0.1 decay_steps: 100 decay_factor: 0.5 }',
    'exponential_decay_learning_rate { initial_learning_rate: 0.1 decay_steps: 90 decay_factor: 0.5 staircase: false '
    'burnin_learning_rate: 0.01 burnin_steps: 50 min_learning_rate: 0.02 }',
    'manual_step_learning_rate { initial_learning_rate: 0.01 schedule { step: 100 learning_rate: 0.1 } '
    'schedule { step: 300 learning_rate: 0.001 } warmup: true }',
    'manual_step_learning_rate { initial_learning_rate: 0.1 schedule { step: 100 learning_rate: 0.01 } }',
]
STEPS = (0, 1, 49, 50, 51, 99, 100, 101, 150, 300, 301, 499, 500, 501, 899, 900, 901, 2000)


def schedule(text: str) -> Any:
    document = open_document(f'train_config {{ optimizer {{ momentum_optimizer {{ learning_rate {{ {text} }} }} }} }}')
    assert not document.faults
    config: Any = document.message
    return config.train_config.optimizer.momentum_optimizer.learning_rate


@pytest.mark.parametrize(
    ('text', 'rates'),
    [
        (SCHEDULES[0], {0: 0.02, 900: 0.02}),
        (SCHEDULES[1], {0: 0.02, 50: 0.05, 100: 0.08, 500: 0.04, 900: 0.0, 901: 0.0}),
        (SCHEDULES[3], {0: 0.1, 99: 0.1, 100: 0.05, 250: 0.025}),
        (SCHEDULES[5], {0: 0.01, 50: 0.055, 100: 0.1, 299: 0.1, 300: 0.001}),
        ('manual_step_learning_rate { initial_learning_rate: 0.1 }', {0: None}),
        ('', {0: None}),
    ],
)
def test_the_rate_at_a_step(text: str, rates: dict[int, float | None]) -> None:
    found = {step: rate_at(schedule(text), step) for step in rates}
    assert {step: rate and round(rate, 6) for step, rate in found.items()} == rates


def test_how_many_steps_to_show() -> None:
    assert steps_of(schedule(SCHEDULES[1]), 5000) == 5000
    assert steps_of(schedule(SCHEDULES[1]), 0) == 900
    assert steps_of(schedule(SCHEDULES[5]), 0) == 375


@pytest.mark.live
def test_it_is_the_rate_of_the_real_api() -> None:
    import tensorflow as tf
    from google.protobuf import text_format
    from object_detection.builders import optimizer_builder
    from object_detection.protos import optimizer_pb2

    for text in SCHEDULES:
        config = text_format.Merge(text, optimizer_pb2.LearningRate())
        step = tf.Variable(0, dtype=tf.int64)
        real = optimizer_builder._create_learning_rate(config, global_step=step)
        for number in STEPS:
            step.assign(number)
            value = float(real() if callable(real) else real)
            assert rate_at(schedule(text), number) == pytest.approx(value, rel=1e-4, abs=1e-9), (text, number)
