"""What a check is: one function with an identity, whose findings carry their fixes.

A check reads a document (and, for the families that look at files, the project around it) and yields findings. The
decorator gives the findings their code, family and severity; its docstring is its page in docs/diagnostics.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from pipeline_config_ls.textproto.tree import Edit, Span

__all__ = ['Check', 'Edit', 'Family', 'Finding', 'Fix', 'Problem', 'Related', 'Severity', 'Span', 'Tag', 'check']


class Family(Enum):
    """What a problem is about; `syntax` and `schema` are what `text_format.Merge` raises on."""

    SYNTAX = 'syntax'
    SCHEMA = 'schema'
    VALUE = 'value'
    MODEL = 'model'
    FILES = 'files'
    LABEL_MAP = 'label-map'
    CHECKPOINT = 'checkpoint'
    TRAINING = 'training'


class Severity(Enum):
    """How bad a problem is, in the words of the protocol."""

    ERROR = 'error'
    WARNING = 'warning'
    INFORMATION = 'information'
    HINT = 'hint'


class Tag(Enum):
    """How an editor may draw a problem: greyed out, or struck through."""

    UNNECESSARY = 'unnecessary'
    DEPRECATED = 'deprecated'


class Fix(NamedTuple):
    """One click: a title that says what will be there afterwards, and its edits (ascending, not overlapping)."""

    title: str
    edits: tuple[Edit, ...]


class Related(NamedTuple):
    """Another place in the same file that explains a problem."""

    span: Span
    message: str


class Finding(NamedTuple):
    """What one check saw at one place. The first fix is the preferred one."""

    span: Span
    message: str
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    tags: tuple[Tag, ...] = ()


class Problem(NamedTuple):
    """A finding with the identity of its check."""

    code: str
    family: Family
    severity: Severity
    span: Span
    message: str
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A check and its identity. `run` is the decorated function."""

    code: str
    family: Family
    severity: Severity
    run: Callable[..., Iterator[Finding]]

    @property
    def documentation(self) -> str:
        """The docstring of the function: what, why it matters, an example, the fix."""
        return self.run.__doc__ or ''


def check(code: str, *, family: Family, severity: Severity) -> Callable[[Callable[..., Iterator[Finding]]], Check]:
    """Makes a `Check` of a function; `checks/__init__.py` finds it in its module."""

    def decorate(function: Callable[..., Iterator[Finding]]) -> Check:
        return Check(code, family, severity, function)

    return decorate
