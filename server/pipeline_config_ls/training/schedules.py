"""Learning rates that the API refuses (builders/optimizer_builder.py, utils/learning_schedules.py)."""

from __future__ import annotations

from itertools import pairwise

from pipeline_config_ls.training.refusal import Config, Refusals, TrainingRefusal

EXAMPLE = 'cosine_decay_learning_rate { learning_rate_base: 0.01 total_steps: 10000 warmup_learning_rate: 0.001 warmup_steps: 500 }'


def refusals(config: Config) -> Refusals:
    """For a `LearningRate` message; the fields are counted from it."""
    kind = config.WhichOneof('learning_rate')
    match kind:
        case None:
            yield TrainingRefusal('', f'No learning rate is set, and there is no default; add `{EXAMPLE}`, for example.')
        case 'manual_step_learning_rate':
            yield from _manual_steps(config.manual_step_learning_rate, kind)
        case 'cosine_decay_learning_rate':
            yield from _cosine(config.cosine_decay_learning_rate, kind)


def _manual_steps(config: Config, at: str) -> Refusals:
    steps = [entry.step for entry in config.schedule]
    if not steps:
        yield TrainingRefusal(
            at, 'The schedule is empty; add `schedule { step: 1000 learning_rate: 0.001 }`, or use `constant_learning_rate`.'
        )
    elif steps[0] == 0:
        yield TrainingRefusal(
            f'{at}.schedule[0].step',
            'The first step of the schedule cannot be 0: until it, `initial_learning_rate` is used. Set a later step.',
        )
    for number, (before, step) in enumerate(pairwise(steps), 1):
        if step <= before:
            yield TrainingRefusal(
                f'{at}.schedule[{number}].step',
                f'The steps of a schedule must increase, but {step} comes after {before}; put the entries in order.',
            )


def _cosine(config: Config, at: str) -> Refusals:
    warmup, total = config.warmup_steps, config.total_steps
    if total < warmup:
        yield TrainingRefusal(
            f'{at}.total_steps',
            f'`total_steps` {total} is less than `warmup_steps` {warmup}; it counts the warm-up, too. Raise it, or lower `warmup_steps`.',
        )
    base, start = config.learning_rate_base, config.warmup_learning_rate
    if warmup > 0 and base < start:
        yield TrainingRefusal(
            f'{at}.warmup_learning_rate',
            f'`warmup_learning_rate` {start:g} is greater than `learning_rate_base` {base:g}, to which the warm-up rises; lower it.',
        )
