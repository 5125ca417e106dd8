"""A variant: one config of which the real model is recorded. The lists of them are in the variants_*.py beside."""

from __future__ import annotations

from typing import NamedTuple

Edits = tuple[str | tuple[str, ...], ...]
"""Variants of one base: each is one edit (edits.py) or a tuple of edits."""

EXTRACTOR = 'feature_extractor'


class Variant(NamedTuple):
    """One config: a base model and the edits that make the variant of it."""

    base: str
    edits: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Base and edits in one line: the name of the row in the facts."""
        return ' | '.join((self.base, *self.edits))


def family(base: str, *variants: str | tuple[str, ...]) -> tuple[Variant, ...]:
    """The base itself and its variants; a variant is one edit or a tuple of edits."""
    edits = ((edit,) if isinstance(edit, str) else edit for edit in variants)
    return (Variant(base), *(Variant(base, edit) for edit in edits))


def types(*names: str) -> tuple[str, ...]:
    """The edits that take another feature extractor each."""
    return tuple(f'{EXTRACTOR}.type: "{name}"' for name in names)
