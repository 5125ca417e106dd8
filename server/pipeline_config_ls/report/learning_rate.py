"""The learning rate at a step, as the API's schedules give it (utils/learning_schedules.py)."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from math import cos, floor, pi

from pipeline_config_ls.architectures.config import Config

# Where neither the training nor the schedule says how long it is.
_DEFAULT_STEPS = 10_000


def rate_at(schedule: Config, step: int) -> float | None:
    """For a `LearningRate` message; None where it sets no schedule, or one that the API refuses."""
    kind = schedule.WhichOneof('learning_rate')
    if kind is None:
        return None
    config = getattr(schedule, kind)
    try:
        match kind:
            case 'constant_learning_rate':
                return float(config.learning_rate)
            case 'exponential_decay_learning_rate':
                return _exponential(config, step)
            case 'manual_step_learning_rate':
                return _manual(config, step)
            case 'cosine_decay_learning_rate':
                return _cosine(config, step)
    except (ZeroDivisionError, OverflowError):
        pass
    return None


def steps_of(schedule: Config, num_steps: int) -> int:
    """How many steps to look at: those of the training, else those that the schedule speaks of."""
    if num_steps:
        return num_steps
    steps = 0
    match schedule.WhichOneof('learning_rate'):
        case 'cosine_decay_learning_rate':
            steps = schedule.cosine_decay_learning_rate.total_steps
        case 'manual_step_learning_rate':
            manual = schedule.manual_step_learning_rate.schedule
            steps = int(max((entry.step for entry in manual), default=0) * 1.25)
        case 'exponential_decay_learning_rate':
            decay = schedule.exponential_decay_learning_rate
            steps = decay.burnin_steps + 5 * decay.decay_steps
    return steps or _DEFAULT_STEPS


def _exponential(config: Config, step: int) -> float:
    """A burn-in rate of 0 stands for the initial one."""
    rate = config.burnin_learning_rate or config.initial_learning_rate
    if step >= config.burnin_steps:
        exponent = (step - config.burnin_steps) / config.decay_steps
        rate = config.initial_learning_rate * config.decay_factor ** (floor(exponent) if config.staircase else exponent)
    return float(max(rate, config.min_learning_rate))


def _manual(config: Config, step: int) -> float | None:
    steps = [entry.step for entry in config.schedule]
    rates = [config.initial_learning_rate, *(entry.learning_rate for entry in config.schedule)]
    if not steps or steps[0] == 0 or any(after <= before for before, after in pairwise(steps)):
        return None
    if config.warmup and step < steps[0]:
        return float(rates[0] + (rates[1] - rates[0]) * step / steps[0])
    return float(rates[bisect_right(steps, step)])


def _cosine(config: Config, step: int) -> float | None:
    base, start = config.learning_rate_base, config.warmup_learning_rate
    warmup, hold, total = config.warmup_steps, config.hold_base_rate_steps, config.total_steps
    if total < warmup or (warmup and base < start):
        return None
    if step > total:
        return 0.0
    if step < warmup:
        return float(start + (base - start) * step / warmup)
    if hold and step <= warmup + hold:
        return float(base)
    return float(0.5 * base * (1 + cos(pi * (step - warmup - hold) / (total - warmup - hold))))
