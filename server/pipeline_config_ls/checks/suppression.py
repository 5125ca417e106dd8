"""Comments that silence problems: `# pipeline-config: ignore[code, ...]`.

On a line, it is about that line; alone on a line, about the line below; above the first field, about the whole file.
Without codes, it is about every code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline_config_ls.checks.check import Problem
from pipeline_config_ls.document import Document
from pipeline_config_ls.textproto import Edit, Span

_COMMENT = re.compile(r'#\s*pipeline-config:\s*ignore(?:\[(?P<codes>[^\]\n]*)\])?', re.IGNORECASE)
MARK = 'pipeline-config:'


class Suppression(NamedTuple):
    """One comment. `codes` is empty for every code; `line` is the one it is about, None for the whole file."""

    span: Span
    codes: frozenset[str]
    line: int | None

    def covers(self, problem: Problem, line: int) -> bool:
        """Whether it silences a problem that starts on a line."""
        return self.line in (None, line) and (not self.codes or problem.code in self.codes)


def suppressions(document: Document) -> list[Suppression]:
    """The comments of a file that silence problems, in its order."""
    if MARK not in document.text:
        return []
    return list(_suppressions(document))


def _suppressions(document: Document) -> Iterator[Suppression]:
    fields = document.root.fields
    first = fields[0].syntax.start if fields else len(document.text)
    for comment in document.tree.comments:
        found = _COMMENT.search(document.text, comment.start, comment.end)
        if found is None:
            continue
        codes = frozenset(code.strip() for code in (found['codes'] or '').split(',') if code.strip())
        line = document.lines.line(comment.start)
        alone = not document.text[document.lines.starts[line] : comment.start].strip()
        about = None if comment.start < first and alone else line + 1 if alone else line
        yield Suppression(Span(found.start(), found.end()), codes, about)


class Sifted(NamedTuple):
    """Problems that are told, and the comments that silenced at least one."""

    told: list[Problem]
    used: frozenset[Suppression]


def sift(document: Document, problems: Iterable[Problem]) -> Sifted:
    """Leaves out what the comments of the file silence."""
    comments = suppressions(document)
    if not comments:
        return Sifted(list(problems), frozenset())
    told, used = [], set()
    for problem in problems:
        line = document.lines.line(problem.span.start)
        covering = [comment for comment in comments if comment.covers(problem, line)]
        used.update(covering)
        if not covering:
            told.append(problem)
    return Sifted(told, frozenset(used))


def ignore_edit(document: Document, problem: Problem) -> Edit:
    """Writes the comment that silences a problem: into one that its line has already, else above the line."""
    line = document.lines.line(problem.span.start)
    for comment in suppressions(document):
        if comment.line == line and comment.codes:
            codes = ', '.join(sorted({*comment.codes, problem.code}))
            return Edit(comment.span, f'# {MARK} ignore[{codes}]')
    start = document.lines.starts[line]
    indentation = document.lines.indentation(start)
    return Edit(Span(start, start), f'{indentation}# {MARK} ignore[{problem.code}]\n')
