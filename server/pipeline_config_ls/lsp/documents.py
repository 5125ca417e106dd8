"""What the editor has open, as values: files and their versions. Reads nothing from disk.

The server keeps the text itself, in whole: an editor's copy and ours are equal by construction, whatever line separators
the text holds.
"""

from __future__ import annotations

import os
import re
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import text_problems
from pipeline_config_ls.checks.check import Edit, Fix, Problem, Related
from pipeline_config_ls.checks.policy import DEFAULT, Policy
from pipeline_config_ls.collector import without_collector
from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.document.document import Reading
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.schema import PIPELINE, Schema, root_for
from pipeline_config_ls.textproto import Encoding, Span
from pipeline_config_ls.textproto.difference import change_between

# Characters: some 40,000 lines, which take about as long to read as a person notices.
LONG = 1_000_000
DRIVE = re.compile(r'/[A-Za-z]:')


@dataclass(frozen=True, eq=False)
class File:
    """One version of an open file. What it is asked for is computed once; a keystroke makes another file."""

    uri: str
    version: int
    text: str
    schema: Schema
    encoding: Encoding
    project: ProjectContext
    language: str = ''
    named_as: str | None = None
    policy: Policy = DEFAULT
    # What was read of a version before, until this one is read: nothing of an old version is kept longer.
    before: list[Reading] = field(default_factory=list)

    @cached_property
    def path(self) -> Path | None:
        """Where it lies on disk; None for a file that was never saved, or is not on this machine."""
        return path_of(self.uri)

    @cached_property
    def _root(self) -> str | None:
        return root_for(name_of(self.uri), self.text, language=self.language, named_as=self.named_as)

    @property
    def is_ours(self) -> bool:
        """Whether it is a config or a label map. Editors open whatever is in the text format, such as a frozen graph."""
        return self._root is not None

    @property
    def is_long(self) -> bool:
        """Whether reading it takes so long that the connection must not wait for it."""
        return len(self.text) > LONG

    @property
    def is_local(self) -> bool:
        """Whether what it names can be looked for: it is on this machine's disk, or new and in the editor alone."""
        return self.path is not None or self.uri.startswith('untitled:')

    @cached_property
    def document(self) -> Document:
        """The text bound to the schema."""
        before = self.before.pop() if self.before else None
        with without_collector() if self.is_long else nullcontext():
            return open_document(self.text, self.path, self.schema, self._root, before)

    def edited(self, version: int, text: str) -> File:
        """The next version, which can be read from this one, or from the one before if nobody asked for it."""
        before = [self.document.reading] if 'document' in vars(self) else self.before
        return replace(self, version=version, text=text, before=before[:])

    @cached_property
    def positions(self) -> Positions:
        """Between its offsets and the client's positions."""
        return Positions(self.document.lines, self.encoding)

    @cached_property
    def analysis(self) -> ConfigAnalysis:
        """The document among the files that it names. Asking it may read the disk."""
        return ConfigAnalysis(self.document, self.project)

    @property
    def readable(self) -> ConfigAnalysis | None:
        """The same, of a config on this machine's disk that TensorFlow could read: of others the text is all there is."""
        is_config = self.document.type.full_name == PIPELINE
        return (
            self.analysis if self.is_ours and is_config and self.path is not None and not self.document.faults else None
        )

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What the text checks say."""
        return tuple(text_problems(self.document, self.policy)) if self.is_ours else ()


def path_of(uri: str) -> Path | None:
    """The path of a `file:` URI, on this machine's terms; None for a file that is not on disk (`untitled:` and the like).

    Editors write one Windows file as `file:///c%3A/x`, `file:///C:/x` and, on a share, `file://host/share/x`.
    """
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    path = unquote(parts.path)
    if parts.scheme != 'file' or not path or '\0' in path:
        return None
    if os.name == 'nt':
        path = f'//{parts.netloc}{path}' if parts.netloc else path
        path = path[1:] if DRIVE.match(path) else path
    return Path(path)


def name_of(uri: str) -> str:
    """The name of a file by its URI, wherever it is."""
    try:
        return PurePosixPath(unquote(urlsplit(uri).path)).name
    except ValueError:
        return ''


def carry(problems: tuple[Problem, ...], old: str, new: str) -> tuple[Problem, ...]:
    """Problems found in `old`, where they now are in `new`; those that the edit touched are left out.

    A check that reads files takes a moment. Until it has answered for the new text, its last answer is shown, moved
    along with the text: the marks neither flicker nor stand in the wrong place.
    """
    if old == new or not problems:
        return problems
    start, old_end, end = change_between(old, new)
    moved = _Moved(start, old_end, len(new) - len(old), _joins(new[start : start + 1]), _joins(new[:end][-1:]))
    return tuple(kept for problem in problems if (kept := moved.problem(problem)))


def _joins(character: str) -> bool:
    """Whether a character makes one word with what stands beside it."""
    return character.isalnum() or character == '_'


@dataclass(frozen=True, slots=True)
class _Moved:
    """An edit that replaced `start:end` and made the text `growth` longer.

    `joins_before` says that what stands at `start` now makes one word with what is before it, `joins_after` the same of
    the edit's end.
    """

    start: int
    end: int
    growth: int
    joins_before: bool
    joins_after: bool

    def span(self, span: Span) -> Span | None:
        if span.end < self.start or (span.end == self.start and not self.joins_before):
            return span
        if span.start > self.end or (span.start == self.end and not self.joins_after):
            return Span(span.start + self.growth, span.end + self.growth)
        return None

    def problem(self, problem: Problem) -> Problem | None:
        span = self.span(problem.span)
        if span is None:
            return None
        fixes = tuple(kept for fix in problem.fixes if (kept := self.fix(fix)))
        related = tuple(Related(there, place.message) for place in problem.related if (there := self.span(place.span)))
        return problem._replace(span=span, fixes=fixes, related=related)

    def fix(self, fix: Fix) -> Fix | None:
        edits = tuple(Edit(there, edit.text) for edit in fix.edits if (there := self.span(edit.span)))
        return fix._replace(edits=edits) if len(edits) == len(fix.edits) else None
