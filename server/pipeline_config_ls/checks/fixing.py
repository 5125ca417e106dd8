"""Fixing without asking: what fix-all in an editor and `check --fix` apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline_config_ls.checks.check import Edit, Fix, Problem, Span


def safe_fix(problem: Problem) -> Fix | None:
    """The first fix of a problem that can lose nothing; None where the person has to choose."""
    return next((fix for fix in problem.fixes if fix.safe), None)


def safe_edits(problems: Iterable[Problem]) -> Iterator[Edit]:
    """The edits of every safe fix, leaving out a fix that would touch an edit before it."""
    taken: list[Span] = []
    for problem in problems:
        fix = safe_fix(problem)
        if fix is None or any(_touch(edit.span, other) for edit in fix.edits for other in taken[-_NEAR:]):
            continue
        taken += (edit.span for edit in fix.edits)
        yield from fix.edits


# Problems come in the order of the file, so only the last edits can be touched.
_NEAR = 32


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end
