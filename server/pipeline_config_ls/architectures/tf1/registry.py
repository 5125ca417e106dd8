"""Extractors that the API registers for TensorFlow 1, of which some are not described here: their configs are right, but not planned."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pipeline_config_ls.architectures.build_error import BuildError


@dataclass(frozen=True, slots=True)
class NotPlanned:
    """The API builds this, but the planner does not know how: no fault of the config.

    `field` is the path of the field that asks for it, from the `model` message on.
    """

    field: str
    reason: str


class Unsupported(Exception):
    """Carries a `NotPlanned` out of the depth of an architecture to `plan`, which returns it as a value."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.not_planned = NotPlanned(field, reason)


Entry = TypeVar('Entry')


def described(entries: Mapping[str, Entry], others: Collection[str], kind: str, field: str) -> Entry:
    """The entry of this name.

    Raises `Unsupported` at `field` for one of `others`, which the API registers too, and `BuildError` for any other name.
    """
    if kind in entries:
        return entries[kind]
    if kind in others:
        raise Unsupported(field, f'The variables of `{kind}` in TensorFlow 1 are not known to the planner.')
    raise BuildError(field, f'No feature extractor `{kind}` is registered for TensorFlow 1.')
