"""One editor's session: what it has open, its folders and settings, and the answers to what it asks.

Everything behind the protocol's connection is imported from here, so that the connection can answer before it is. Knows
lsprotocol's types, but not how messages travel: that is `server`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event
from typing import NamedTuple, ParamSpec, TypeVar

from lsprotocol import types

from pipeline_config_ls.analysis.config_analysis import ProjectContext
from pipeline_config_ls.checkpoints.memory import remembering
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checks import file_problems
from pipeline_config_ls.checks.check import Problem
from pipeline_config_ls.features.diagnostics import diagnostic
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.lsp.documents import File, Settings, path_of
from pipeline_config_ls.lsp.scheduler import DEBOUNCE_SECONDS, Scheduler
from pipeline_config_ls.schema import Schema, load_schema
from pipeline_config_ls.schema.fork import ForkFault, load_fork
from pipeline_config_ls.textproto import Encoding

P = ParamSpec('P')
T = TypeVar('T')


class ClientCapabilities(NamedTuple):
    """What the editor can show of the answers."""

    snippets: bool
    markdown_hovers: bool
    markdown_items: bool
    link_tooltips: bool


class Session:
    """The state between an editor's messages. `announce` is called when there is something new to say about a file."""

    def __init__(self, encoding: str, capabilities: ClientCapabilities, announce: Callable[[File], None]) -> None:
        self.encoding = Encoding(encoding)
        self.capabilities = capabilities
        self.settings = Settings()
        self.folders: tuple[str, ...] = ()
        self.schema = load_schema()
        self.scheduler = Scheduler(self._examine, announce)
        self._read = remembering(read_checkpoint)
        self._reports: dict[str, types.RelatedFullDocumentDiagnosticReport] = {}
        self._report_numbers = count(1)

    def open(self, uri: str, version: int, text: str) -> File:
        """Takes in a file that was opened; the disk is looked at for it without delay."""
        return self._take(uri, version, text, 0)

    def change(self, uri: str, version: int, text: str) -> File:
        """Takes in a new text of a file."""
        return self._take(uri, version, text, DEBOUNCE_SECONDS)

    def close(self, uri: str) -> None:
        """Lets go of a file."""
        self.scheduler.forget(uri)
        self._reports.pop(uri, None)

    async def configure(self, settings: Settings) -> str | None:
        """Takes in the person's settings; returns what is wrong with them, in words for the person."""
        fault = None
        if settings.schema != self.settings.schema:
            schema = await self.in_worker(self._load_schema, settings.schema)
            if isinstance(schema, ForkFault):
                fault, schema = schema.message, load_schema()
            self.schema = schema
        self.settings = settings
        self.recheck_all()
        return fault

    def recheck_all(self) -> None:
        """Something besides the texts has changed: every open file is examined once more."""
        project = self._project()
        for file in self.scheduler.files:
            self.scheduler.update(replace(file, schema=self.schema, project=project), 0)

    def file(self, uri: str) -> File | None:
        """An open file, as the editor has it."""
        return self.scheduler.file(uri)

    def diagnostics(self, file: File) -> list[types.Diagnostic]:
        """What is known of a file now."""
        return [diagnostic(problem, file.positions, file.uri) for problem in self.scheduler.problems(file.uri)]

    def report(self, uri: str, previous: str | None) -> types.DocumentDiagnosticReport:
        """The same for an editor that asks for it; or that it is what the editor knows as `previous` already."""
        file = self.file(uri)
        items = self.diagnostics(file) if file else []
        last = self._reports.get(uri)
        if last is None or last.items != items:
            last = types.RelatedFullDocumentDiagnosticReport(items, result_id=str(next(self._report_numbers)))
            self._reports[uri] = last
        elif last.result_id is not None and last.result_id == previous:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=previous)
        return last

    async def in_worker(self, ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer to a question that may read the disk, found by the worker of the file checks."""
        return await self.scheduler.in_worker(partial(ask, *args, **kwargs))

    def _load_schema(self, fork: str | None) -> Schema | ForkFault:
        ours = load_schema()
        return load_fork(Path(self._absolute(fork)), ours) if fork else ours

    def _absolute(self, path: str) -> str:
        """A path of a setting: `~` is the person's home, relative ones start from the first folder of the workspace."""
        folders = [folder for uri in self.folders if (folder := path_of(uri))]
        return str(Path(folders[0] if folders else '', Path(path).expanduser()))

    def _project(self) -> ProjectContext:
        """What the open configs stand in: the folders of the editor and of the settings."""
        paths = (path_of(uri) for uri in self.folders)
        search_context = SearchContext(
            workspace_folders=tuple(str(path) for path in paths if path),
            roots=tuple(map(self._absolute, self.settings.search_roots)),
            home=str(Path.home()),
            environment=tuple(os.environ.items()),
        )
        model_dir = self.settings.model_dir
        return ProjectContext(search_context, self._absolute(model_dir) if model_dir else None, self._read)

    def _take(self, uri: str, version: int, text: str, delay: float) -> File:
        file = File(uri, version, text, self.schema, self.encoding, self._project())
        self.scheduler.update(file, delay)
        return file

    def _examine(self, file: File, outdated: Event) -> tuple[Problem, ...]:
        """What the checks that read files say; runs in a worker thread."""
        return tuple(file_problems(file.case, outdated.is_set))
