"""The language server: the only module that knows pygls. It keeps what the editor has open and passes questions on.

pygls's own copy of the texts is not used: it splits lines at characters that the protocol does not, and then edits land
in the wrong place. The server asks for whole texts and keeps them itself.
"""

from __future__ import annotations

import logging
import sys
from importlib.metadata import version
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from pipeline_config_ls.workspace import Settings, settings_from

NAME = 'pipeline-config-ls'
SECTION = 'pipelineConfig'
# A checkpoint, its state file or a label map that changes on disk changes what is said about its config.
WATCHED = ('**/*.pbtxt', '**/checkpoint', '**/*.index')

log = logging.getLogger(NAME)


class Server(LanguageServer):
    """pygls's server and, beside it, what the editor has open."""

    def __init__(self) -> None:
        super().__init__(NAME, version(NAME), text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.settings = Settings()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A bug in a handler is for the log, not for a window in the person's way; the server goes on."""
        log.error('%s', error, exc_info=error)


def make_server() -> Server:
    """A server with every handler registered, not started."""
    server = Server()

    @server.feature(types.INITIALIZE)
    def initialize(ls: Server, params: types.InitializeParams) -> None:
        ls.settings = settings_from(params.initialization_options)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        pass

    return server


def serve_stdio() -> None:
    """Serves the client on standard input and output until it ends the connection."""
    _log_to_stderr()
    make_server().start_io()


def serve_tcp(host: str, port: int) -> None:
    """Serves one client on a TCP port until it ends the connection."""
    _log_to_stderr()
    make_server().start_tcp(host, port)


def _log_to_stderr() -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format='%(levelname)s %(name)s: %(message)s')
