"""A field that the real pipeline raises on, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline_config_ls.architectures.config import Config

__all__ = ['Config', 'Refusals', 'TrainingRefusal', 'below']


@dataclass(frozen=True, slots=True)
class TrainingRefusal:
    """Training, or the evaluation beside it, raises.

    `field` is the path of the field to blame from the top of the config on (`train_config.optimizer`); `reason` says what is
    wrong and what to do, for the person.
    """

    field: str
    reason: str


Refusals = Iterator[TrainingRefusal]


def below(path: str, refusals: Refusals) -> Refusals:
    """Refusals whose fields are counted from a message, as counted from the top."""
    for refusal in refusals:
        yield replace(refusal, field=f'{path}.{refusal.field}' if refusal.field else path)
