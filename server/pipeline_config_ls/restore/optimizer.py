"""What an optimizer of a TF2 config keeps: slots of each trained variable, and numbers of its own that a checkpoint restores too.

Mirrors `build_optimizers_tf_v2` (builders/optimizer_builder.py) and the Keras optimizers behind it. A moving average is an
optimizer around the optimizer: its slots are its own, and the inner one's lie under `ema_base_optimizer`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint

BASE = 'ema_base_optimizer'
AVERAGE = 'average'
MOMENTUM, RMS_PROP, ADAM = 'momentum', 'rms_prop', 'adam'

# Keras' own, which no field of the config sets.
_RHO, _BETA_1, _BETA_2 = 0.9, 0.9, 0.999


@dataclass(frozen=True, slots=True)
class Optimizer:
    """An optimizer as the config sets it.

    `slots` are the names of what it keeps for each trained variable. `numbers` are those of its own that a checkpoint holds, with
    the values that the config gives; one without effect is left out. `averages`: whether a moving average stands around it.
    """

    name: str
    slots: tuple[str, ...]
    numbers: Mapping[str, float]
    averages: bool


def configured(optimizer: Any) -> Optimizer | None:
    """The optimizer of an `Optimizer` message; None where none is chosen, which the builder refuses."""
    averages = bool(optimizer.use_moving_average)
    match optimizer.WhichOneof('optimizer'):
        case 'momentum_optimizer':
            momentum = optimizer.momentum_optimizer.momentum_optimizer_value
            return Optimizer(MOMENTUM, *_with_momentum((), {}, momentum), averages)
        case 'rms_prop_optimizer':
            momentum = optimizer.rms_prop_optimizer.momentum_optimizer_value
            return Optimizer(RMS_PROP, *_with_momentum(('rms',), {'rho': _RHO}, momentum), averages)
        case 'adam_optimizer':
            return Optimizer(ADAM, ('m', 'v'), {'beta_1': _BETA_1, 'beta_2': _BETA_2}, averages)
    return None


def _with_momentum(
    slots: tuple[str, ...], numbers: dict[str, float], momentum: float
) -> tuple[tuple[str, ...], dict[str, float]]:
    """Without momentum Keras makes no slots for it, and whatever a checkpoint says of it has no effect."""
    return ((*slots, 'momentum'), {**numbers, 'momentum': momentum}) if momentum > 0 else (slots, numbers)


def saved(checkpoint: Checkpoint) -> tuple[str | None, bool]:
    """Which optimizer a checkpoint was saved with, by the numbers it keeps, and whether with a moving average."""
    names = {key.split('/.ATTRIBUTES')[0] for key in checkpoint.entries if key.startswith('optimizer/')}
    averages = any(name.startswith(f'optimizer/{BASE}/') for name in names)
    own = {name.rsplit('/', 1)[1] for name in names}
    for number, name in (('beta_1', ADAM), ('rho', RMS_PROP), ('momentum', MOMENTUM)):
        if number in own:
            return name, averages
    return None, averages
