"""Configs that the real builder refuses: which field is to blame, and why."""

from __future__ import annotations

from dataclasses import dataclass


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
