"""Configs that the real builder refuses: which field is to blame, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class CannotBuild:
    """The builder, or the first forward pass, raises.

    `field` is the path of the field to blame from the `model` message on (`ssd.feature_extractor.type`); `reason` says what
    is wrong and what to do, for the person.
    """

    field: str
    reason: str


class Refusal(Exception):
    """Carries a `CannotBuild` out of the depth of an architecture to `plan`, which returns it as a value."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.cannot_build = CannotBuild(field, reason)


Entry = TypeVar('Entry')


def registered(entries: Mapping[str, Entry], kind: str, field: str) -> Entry:
    """The entry of this name; raises `Refusal` at `field` where the API registers none for TensorFlow 2."""
    if kind not in entries:
        raise Refusal(field, f'No feature extractor `{kind}` is registered for TensorFlow 2.')
    return entries[kind]
