"""Diagnostics of the whole workspace, for clients that pull them: every config and label map of the folders.

Each file is one patient job for the worker, so that whatever the person does goes first. What was found is remembered
until the file or anything else on disk changes. A client that takes an answer in parts is sent them as they are found. To
another, one answer takes no more than some seconds: it asks again, and what is known already costs nothing then.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
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
# With parts, the end of the answer is not waited for; there are never more than `workspace.MOST_FILES` files.
BUDGET_IN_PARTS_SECONDS = 120.0
PART_SECONDS = 0.2
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
    previous = {known.uri: known.value for known in params.previous_result_ids}
    items: list[_Report] = []
    token = params.partial_result_token
    clock = session.worker.loop.time
    last = clock() - PART_SECONDS  # the first part goes at once
    async for report in _reports(session, previous, BUDGET_SECONDS if token is None else BUDGET_IN_PARTS_SECONDS):
        items.append(report)
        if token is not None and clock() - last >= PART_SECONDS:
            session.client.send_part(token, types.WorkspaceDiagnosticReportPartialResult(items))
            items, last = [], clock()
    return types.WorkspaceDiagnosticReport(items)


async def _reports(session: Session, previous: dict[str, str], seconds: float) -> AsyncIterator[_Report]:
    """The reports, as they are found. What there is no time for is not told of, unless it is known from before."""
    clock = session.worker.loop.time
    end = clock() + seconds
    workspace = session.workspace()
    seen = {file.uri for file in workspace.open_files}
    for file in workspace.open_files:
        yield _open_report(session, file.uri, file.version, previous.get(file.uri))
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
            yield _unchanged_or(known.report, previous.get(uri))
    for report in _gone(previous, seen):
        yield report


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
