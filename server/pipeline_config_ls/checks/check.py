"""What a check is: a declared object with an identity, a page of documentation, and a function that finds problems.

There are four kinds, told apart by what their function needs, so that the type checker holds each in its place:

- `SyntaxCheck` and `SchemaCheck` say what a fault of the text means: one fault in, one finding out.
- `TextCheck` reads a `Document`, and runs at every keystroke.
- `ConfigCheck` reads a `ConfigAnalysis`, which plans the model and reads files, and runs in the worker.

Everything else is derived from the declaration: the order of running, docs/diagnostics.md, the link from a diagnostic to its
page, SARIF rules, suppression and severities (`registry`, `documentation`, `running`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import KW_ONLY, dataclass, replace
from enum import Enum
from typing import Concatenate, Generic, NamedTuple, ParamSpec, TypeVar

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.document import Document, SchemaCode, SchemaFault
from pipeline_config_ls.textproto import SyntaxCode, SyntaxFault
from pipeline_config_ls.textproto.tree import Edit, Span

MERGE = 'google.protobuf.text_format.Merge'


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
    """One click: a title that says what will be there afterwards, and its edits (ascending, not overlapping).

    `safe`: nothing that the person wrote can be lost, and only one meaning is possible. Fix-all and `check --fix` take safe fixes
    alone; the others stay on offer.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False


class Related(NamedTuple):
    """Another place in the same file that explains a problem."""

    span: Span
    message: str


class Finding(NamedTuple):
    """What one check saw at one place. The first fix is the preferred one. `severity` where it differs from the check's own."""

    span: Span
    message: str
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    tags: tuple[Tag, ...] = ()
    severity: Severity | None = None


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


class FixSafety(Enum):
    """What the page of a check says of its fixes."""

    SAFE = 'safe'
    UNSAFE = 'unsafe'
    MIXED = 'safe where only one meaning is possible'
    NONE = 'none'


BOTH = frozenset(Framework)
TF1_ONLY = frozenset({Framework.TF1})
TF2_ONLY = frozenset({Framework.TF2})


@dataclass(frozen=True, slots=True)
class Declaration:
    """The identity of a check.

    `fix` says whether its fixes are safe, `source` names the thread, or the function of protobuf or the API, that it mirrors.
    A check that is not `enabled` runs only where the person gives its code a severity. `frameworks` are those whose configs it
    is for. `documentation` is the docstring of its function: see `documentation.sections`.
    """

    code: str
    _: KW_ONLY
    family: Family
    severity: Severity
    documentation: str = ''
    fix: FixSafety = FixSafety.NONE
    source: str = ''
    enabled: bool = True
    frameworks: frozenset[Framework] = BOTH


Fault = TypeVar('Fault', SyntaxFault, SchemaFault)
Subject = TypeVar('Subject', Document, ConfigAnalysis)


@dataclass(frozen=True, slots=True)
class FaultCheck(Declaration, Generic[Fault]):
    """What a fault of the text means to a person; None where another fault says it already."""

    run: Callable[[Document, Fault], Finding | None]


@dataclass(frozen=True, slots=True)
class Check(Declaration, Generic[Subject]):
    """Finds problems in what it reads."""

    run: Callable[[Subject], Iterator[Finding]]


class SyntaxCheck(FaultCheck[SyntaxFault]):
    __slots__ = ()


class SchemaCheck(FaultCheck[SchemaFault]):
    __slots__ = ()


class TextCheck(Check[Document]):
    __slots__ = ()


class ConfigCheck(Check[ConfigAnalysis]):
    __slots__ = ()


Function = TypeVar('Function', bound=Callable[..., object])
Identity = ParamSpec('Identity')
Made = TypeVar('Made', bound=Declaration)


def _decorator(
    make: Callable[Concatenate[str, Function, Identity], Made],
) -> Callable[Concatenate[str, Identity], Callable[[Function], Made]]:
    """A kind of check as a decorator: it takes the identity first, then the function, whose docstring is the documentation."""

    def declare(code: str, /, *args: Identity.args, **identity: Identity.kwargs) -> Callable[[Function], Made]:
        return lambda function: replace(make(code, function, *args, **identity), documentation=function.__doc__ or '')

    return declare


# A text check runs at every keystroke; a config check only where Merge reads the config without an error.
text_check = _decorator(TextCheck)
config_check = _decorator(ConfigCheck)
_syntax_check = _decorator(SyntaxCheck)
_schema_check = _decorator(SchemaCheck)


def syntax_check(
    fault: SyntaxCode, *, fix: FixSafety = FixSafety.NONE
) -> Callable[[Callable[[Document, SyntaxFault], Finding | None]], SyntaxCheck]:
    """For a fault of the syntax, whose code is the check's. Merge raises on it, so it is an error."""
    return _syntax_check(fault.value, family=Family.SYNTAX, severity=Severity.ERROR, source=MERGE, fix=fix)


def schema_check(
    fault: SchemaCode, *, fix: FixSafety = FixSafety.NONE
) -> Callable[[Callable[[Document, SchemaFault], Finding | None]], SchemaCheck]:
    """For a fault against the schema, whose code is the check's. Merge raises on it, so it is an error."""
    return _schema_check(fault.value, family=Family.SCHEMA, severity=Severity.ERROR, source=MERGE, fix=fix)


__all__ = [
    'BOTH',
    'TF1_ONLY',
    'TF2_ONLY',
    'Check',
    'ConfigCheck',
    'Edit',
    'Family',
    'Finding',
    'Fix',
    'FixSafety',
    'Problem',
    'Related',
    'SchemaCheck',
    'Severity',
    'Span',
    'SyntaxCheck',
    'Tag',
    'TextCheck',
    'config_check',
    'schema_check',
    'syntax_check',
    'text_check',
]
