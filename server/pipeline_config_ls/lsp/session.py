"""One editor's session: what it has open, its folders and settings, and what is said of them without being asked.

Everything behind the protocol's connection is imported from here, so that the connection can answer before it is.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types

from pipeline_config_ls.analysis.learnt import Learnt, load_schema_with
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checkpoints.memory import remembering
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.checks.check import Problem
from pipeline_config_ls.checks.policy import Policy, policy_of
from pipeline_config_ls.features.code_lens import Lens
from pipeline_config_ls.features.diagnostics import diagnostic
from pipeline_config_ls.features.named_files import label_map_paths
from pipeline_config_ls.files.interpreter import interpreter
from pipeline_config_ls.files.memory import FileMemory
from pipeline_config_ls.lsp.capabilities import ClientCapabilities
from pipeline_config_ls.lsp.client import Client
from pipeline_config_ls.lsp.documents import File, path_of
from pipeline_config_ls.lsp.progress import CheckProgress
from pipeline_config_ls.lsp.project import absolute, project_of
from pipeline_config_ls.lsp.scheduler import DEBOUNCE_SECONDS, Scheduler
from pipeline_config_ls.lsp.watching import Watcher, named_paths
from pipeline_config_ls.lsp.worker import Worker
from pipeline_config_ls.lsp.workspace import KEPT, Workspace
from pipeline_config_ls.schema import LABEL_MAP, Schema, load_schema
from pipeline_config_ls.schema.fork import ForkFault
from pipeline_config_ls.settings import Settings, settings_from
from pipeline_config_ls.textproto import Encoding

if TYPE_CHECKING:
    from pipeline_config_ls.lsp.verification import Verifications

T = TypeVar('T')

# An editor that says it tells its settings has so long before the files are looked at without them.
SETTINGS_SECONDS = 2.0
# Of many files that change at once, one look is enough.
WATCH_SECONDS = 0.05


class Session:
    """The state between an editor's messages. Begins to look at files when the settings are known."""

    def __init__(self, client: Client, capabilities: ClientCapabilities, loop: asyncio.AbstractEventLoop) -> None:
        self.client = client
        self.capabilities = capabilities
        self.encoding = Encoding(capabilities.encoding)
        self.settings = Settings()
        self.folders: tuple[str, ...] = ()
        self.generation = 0  # of what is on disk and in the settings, for what is remembered
        self._own_schema = self.schema = load_schema()
        self.worker = Worker(loop)
        self.progress = CheckProgress(client, capabilities.shows_progress, self._in_background)
        self.scheduler = Scheduler(self._examine, self, self.worker, loop)
        self.progress.stop = self.scheduler.give_up
        self.watcher = Watcher(client, capabilities)
        self._loop = loop
        self._read = remembering(read_checkpoint)
        self._memory = FileMemory()
        self._reports: dict[str, types.RelatedFullDocumentDiagnosticReport] = {}
        self._tokens: dict[str, types.SemanticTokens] = {}
        self._numbers = count(1)
        self._workspace_memory = FileMemory(KEPT)
        self.workspace_reports: dict[str, Any] = {}
        # The last lenses of a config that could be read: they stay while a line is half typed.
        self.last_lenses: dict[str, list[Lens]] = {}
        self._initial_settings: object = None
        self._is_ready = asyncio.Event()
        self._to_publish: dict[str, None] = {}
        self._recheck_timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        # A client that never says `initialized`, or never answers, is served all the same.
        self._settings_timer = loop.call_later(SETTINGS_SECONDS, self._begin)

    # -- the start

    def take_initial_settings(self, sent: object) -> None:
        """The settings that came with `initialize`."""
        self._initial_settings = sent
        if settings_from(sent).schema is None:
            self.settings = settings_from(sent)
            if not self.capabilities.tells_settings:
                self._begin()

    async def initialized(self) -> None:
        """The client is there: settings are asked for, and changes registered for, side by side."""
        self._in_background(self.watcher.begin())
        await self.configure(self._initial_settings)
        if Learnt(interpreter(self.settings.interpreter, os.environ)).schema is not None:
            await self.reload_schema()
        if self.capabilities.tells_settings:
            await self.ask_for_settings()
        self._begin()

    async def ready(self) -> None:
        """Waits until the settings are known, or have been waited for long enough."""
        await self._is_ready.wait()

    def _begin(self) -> None:
        self._settings_timer.cancel()
        if not self._is_ready.is_set():
            self._is_ready.set()
            self.scheduler.release()
            self._publish_all(self._to_publish)

    # -- texts

    def open(self, uri: str, version: int, text: str, language: str = '') -> None:
        """Takes in a file that was opened; the disk is looked at for it without delay."""
        file = File(
            uri, version, text, self.schema, self.encoding, self.project, language, self._named_as(uri), self._policy()
        )
        self._take(file, 0)

    def _named_as(self, uri: str) -> str | None:
        """What an open config takes a file for: its name may tell nothing of a label map."""
        path = path_of(uri)
        is_label_map = path is not None and any(
            file.is_ours and str(path) in label_map_paths(file.analysis) for file in self.scheduler.files
        )
        return LABEL_MAP if is_label_map else None

    def change(self, uri: str, version: int, text: str) -> None:
        """Takes in a new text of an open file."""
        file = self.file(uri)
        if file is not None:
            self._take(file.edited(version, text), DEBOUNCE_SECONDS)

    def close_file(self, uri: str) -> None:
        """Lets go of a file."""
        was_open = self.file(uri) is not None
        self.scheduler.forget(uri)
        self._reports.pop(uri, None)
        self._tokens.pop(uri, None)
        self._to_publish.pop(uri, None)
        self.watcher.forget(uri)
        if was_open and not self.capabilities.pulls_diagnostics:
            self.client.publish(types.PublishDiagnosticsParams(uri, []))

    def file(self, uri: str) -> File | None:
        """An open file, as the editor has it."""
        return self.scheduler.file(uri)

    def _take(self, file: File, delay: float) -> None:
        self.scheduler.update(file, delay)
        if not self.capabilities.pulls_diagnostics:
            self._publish_soon(file.uri)

    # -- what files depend on besides their text

    async def configure(self, sent: object) -> None:
        """Takes in the person's settings, and warns of what is wrong with them."""
        settings = settings_from(sent)
        if settings == self.settings:
            return
        self._begin_generation()
        if (settings.schema, settings.interpreter) != (self.settings.schema, self.settings.interpreter):
            await self._take_schema(settings)
        self.settings = settings
        self.recheck_all()
        # The schema may be another one, and then what the texts say, too.
        self._tell_all()

    async def reload_schema(self) -> None:
        """What is known of the installation that the person trains with has changed."""
        await self._take_schema(self.settings)
        self.recheck_all()
        self._tell_all()

    async def _take_schema(self, settings: Settings) -> None:
        schema = await self.in_worker(self._load_schema, settings.schema, settings.interpreter)
        if isinstance(schema, ForkFault):
            self.client.warn(schema.message)
            schema = self._own_schema
        self.schema = schema

    async def ask_for_settings(self) -> None:
        """Asks the client for its settings, and waits for them no longer than is good; a late answer counts, too."""
        asked = self._in_background(self._take_settings())
        await asyncio.wait({asked}, timeout=SETTINGS_SECONDS)

    async def _take_settings(self) -> None:
        sent = await self.client.settings()
        # A client that knows nothing of this section answers null: what it said at the start stays.
        if sent is not None:
            await self.configure(sent)

    def change_folders(self, event: types.WorkspaceFoldersChangeEvent) -> None:
        """The editor has opened folders or closed some."""
        removed = {folder.uri for folder in event.removed}
        kept = [uri for uri in self.folders if uri not in removed]
        self.folders = tuple(dict.fromkeys((*kept, *(folder.uri for folder in event.added))))
        self._begin_generation()
        self.recheck_all()

    def files_changed(self, events: Sequence[types.FileEvent] | None = None) -> None:
        """Something on disk has changed (anything, without events); of many such news in a row one is enough."""
        if events is not None and not self.watcher.concerns_us(events):
            return
        self._begin_generation()
        if self._recheck_timer is None:
            self._recheck_timer = self._loop.call_later(WATCH_SECONDS, self.recheck_all)

    def _begin_generation(self) -> None:
        """What was worked out for files that are not open counts no more."""
        self.generation += 1
        self._workspace_memory = FileMemory(KEPT)

    def recheck_all(self) -> None:
        """Something besides the texts has changed: every open file is examined once more."""
        if self._recheck_timer is not None:
            self._recheck_timer.cancel()
            self._recheck_timer = None
        vars(self).pop('project', None)
        policy = self._policy()
        for file in self.scheduler.files:
            self.scheduler.update(replace(file, schema=self.schema, project=self.project, policy=policy), 0)
        # Clients ask for hints when a text changes, so they are told.
        if self.capabilities.refreshes_inlay_hints:
            self.client.refresh_inlay_hints()
        if self.capabilities.refreshes_code_lenses:
            self.client.refresh_code_lenses()

    # -- diagnostics

    def announce(self, file: File) -> None:
        """The file checks have said something new of a file."""
        if self.capabilities.pulls_diagnostics:
            if self.capabilities.refreshes_diagnostics:
                self.client.refresh_diagnostics()
        else:
            self._publish_soon(file.uri)

    def slow(self, file: File) -> None:
        """The checks of a file take a while."""
        self.progress.begin(file.uri)

    def finished(self, file: File) -> None:
        """They are through."""
        self.progress.end(file.uri)

    def diagnostics(self, file: File) -> list[types.Diagnostic]:
        """What is known of a file now."""
        return [diagnostic(problem, file.positions, file.uri) for problem in self.scheduler.problems(file.uri)]

    def report(self, uri: str, previous: str | None) -> types.DocumentDiagnosticReport:
        """Pull report; "unchanged" if it equals `previous`."""
        file = self.file(uri)
        items = self.diagnostics(file) if file else []
        last = self._reports.get(uri)
        if last is None or last.items != items:
            last = types.RelatedFullDocumentDiagnosticReport(items, result_id=self.next_result_id())
            if file is not None:
                self._reports[uri] = last
        elif last.result_id is not None and last.result_id == previous:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=previous)
        return last

    def next_result_id(self) -> str:
        """A number for an answer that the client may refer to later."""
        return str(next(self._numbers))

    # -- semantic tokens

    def remember_tokens(self, uri: str, data: list[int]) -> types.SemanticTokens:
        """The tokens of a file under a number, for the client to ask later what has changed."""
        tokens = types.SemanticTokens(data, result_id=self.next_result_id())
        self._tokens[uri] = tokens
        return tokens

    def last_tokens(self, uri: str, result_id: str) -> Sequence[int] | None:
        """The tokens that the client has, if they are the last that it was told."""
        last = self._tokens.get(uri)
        return last.data if last is not None and last.result_id == result_id else None

    def workspace(self) -> Workspace:
        """All files of the editor's folders, for a question to the worker."""
        return Workspace(
            self.scheduler.files,
            self.folders,
            self.schema,
            self.encoding,
            self.project,
            self._policy(),
            self._workspace_memory,
            self.generation,
        )

    def _tell_all(self) -> None:
        if not self.capabilities.pulls_diagnostics:
            for file in self.scheduler.files:
                self._publish_soon(file.uri)
        elif self.capabilities.refreshes_diagnostics:
            self.client.refresh_diagnostics()

    def _publish_soon(self, uri: str) -> None:
        """Sends what is known of a file after the messages that have come in already: only the newest text counts."""
        if not self._to_publish and self._is_ready.is_set():
            self._loop.call_soon(lambda: self._publish_all(self._to_publish))
        self._to_publish[uri] = None

    def _publish_all(self, uris: Iterable[str]) -> None:
        due, self._to_publish = list(uris), {}
        for file in filter(None, map(self.file, due)):
            if file.is_long:
                self._in_background(self._publish_long(file))
            else:
                self._publish(file)

    def _publish(self, file: File) -> None:
        self.client.publish(types.PublishDiagnosticsParams(file.uri, self.diagnostics(file), file.version))

    async def _publish_long(self, file: File) -> None:
        await self.read(file.uri)
        if self.file(file.uri) is file:
            self._publish(file)

    async def read(self, uri: str) -> None:
        """Waits until a text that takes long to read was read and checked, by the worker."""
        file = self.file(uri)
        if file is not None and file.is_long:
            await self.in_worker(lambda: file.problems)

    # -- work

    async def in_worker(self, ask: Callable[..., T], *args: object) -> T:
        """The answer to a question that may read the disk, found by the worker before anything that nobody waits for."""
        return await self.worker.ask(partial(ask, *args))

    @cached_property
    def verifications(self) -> Verifications:
        """What is asked of TensorFlow; nothing of it is imported before."""
        from pipeline_config_ls.lsp.verification import Verifications

        return Verifications(self)

    def verified(self, file: File) -> str:
        """What TensorFlow did with a file when it was last asked, for the report's page; empty where it was not."""
        return self.verifications.section(file) if 'verifications' in vars(self) else ''

    def cancel_progress(self, token: object) -> None:
        """Ends what is shown under this token, if it can be ended."""
        if 'verifications' in vars(self):
            self.verifications.cancel(token)

    def close(self) -> None:
        """Ends whatever is under way."""
        if 'verifications' in vars(self):
            self.verifications.close()
        self.scheduler.close()
        self.worker.close()

    def _in_background(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _examine(self, file: File) -> tuple[Problem, ...]:
        """What the checks that read files say; runs in the worker."""
        if file.path is None or not file.is_ours:
            return ()
        problems = tuple(config_problems(file.analysis, file.policy))
        self._loop.call_soon_threadsafe(self._names, file.uri, named_paths(file.analysis))
        return problems

    def _names(self, uri: str, paths: frozenset[str]) -> None:
        if self.file(uri) is not None:
            self.watcher.name(uri, paths)
            self._in_background(self.watcher.follow(self.folders))

    def _load_schema(self, fork: str | None, executable: str | None) -> Schema | ForkFault:
        learnt = Learnt(interpreter(executable, os.environ))
        return load_schema_with(absolute(fork, self.folders) if fork else None, learnt, self._own_schema)

    @cached_property
    def project(self) -> ProjectContext:
        """What the open configs stand in: the folders of the editor and of the settings."""
        return project_of(self.settings, self.folders, self._read, self._memory)

    def _policy(self) -> Policy:
        """Which problems the person wants to hear of, and how loudly."""
        return policy_of(dict(self.settings.severities))
