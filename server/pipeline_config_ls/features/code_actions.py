"""Quick fixes: what is wrong at a range, and the edits that mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lsprotocol import types

from pipeline_config_ls.checks.check import Family, Fix, Problem
from pipeline_config_ls.checks.fixing import safe_edits
from pipeline_config_ls.checks.suppression import ignore_edit
from pipeline_config_ls.document import Document
from pipeline_config_ls.features.capabilities import FIX_ALL
from pipeline_config_ls.features.diagnostics import diagnostic
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.textproto import Edit, Span

# What Merge raises on cannot be lived with.
_NEVER_IGNORED = (Family.SYNTAX, Family.SCHEMA)


def code_actions(
    document: Document,
    problems: Sequence[Problem],
    span: Span,
    positions: Positions,
    uri: str,
    only: Sequence[str] | None = None,
) -> list[types.CodeAction]:
    """The fixes of the problems that touch `span`, a comment that silences each, and one action with every safe fix of the file.

    `only` are the kinds that the client asks for, None for all. The first fix of a problem is the preferred one.
    """
    actions: list[types.CodeAction] = []
    if _wanted(types.CodeActionKind.QuickFix.value, only):
        here = [one for one in problems if one.span.start <= span.end and span.start <= one.span.end]
        for problem in here:
            actions += _quick_fixes(problem, positions, uri)
        for problem in here:
            if problem.family not in _NEVER_IGNORED:
                actions.append(_ignoring(document, problem, positions, uri))
    if _wanted(FIX_ALL, only):
        edits = list(safe_edits(problems))
        if edits:
            actions.append(
                types.CodeAction('Apply all safe fixes', FIX_ALL, edit=_workspace_edit(edits, positions, uri))
            )
    return actions


def _quick_fixes(problem: Problem, positions: Positions, uri: str) -> Iterator[types.CodeAction]:
    for index, fix in enumerate(problem.fixes):
        yield types.CodeAction(
            fix.title,
            types.CodeActionKind.QuickFix,
            [diagnostic(problem, positions, uri)],
            is_preferred=index == 0,
            edit=_edit_of(fix, positions, uri),
        )


def _ignoring(document: Document, problem: Problem, positions: Positions, uri: str) -> types.CodeAction:
    return types.CodeAction(
        f'Ignore `{problem.code}` here',
        types.CodeActionKind.QuickFix,
        [diagnostic(problem, positions, uri)],
        edit=_workspace_edit([ignore_edit(document, problem)], positions, uri),
    )


def _edit_of(fix: Fix, positions: Positions, uri: str) -> types.WorkspaceEdit:
    return _workspace_edit(fix.edits, positions, uri)


def _workspace_edit(edits: Iterable[Edit], positions: Positions, uri: str) -> types.WorkspaceEdit:
    return types.WorkspaceEdit({uri: [positions.text_edit(edit) for edit in edits]})


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether a kind is one of those asked for, or below one of them (`source` asks for `source.fixAll`)."""
    return only is None or any(asked in ('', kind) or kind.startswith(f'{asked}.') for asked in only)
