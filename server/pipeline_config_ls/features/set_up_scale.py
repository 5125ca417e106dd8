"""From a batch of many accelerators to one that fits one GPU, with the learning rates scaled alike.

The rule is the linear one (Goyal et al. 2017, "Accurate, Large Minibatch SGD"): a batch a sixteenth the size goes with a
learning rate a sixteenth as high. The batch sizes are rules of thumb for a GPU of 8 to 12 GB.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.report.model_facts import input_image

BATCH = 'train_config.batch_size'
# Batches up to this size are somebody's choice for one machine.
_ONE_MACHINE = 16
_LARGE_SIDE = 700
_RATES = (
    'learning_rate',
    'learning_rate_base',
    'warmup_learning_rate',
    'initial_learning_rate',
    'burnin_learning_rate',
    'min_learning_rate',
)


def scaled(analysis: ConfigAnalysis) -> Iterator[tuple[str, str, str]]:
    """Fields, values and reasons; nothing for a batch that one machine takes."""
    before = analysis.config.train_config.batch_size
    if before <= _ONE_MACHINE:
        return
    after = _batch_size(analysis)
    yield BATCH, str(after), f'was {before}, for several accelerators; {after} fits one GPU'
    for path, rate in _rates(analysis):
        value = f'{rate * after / before:.3g}'
        yield path, value, f'was {rate:.3g}; scaled with the batch, {before} to {after}'


def _batch_size(analysis: ConfigAnalysis) -> int:
    image = input_image(analysis)
    is_two_stage = analysis.config.model.WhichOneof('model') == 'faster_rcnn'
    if image is None or is_two_stage:
        return 2
    return 4 if max(image) > _LARGE_SIDE else 8


def _rates(analysis: ConfigAnalysis) -> Iterator[tuple[str, float]]:
    """The learning rates that the config sets, by their paths."""
    optimizer = analysis.config.train_config.optimizer
    kind = optimizer.WhichOneof('optimizer')
    if kind is None:
        return
    schedule = getattr(optimizer, kind).learning_rate
    form = schedule.WhichOneof('learning_rate')
    if form is None:
        return
    at = f'train_config.optimizer.{kind}.learning_rate.{form}'
    yield from _set_rates(getattr(schedule, form), at)
    if form == 'manual_step_learning_rate':
        for index, entry in enumerate(schedule.manual_step_learning_rate.schedule):
            yield from _set_rates(entry, f'{at}.schedule[{index}]')


def _set_rates(message: Any, at: str) -> Iterator[tuple[str, float]]:
    for name in _RATES:
        if name in message.DESCRIPTOR.fields_by_name and message.HasField(name) and getattr(message, name) > 0:
            yield f'{at}.{name}', float(getattr(message, name))
