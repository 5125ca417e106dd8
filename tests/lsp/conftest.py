"""A client over real stdio with the capabilities of one editor after another, the server in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

SERVER = [sys.executable, '-m', 'pipeline_config_ls', 'serve', '--stdio']


def _today(capabilities: types.ClientCapabilities) -> types.ClientCapabilities:
    """VS Code as it is now: it pulls diagnostics, and asks again when it is told to."""
    assert capabilities.text_document
    assert capabilities.workspace
    capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities()
    capabilities.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    return capabilities


# What they differ in: how diagnostics travel, and in which units characters are counted.
EDITORS = {
    'vscode-1.65': lambda: client_capabilities('visual_studio_code@1.65.2'),  # pushed, UTF-16
    'vscode': lambda: _today(client_capabilities('visual_studio_code@1.65.2')),  # pulled and refreshed, UTF-16
    'neovim': lambda: client_capabilities('neovim@0.11.0'),  # pulled, UTF-8
    'emacs': lambda: client_capabilities('emacs@29.1'),  # pushed, UTF-32
}


class Editor(LanguageClient):
    """A client that shows diagnostics whichever way they come."""

    kind: str
    answer: types.InitializeResult
    workspace: Path

    def __init__(self) -> None:
        super().__init__(converter_factory=default_converter)
        self.settings: object = None
        self.watched: list[str] = []
        self.published: dict[str, types.PublishDiagnosticsParams] = {}
        self.versions: dict[str, int] = {}
        self.news = asyncio.Event()
        self.hint_refreshes = 0
        self.lens_refreshes = 0
        register_lsp_features(self, {**DEFAULT_CLIENT_FEATURES, **FEATURES})

    def open(self, uri: str, text: str) -> None:
        self.versions[uri] = self.versions.get(uri, 0) + 1
        item = types.TextDocumentItem(
            uri, 'tf-label-map' if uri.endswith('.pbtxt') else 'pipeline-config', self.versions[uri], text
        )
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, uri: str, text: str) -> None:
        self.versions[uri] = self.versions.get(uri, 0) + 1
        identifier = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))

    def configure(self, settings: object) -> None:
        """The person changes settings; today's editors send none with the news, and are asked for them."""
        self.settings = settings
        self.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))

    def close(self, uri: str) -> None:
        self.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    @property
    def pulls(self) -> bool:
        return self.answer.capabilities.diagnostic_provider is not None

    async def shown(self, uri: str) -> list[types.Diagnostic]:
        """What the person sees when the server has answered for the latest version."""
        if self.pulls:
            params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
            return list((await self.text_document_diagnostic_async(params)).items)
        while uri not in self.published or self.published[uri].version != self.versions[uri]:
            await self.tidings()
        return list(self.published[uri].diagnostics)

    async def shown_when(self, uri: str, wanted: Callable[[list[types.Diagnostic]], bool]) -> list[types.Diagnostic]:
        """The same, once the checks that take a moment have said what is wanted."""
        for _ in range(600):
            if wanted(found := await self.shown(uri)):
                return found
            if self.kind == 'neovim':
                # It is not told of news; a person who goes on typing makes it ask again.
                await asyncio.sleep(0.05)
            else:
                await self.tidings()
        raise AssertionError(f'only {found}')

    async def tidings(self) -> None:
        """Waits until diagnostics are published, or are to be asked for again."""
        await asyncio.wait_for(self.news.wait(), timeout=30)
        self.news.clear()


def _register(client: Editor, params: types.RegistrationParams) -> None:
    for registration in params.registrations:
        if registration.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES:
            client.watched += [watcher['globPattern'] for watcher in registration.register_options['watchers']]


def _publish(client: Editor, params: types.PublishDiagnosticsParams) -> None:
    client.published[params.uri] = params
    client.news.set()


def _refresh(client: Editor, params: None) -> None:
    client.news.set()


def _show_message(client: Editor, params: types.ShowMessageParams) -> None:
    client.messages.append(params)
    client.news.set()


def _configuration(client: Editor, params: types.ConfigurationParams) -> list[object]:
    assert [item.section for item in params.items] == ['pipelineConfig']
    return [client.settings]


def _refresh_lenses(client: Editor, params: None) -> None:
    client.lens_refreshes += 1


def _refresh_hints(client: Editor, params: None) -> None:
    client.hint_refreshes += 1


FEATURES = {
    types.CLIENT_REGISTER_CAPABILITY: _register,
    types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: _publish,
    types.WINDOW_SHOW_MESSAGE: _show_message,
    types.WORKSPACE_CONFIGURATION: _configuration,
    types.WORKSPACE_DIAGNOSTIC_REFRESH: _refresh,
    types.WORKSPACE_INLAY_HINT_REFRESH: _refresh_hints,
    types.WORKSPACE_CODE_LENS_REFRESH: _refresh_lenses,
}


@pytest_lsp.fixture(
    config=ClientServerConfig(server_command=SERVER, client_factory=Editor), params=EDITORS, scope='module'
)
async def editor(lsp_client: Editor, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """An editor that has started the server, one for all tests of a module: they open files of different names."""
    lsp_client.kind = request.param
    lsp_client.workspace = tmp_path_factory.mktemp('workspace')
    params = types.InitializeParams(
        capabilities=EDITORS[request.param](),
        workspace_folders=[types.WorkspaceFolder(lsp_client.workspace.as_uri(), 'workspace')],
    )
    lsp_client.answer = await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()
    assert lsp_client._server.returncode == 0
