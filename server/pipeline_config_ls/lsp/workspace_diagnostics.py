"""Diagnostics of the whole workspace, for clients that pull them: every config and label map of the folders.

Each file is one patient job for the worker, so that whatever the person does goes first. What was found is remembered
until the file or anything else on disk changes. One answer takes no more than some seconds: the client asks again, and
what is known already costs nothing then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lsprotocol import types

from pipeline_config_ls.analysis.own_config import is_record
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.features.diagnostics import diagnostic
from pipeline_config_ls.files.reading import Stamp, stamp_of
from pipeline_config_ls.lsp.session import Session
from pipeline_config_ls.lsp.workspace import Workspace

BUDGET_SECONDS = 8.0
# The one name that belongs to the API; under another that we recognize, a file may be anything.
OWN_NAME = 'pipeline.config'
OTHER_KIND = 'other-kind-of-file'


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found in a file that is not open."""

    stamp: Stamp | None
    generation: int
    report: types.WorkspaceFullDocumentDiagnosticReport


async def workspace_diagnostics(
    session: Session, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """A report for every file, those that are open among them; "unchanged" where the client knows it."""
    await session.ready()
    clock = session.worker.loop.time
    end = clock() + BUDGET_SECONDS
    previous = {known.uri: known.value for known in params.previous_result_ids}
    workspace = session.workspace()
    items = [_open_report(session, file.uri, file.version, previous.get(file.uri)) for file in workspace.open_files]
    seen = {item.uri for item in items}
    for path in await session.worker.ask(lambda: list(workspace.paths()), is_urgent=False):
        uri = Path(path).as_uri()
        if uri in seen:
            continue
        seen.add(uri)
        known = session.workspace_reports.get(uri)
        if clock() < end:
            found = await session.worker.ask(partial(_examine, workspace, path, known), is_urgent=False)
            session.workspace_reports[uri] = known = _numbered(session, found)
        if known is not None:
            items.append(_unchanged_or(known.report, previous.get(uri)))
    items += _gone(previous, seen)
    return types.WorkspaceDiagnosticReport(items)


_Report = types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport


def _open_report(session: Session, uri: str, version: int, previous: str | None) -> _Report:
    report = session.report(uri, previous)
    if isinstance(report, types.RelatedUnchangedDocumentDiagnosticReport):
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, report.result_id, version)
    return types.WorkspaceFullDocumentDiagnosticReport(uri, report.items, version, result_id=report.result_id)


def _examine(workspace: Workspace, path: str, known: _Known | None) -> _Known:
    """What is wrong with a file on disk; in the worker."""
    stamp = stamp_of(path)
    if known is not None and known.stamp == stamp and known.generation == workspace.generation:
        return known
    # What records how a checkpoint was trained is judged only when it is opened.
    file = None if is_record(path) else workspace.read(path)
    problems = [*file.problems, *config_problems(file.analysis, file.policy)] if file and file.is_ours else []
    if any(problem.code == OTHER_KIND for problem in problems) and Path(path).name != OWN_NAME:
        problems = []  # it only happens to have our kind of name
    found = [diagnostic(problem, file.positions, file.uri) for problem in problems] if file else []
    report = types.WorkspaceFullDocumentDiagnosticReport(Path(path).as_uri(), found)
    if known is not None and known.report.items == report.items:
        report = known.report
    return _Known(stamp, workspace.generation, report)


def _numbered(session: Session, known: _Known) -> _Known:
    if known.report.result_id is None:
        known.report.result_id = session.next_result_id()
    return known


def _unchanged_or(report: types.WorkspaceFullDocumentDiagnosticReport, previous: str | None) -> _Report:
    if report.result_id is not None and report.result_id == previous:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(report.uri, report.result_id)
    return report


def _gone(previous: dict[str, str], seen: set[str]) -> Iterator[_Report]:
    """Nothing is wrong with files that are not there any more."""
    for uri in previous.keys() - seen:
        yield types.WorkspaceFullDocumentDiagnosticReport(uri, [])
