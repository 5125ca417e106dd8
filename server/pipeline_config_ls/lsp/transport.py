"""The connection to an editor: the only module that knows pygls. Thin handlers that pass everything on to a `Session`.

pygls's own copy of the texts is not used: it splits lines at characters that the protocol does not, and then edits land
in the wrong place. The server asks for whole texts, and the session keeps them.

The session, and with it everything that knows configs, is imported after `initialize` was answered: an editor waits
for that answer, and half of the time would go into what it does not need yet.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Awaitable, Callable, Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from pipeline_config_ls import __version__
from pipeline_config_ls.features import capabilities as kinds

if TYPE_CHECKING:
    from pipeline_config_ls.lsp.documents import File
    from pipeline_config_ls.lsp.session import ClientCapabilities, Session

NAME = 'pipeline-config-ls'
SECTION = 'pipelineConfig'
# A checkpoint, its state file or a label map that changes on disk changes what is said about its config.
WATCHED = ('**/*.pbtxt', '**/checkpoint', '**/*.index', '**/*.data-*-of-*')

# What may be asked, and the function of `requests` that answers.
REQUESTS: dict[str, tuple[str, Any]] = {
    types.TEXT_DOCUMENT_COMPLETION: (
        'completion',
        types.CompletionOptions(trigger_characters=list(kinds.COMPLETION_TRIGGERS), resolve_provider=True),
    ),
    types.COMPLETION_ITEM_RESOLVE: ('completion_item_resolve', None),
    types.TEXT_DOCUMENT_HOVER: ('text_document_hover', None),
    types.TEXT_DOCUMENT_CODE_ACTION: ('code_action', types.CodeActionOptions(list(kinds.CODE_ACTION_KINDS))),
    types.TEXT_DOCUMENT_FORMATTING: ('formatting', None),
    types.TEXT_DOCUMENT_RANGE_FORMATTING: ('range_formatting', None),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: ('document_symbol', None),
    types.TEXT_DOCUMENT_FOLDING_RANGE: ('folding_range', None),
    types.TEXT_DOCUMENT_SELECTION_RANGE: ('selection_ranges', None),
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: ('document_highlight', None),
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: ('semantic_tokens_full', kinds.LEGEND),
    types.TEXT_DOCUMENT_DOCUMENT_LINK: ('document_link', types.DocumentLinkOptions(resolve_provider=False)),
    types.TEXT_DOCUMENT_DEFINITION: ('text_document_definition', None),
    types.TEXT_DOCUMENT_INLAY_HINT: ('inlay_hint', types.InlayHintOptions(resolve_provider=False)),
}

log = logging.getLogger(NAME)


class Server(LanguageServer):
    """pygls's server with a session, and what the client can do."""

    def __init__(self) -> None:
        super().__init__(NAME, __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.initial_settings: object = None
        self.was_shut_down = False

    @cached_property
    def session(self) -> Session:
        """What the editor has open. First asked for after `initialize`, when the encoding is agreed on."""
        from pipeline_config_ls.lsp.session import Session

        encoding = types.PositionEncodingKind(self.workspace.position_encoding).value
        session = Session(encoding, self.capabilities, self.announce)
        session.folders = tuple(folder.uri for folder in self.workspace.folders.values())
        return session

    def can(self, capability: str) -> bool:
        """Whether the client has declared a capability, by its path (`workspace.diagnostics.refresh_support`)."""
        return bool(get_capability(self.client_capabilities, capability))

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics; else they are sent to it."""
        return get_capability(self.client_capabilities, 'text_document.diagnostic') is not None

    @property
    def supports_refresh(self) -> bool:
        """Whether a client that asks for diagnostics does so again when it is told that there are new ones."""
        return self.can('workspace.diagnostics.refresh_support')

    @property
    def capabilities(self) -> ClientCapabilities:
        """What the client can show."""
        from pipeline_config_ls.lsp.session import ClientCapabilities

        item = 'text_document.completion.completion_item'
        hover_formats = get_capability(self.client_capabilities, 'text_document.hover.content_format')
        item_formats = get_capability(self.client_capabilities, f'{item}.documentation_format')
        return ClientCapabilities(
            snippets=self.can(f'{item}.snippet_support'),
            markdown_hovers=types.MarkupKind.Markdown in (hover_formats or ()),
            markdown_items=types.MarkupKind.Markdown in (item_formats or ()),
            link_tooltips=self.can('text_document.document_link.tooltip_support'),
        )

    def announce(self, file: File) -> None:
        """There is something new to say about a file."""
        if not self.pulls:
            self.publish(file)
        elif self.supports_refresh:
            self.workspace_diagnostic_refresh(None)

    def publish(self, file: File) -> None:
        """Sends what is known of a file, with the version that it is known of."""
        diagnostics = self.session.diagnostics(file)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(file.uri, diagnostics, file.version))

    def recheck_all(self) -> None:
        """Something besides the texts has changed. Clients ask for hints when a text changes, so they are told."""
        self.session.recheck_all()
        if self.can('workspace.inlay_hint.refresh_support'):
            self.workspace_inlay_hint_refresh(None)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A bug in a handler is for the log, not for a window in the person's way; the server goes on."""
        log.error('%s', error, exc_info=error)


def make_server() -> Server:
    """A server with every handler registered, not started."""
    server = Server()
    _register_lifecycle(server)
    _register_texts(server)
    for method, (name, options) in REQUESTS.items():
        server.feature(method, options)(_asking(name))
    return server


def _asking(name: str) -> Callable[[Server, Any], Coroutine[Any, Any, Any]]:
    """A handler that imports `requests` when it is first asked."""

    async def ask(ls: Server, params: Any) -> Any:
        from pipeline_config_ls.lsp import handlers as requests

        answer = getattr(requests, name)(ls.session, params)
        return await answer if isinstance(answer, Awaitable) else answer

    return ask


def _register_lifecycle(server: Server) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(ls: Server, params: types.InitializeParams) -> None:
        ls.initial_settings = params.initialization_options
        if ls.pulls:
            _register_pull(ls)

    @server.feature(types.INITIALIZED)
    async def initialized(ls: Server, params: types.InitializedParams) -> None:
        await _watch(ls)
        await _configure(ls, ls.initial_settings)
        await _ask_for_settings(ls)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(ls: Server, params: types.DidChangeConfigurationParams) -> None:
        sent = params.settings
        if isinstance(sent, dict) and SECTION in sent:
            await _configure(ls, sent[SECTION])
        else:
            await _ask_for_settings(ls)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
        ls.recheck_all()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def did_change_workspace_folders(ls: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
        ls.session.folders = tuple(folder.uri for folder in ls.workspace.folders.values())
        ls.recheck_all()

    @server.feature(types.SHUTDOWN)
    def shutdown(ls: Server, params: None) -> None:
        ls.session.scheduler.close()
        ls.was_shut_down = True


async def _watch(ls: Server) -> None:
    """Asks the client to tell of changed files and settings, where it takes such wishes."""
    registrations = []
    if ls.can('workspace.did_change_watched_files.dynamic_registration'):
        watchers = [types.FileSystemWatcher(pattern) for pattern in WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        registrations.append(types.Registration('files', types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    if ls.can('workspace.did_change_configuration.dynamic_registration'):
        registrations.append(types.Registration('settings', types.WORKSPACE_DID_CHANGE_CONFIGURATION))
    if not registrations:
        return
    try:
        await ls.client_register_capability_async(types.RegistrationParams(registrations))
    except JsonRpcException as error:
        log.warning('the client does not watch for changes: %s', error)


async def _ask_for_settings(ls: Server) -> None:
    if not ls.can('workspace.configuration'):
        return
    params = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
    try:
        sent = await ls.workspace_configuration_async(params)
    except JsonRpcException as error:
        log.warning('the client does not tell its settings: %s', error)
        return
    # A client that knows nothing of this section answers null: what it said at the start stays.
    if sent and sent[0] is not None:
        await _configure(ls, sent[0])


async def _configure(ls: Server, sent: object) -> None:
    from pipeline_config_ls.lsp.documents import settings_from

    settings = settings_from(sent)
    if settings == ls.session.settings:
        return
    fault = await ls.session.configure(settings)
    if fault is not None:
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Warning, fault))
    # The schema may be another one, and then what the texts say, too.
    for file in ls.session.scheduler.files:
        ls.announce(file)


def _register_texts(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        opened = params.text_document
        file = ls.session.open(opened.uri, opened.version, opened.text)
        if not ls.pulls:
            ls.publish(file)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        # Whole texts were asked for, so the last change holds all of it.
        changed = params.text_document
        file = ls.session.change(changed.uri, changed.version, params.content_changes[-1].text)
        if not ls.pulls:
            ls.publish(file)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        ls.session.close(uri)
        if not ls.pulls:
            ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def _register_pull(server: Server) -> None:
    options = types.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=False, identifier=NAME)

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def pull(ls: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        uri = params.text_document.uri
        if not ls.supports_refresh:
            await ls.session.scheduler.settled(uri)
        return ls.session.report(uri, params.previous_result_id)


def serve_stdio() -> bool:
    """Serves the client on standard input and output; returns whether it took its leave before it was gone."""
    _log_to_stderr()
    server = make_server()
    server.start_io()
    return server.was_shut_down


def serve_tcp(host: str, port: int) -> bool:
    """Serves one client on a TCP port; returns whether it took its leave before it was gone."""
    _log_to_stderr()
    server = make_server()
    server.start_tcp(host, port)
    return server.was_shut_down


def _log_to_stderr() -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format='%(levelname)s %(name)s: %(message)s')
