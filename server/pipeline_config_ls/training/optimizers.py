"""Optimizers that the API or Keras refuses (builders/optimizer_builder.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.training import schedules
from pipeline_config_ls.training.refusal import Config, Refusals, TrainingRefusal, below

EXAMPLE = f'momentum_optimizer {{ learning_rate {{ {schedules.EXAMPLE} }} momentum_optimizer_value: 0.9 }}'


def refusals(config: Config, framework: Framework) -> Refusals:
    """For an `Optimizer` message; the fields are counted from it."""
    kind = config.WhichOneof('optimizer')
    if kind is None:
        yield TrainingRefusal('', f'No optimizer is set, and there is no default; add `{EXAMPLE}`, for example.')
        return
    settings = getattr(config, kind)
    yield from below(f'{kind}.learning_rate', schedules.refusals(settings.learning_rate))
    if framework is Framework.TF2:
        yield from below(kind, _keras(settings, kind))


def _keras(config: Config, kind: str) -> Refusals:
    """What Keras refuses of its own arguments."""
    if kind != 'adam_optimizer' and not 0 <= config.momentum_optimizer_value <= 1:
        yield TrainingRefusal(
            'momentum_optimizer_value',
            f'`momentum_optimizer_value` is {config.momentum_optimizer_value:g}; Keras takes a momentum from 0 to 1.',
        )
    if kind == 'rms_prop_optimizer' and config.decay < 0:
        yield TrainingRefusal('decay', f'`decay` is {config.decay:g}; it cannot be negative.')
