"""Configs that the real builder refuses: which field is to blame, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, NamedTuple


class Change(NamedTuple):
    """A field of the `model` message, and what it is set to, as text format writes it: `3`, `"name"`, `{ iou_similarity {} }`."""

    field: str
    value: str


Suggestion = tuple[Change, ...]
"""Changes that may help, made together."""


@dataclass(frozen=True, slots=True)
class CannotBuild:
    """The builder, or the first forward pass, raises.

    `field` is the path of the field to blame from the `model` message on (`ssd.feature_extractor.type`); `reason` says what
    is wrong and what to do, for the person. Whether a suggestion helps is for the caller to predict.
    """

    field: str
    reason: str
    suggestions: tuple[Suggestion, ...] = dataclass_field(default=(), compare=False)


class BuildError(Exception):
    """Carries a `CannotBuild` out of the depth of an architecture to `plan`, which returns it as a value."""

    def __init__(self, field: str, reason: str, *suggestions: Suggestion) -> None:
        super().__init__(reason)
        self.cannot_build = CannotBuild(field, reason, suggestions)


def refuse_if(wrong: bool, field: str, reason: str, *suggestions: Suggestion) -> None:
    """Raises `BuildError` where something is wrong. A list of these reads as the list of rules that it is."""
    if wrong:
        raise BuildError(field, reason, *suggestions)


def setting(field: str, value: float | str) -> Suggestion:
    """The suggestion to set one field; a string stands as it is."""
    if isinstance(value, str):
        return (Change(field, value),)
    return (Change(field, str(value).lower() if isinstance(value, bool) else f'{value:g}'),)


def refusal_from(check: Callable[[], None]) -> CannotBuild | None:
    """What a check refuses, as a value; None where it lets all pass."""
    try:
        check()
    except BuildError as refusal:
        return refusal.cannot_build
    return None


@contextmanager
def at_field(field: str) -> Iterator[None]:
    """Gives a field to the refusals that come out of here without one: a layer knows what is wrong, but not which field made it so."""
    try:
        yield
    except BuildError as refusal:
        found = refusal.cannot_build
        raise BuildError(found.field or field, found.reason, *found.suggestions) from None


def require_positive(config: Any, path: str, *fields: str) -> None:
    """Raises `BuildError` where one of these fields of a message, which stands at `path`, is below one.

    Keras refuses layers without filters or with an empty kernel.
    """
    for field in fields:
        value = getattr(config, field)
        refuse_if(value < 1, f'{path}.{field}', f'`{field}` is {value}; it must be at least 1.')
