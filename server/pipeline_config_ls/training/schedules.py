"""Learning rates that the API refuses (builders/optimizer_builder.py, utils/learning_schedules.py)."""

from __future__ import annotations

from itertools import pairwise

from pipeline_config_ls.training.refusal import Config, Refusals, Repair, TrainingRefusal

DEFAULT_STEPS = 10_000


def example(steps: int) -> str:
    """A learning rate that is a good start, for a training of that many steps."""
    steps = steps or DEFAULT_STEPS
    warmup = f'warmup_learning_rate: 0.001 warmup_steps: {steps // 20}'
    return f'cosine_decay_learning_rate {{ learning_rate_base: 0.01 total_steps: {steps} {warmup} }}'


def refusals(config: Config, steps: int) -> Refusals:
    """For a `LearningRate` message of a training of so many steps (0: not known); the fields are counted from it."""
    kind = config.WhichOneof('learning_rate')
    match kind:
        case None:
            yield TrainingRefusal(
                '',
                f'No learning rate is set, and there is no default; add `{example(steps)}`, for example.',
                (Repair('', f'{{ {example(steps)} }}'),),
            )
        case 'manual_step_learning_rate':
            yield from _manual_steps(config.manual_step_learning_rate, kind)
        case 'cosine_decay_learning_rate':
            yield from _cosine(config.cosine_decay_learning_rate, kind, steps)


def _manual_steps(config: Config, at: str) -> Refusals:
    steps = [entry.step for entry in config.schedule]
    if not steps:
        yield TrainingRefusal(
            at,
            'The schedule is empty; add `schedule { step: 1000 learning_rate: 0.001 }`, or use `constant_learning_rate`.',
        )
    elif steps[0] == 0:
        yield TrainingRefusal(
            f'{at}.schedule[0].step',
            'The first step of a schedule cannot be 0: `initial_learning_rate` is used from there on. Set a later step.',
        )
    for number, (before, step) in enumerate(pairwise(steps), 1):
        if step <= before:
            yield TrainingRefusal(
                f'{at}.schedule[{number}].step',
                f'The steps of a schedule must increase, but {step} comes after {before}; put the entries in order.',
            )


def _cosine(config: Config, at: str, steps: int) -> Refusals:
    warmup, total = config.warmup_steps, config.total_steps
    if total < warmup:
        longer = (Repair(f'{at}.total_steps', str(steps)),) if steps >= warmup else ()
        yield TrainingRefusal(
            f'{at}.total_steps',
            f'`total_steps` {total} is less than `warmup_steps` {warmup}, which it includes; raise it, or lower `warmup_steps`.',
            (*longer, Repair(f'{at}.warmup_steps', str(total // 10))),
        )
    base, start = config.learning_rate_base, config.warmup_learning_rate
    if warmup > 0 and base < start:
        yield TrainingRefusal(
            f'{at}.warmup_learning_rate',
            f'`warmup_learning_rate` {start:g} is greater than `learning_rate_base` {base:g}, to which the warm-up rises; lower it.',
            (Repair(f'{at}.warmup_learning_rate', f'{base / 10:g}'),) if base > 0 else (),
        )
