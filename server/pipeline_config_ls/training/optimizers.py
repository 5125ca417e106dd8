"""Optimizers that the API or Keras refuses (builders/optimizer_builder.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.training import schedules
from pipeline_config_ls.training.refusal import Config, Refusals, Repair, TrainingRefusal, below


def refusals(config: Config, steps: int, framework: Framework) -> Refusals:
    """For an `Optimizer` message of a training of so many steps (0: not known); the fields are counted from it."""
    kind = config.WhichOneof('optimizer')
    if kind is None:
        rate = schedules.example(steps)
        example = f'momentum_optimizer {{ learning_rate {{ {rate} }} momentum_optimizer_value: 0.9 }}'
        yield TrainingRefusal(
            '',
            f'No optimizer is set, and there is no default; add `{example}`, for example.',
            (Repair('', f'{{ {example} }}'),),
        )
        return
    settings = getattr(config, kind)
    yield from below(f'{kind}.learning_rate', schedules.refusals(settings.learning_rate, steps))
    if framework is Framework.TF2:
        yield from below(kind, _keras(settings, kind))


def _keras(config: Config, kind: str) -> Refusals:
    """What Keras refuses of its own arguments."""
    # As Keras writes it: `nan` passes.
    if kind != 'adam_optimizer' and (config.momentum_optimizer_value < 0 or config.momentum_optimizer_value > 1):
        yield TrainingRefusal(
            'momentum_optimizer_value',
            f'`momentum_optimizer_value` is {config.momentum_optimizer_value:g}; Keras takes a momentum from 0 to 1.',
            (Repair('momentum_optimizer_value', '0.9'),),
        )
    if kind == 'rms_prop_optimizer' and config.decay < 0:
        yield TrainingRefusal('decay', f'`decay` is {config.decay:g}; it cannot be negative.')
