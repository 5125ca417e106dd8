"""A field that the real pipeline raises on, why, and single changes that may mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline_config_ls.architectures.config import Config

__all__ = ['Config', 'Refusals', 'Repair', 'TrainingRefusal', 'below']


@dataclass(frozen=True, slots=True)
class Repair:
    """A field and the text of the value that it could have instead, in the text format."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class TrainingRefusal:
    """Training, or the evaluation beside it, raises.

    `field` is the path of the field to blame from the top of the config on (`train_config.optimizer`); `reason` says what is
    wrong and what to do, for the person. `repairs` are suggestions: whoever offers one looks first whether it helps.
    """

    field: str
    reason: str
    repairs: tuple[Repair, ...] = ()
    evaluation_only: bool = False


Refusals = Iterator[TrainingRefusal]


def below(path: str, refusals: Refusals) -> Refusals:
    """Refusals whose fields are counted from a message, as counted from the top."""
    for refusal in refusals:
        repairs = tuple(replace(repair, field=_joined(path, repair.field)) for repair in refusal.repairs)
        yield replace(refusal, field=_joined(path, refusal.field), repairs=repairs)


def _joined(path: str, field: str) -> str:
    return f'{path}.{field}' if field else path
