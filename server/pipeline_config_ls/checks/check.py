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
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeAlias

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """The identity of a check.

    `fix` says whether its fixes are safe, `source` names the thread, or the function of protobuf or the API, that it mirrors.
    A check that is not `enabled` runs only where the person gives its code a severity. `frameworks` are those whose configs it
    is for. `documentation` is the docstring of its function: see `documentation.sections`.
    """

    code: str
    family: Family
    severity: Severity
    documentation: str
    fix: FixSafety = FixSafety.NONE
    source: str = ''
    enabled: bool = True
    frameworks: frozenset[Framework] = BOTH


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntaxCheck(Declaration):
    """What a syntax fault of one code means to a person."""

    fault: SyntaxCode
    run: Callable[[Document, SyntaxFault], Finding | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaCheck(Declaration):
    """What a fault against the schema, of one code, means to a person."""

    fault: SchemaCode
    run: Callable[[Document, SchemaFault], Finding | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCheck(Declaration):
    """Finds problems in a document alone."""

    run: Callable[[Document], Iterator[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigCheck(Declaration):
    """Finds problems of a config in its project; may plan models and read files."""

    run: Callable[[ConfigAnalysis], Iterator[Finding]]


Check: TypeAlias = SyntaxCheck | SchemaCheck | TextCheck | ConfigCheck


def syntax_check(
    fault: SyntaxCode, *, fix: FixSafety = FixSafety.NONE
) -> Callable[[Callable[[Document, SyntaxFault], Finding | None]], SyntaxCheck]:
    """Declares what a syntax fault means, or None where another fault says it already. Its code is the fault's; Merge raises on it, so
    it is an error."""

    def declare(function: Callable[[Document, SyntaxFault], Finding | None]) -> SyntaxCheck:
        return SyntaxCheck(
            code=fault.value,
            family=Family.SYNTAX,
            severity=Severity.ERROR,
            documentation=function.__doc__ or '',
            fix=fix,
            source=MERGE,
            fault=fault,
            run=function,
        )

    return declare


def schema_check(
    fault: SchemaCode, *, fix: FixSafety = FixSafety.NONE
) -> Callable[[Callable[[Document, SchemaFault], Finding | None]], SchemaCheck]:
    """Declares what a fault against the schema means, or None where another fault says it already. Its code is the fault's; Merge
    raises on it, so it is an error."""

    def declare(function: Callable[[Document, SchemaFault], Finding | None]) -> SchemaCheck:
        return SchemaCheck(
            code=fault.value,
            family=Family.SCHEMA,
            severity=Severity.ERROR,
            documentation=function.__doc__ or '',
            fix=fix,
            source=MERGE,
            fault=fault,
            run=function,
        )

    return declare


def text_check(
    code: str,
    *,
    family: Family,
    severity: Severity,
    source: str = '',
    fix: FixSafety = FixSafety.NONE,
    enabled: bool = True,
    frameworks: frozenset[Framework] = BOTH,
) -> Callable[[Callable[[Document], Iterator[Finding]]], TextCheck]:
    """Declares a check of the text alone."""

    def declare(function: Callable[[Document], Iterator[Finding]]) -> TextCheck:
        return TextCheck(
            code=code,
            family=family,
            severity=severity,
            documentation=function.__doc__ or '',
            fix=fix,
            source=source,
            enabled=enabled,
            frameworks=frameworks,
            run=function,
        )

    return declare


def config_check(
    code: str,
    *,
    family: Family,
    severity: Severity,
    source: str = '',
    fix: FixSafety = FixSafety.NONE,
    enabled: bool = True,
    frameworks: frozenset[Framework] = BOTH,
) -> Callable[[Callable[[ConfigAnalysis], Iterator[Finding]]], ConfigCheck]:
    """Declares a check of a config in its project. It runs only where Merge reads the config without an error."""

    def declare(function: Callable[[ConfigAnalysis], Iterator[Finding]]) -> ConfigCheck:
        return ConfigCheck(
            code=code,
            family=family,
            severity=severity,
            documentation=function.__doc__ or '',
            fix=fix,
            source=source,
            enabled=enabled,
            frameworks=frameworks,
            run=function,
        )

    return declare


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
