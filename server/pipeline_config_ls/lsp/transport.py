"""The connection to an editor over standard input and output or a socket; with `protocol` all that knows pygls.

The session, and with it everything that knows configs, is imported after `initialize` was answered: an editor waits
for that answer, and half of the time would go into what it does not need yet.

A thread reads and hands each message to the event loop, so that what has come in meanwhile is known to be there: of ten
changes that wait only the newest is checked. The process ends with the loop, whatever the worker is at.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from pipeline_config_ls import __version__
from pipeline_config_ls.collector import keep_what_is_loaded
from pipeline_config_ls.lsp.capabilities import ClientCapabilities, read_capabilities, server_capabilities
from pipeline_config_ls.lsp.framing import Frames
from pipeline_config_ls.lsp.protocol import Handler, Phase, Protocol
from pipeline_config_ls.settings import SECTION

if TYPE_CHECKING:
    from pipeline_config_ls.lsp.session import Session

NAME = 'pipeline-config-ls'
CHUNK = 64 * 1024
# Threads that work in Python hand over to the event loop this often, so that a plan does not delay a keystroke.
SWITCH_SECONDS = 0.0005
# What takes longer than this is shown to be under way.
SLOW_SECONDS = 0.3

Receive = Callable[[], bytes]
Send = Callable[[bytes], None]

log = logging.getLogger(NAME)


class Server(LanguageServer):
    """One connection: the life cycle, and the editor as the session sees it (`client.Client`)."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__(NAME, __version__, protocol_cls=Protocol)
        self.protocol.find_handler = self._find_handler
        self.protocol.stop = self._stop
        self.protocol.follow = self._show_progress
        self._done = asyncio.Event()
        self._lifecycle: dict[str, Handler] = {types.INITIALIZE: self._initialize, types.SHUTDOWN: self._shutdown}
        self._capabilities = ClientCapabilities()
        self._initialize_params: types.InitializeParams | None = None

    @property
    def was_shut_down(self) -> bool:
        """Whether the client has said `shutdown`."""
        return self.protocol.phase is Phase.SHUT_DOWN

    @cached_property
    def session(self) -> Session:
        """What the editor has open. First asked for after `initialize`."""
        from pipeline_config_ls.lsp.session import Session

        keep_what_is_loaded()
        params = self._initialize_params
        assert params is not None
        session = Session(self, self._capabilities, asyncio.get_running_loop())
        session.folders = _folders(params)
        session.take_initial_settings(params.initialization_options)
        return session

    async def serve(self, receive: Receive, send: Send) -> None:
        """Serves until the client says `exit` or is gone."""
        loop = asyncio.get_running_loop()
        self.protocol.send = partial(self._send, send)
        threading.Thread(target=_read, args=(receive, loop, self._receive, self._stop), daemon=True).start()
        await self._done.wait()
        if 'session' in vars(self):
            self.session.close()

    def _receive(self, body: bytes) -> None:
        if not self._done.is_set():
            self.protocol.receive(body)

    def _send(self, send: Send, data: bytes) -> None:
        try:
            send(data)
        except (OSError, ValueError):  # ValueError: a closed file
            self._stop()

    def _stop(self) -> None:
        self._done.set()

    def _show_progress(self, params: object, task: asyncio.Future[Any]) -> None:
        """Shows what takes a while under the token that the client gave with its request, if it gave one."""
        token = getattr(params, 'work_done_token', None)
        if token is None:
            return

        def begin() -> None:
            self.show(token, types.WorkDoneProgressBegin('Looking at files'))
            task.add_done_callback(lambda _: self.show(token, types.WorkDoneProgressEnd()))

        timer = asyncio.get_running_loop().call_later(SLOW_SECONDS, begin)
        task.add_done_callback(lambda _: timer.cancel())

    def _find_handler(self, method: str) -> Handler | None:
        handler = self._lifecycle.get(method)
        if handler is not None:
            return handler
        from pipeline_config_ls.lsp.handlers import find_handler

        return find_handler(self.session, method)

    def _initialize(self, params: types.InitializeParams) -> types.InitializeResult:
        self.protocol.phase = Phase.RUNNING
        self._initialize_params = params
        self._capabilities = read_capabilities(params)
        # Imported as soon as the answer is on its way.
        asyncio.get_running_loop().call_soon(lambda: self.session)
        return types.InitializeResult(
            server_capabilities(self._capabilities, NAME), types.ServerInfo(self.name, self.version)
        )

    def _shutdown(self, params: None) -> None:
        self.protocol.phase = Phase.SHUT_DOWN
        self.session.close()

    def publish(self, params: types.PublishDiagnosticsParams) -> None:
        self.protocol.tell(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)

    def refresh_diagnostics(self) -> None:
        self.workspace_diagnostic_refresh(None)

    def refresh_inlay_hints(self) -> None:
        self.workspace_inlay_hint_refresh(None)

    def refresh_code_lenses(self) -> None:
        self.workspace_code_lens_refresh(None)

    def warn(self, message: str) -> None:
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    async def settings(self) -> object:
        params = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
        try:
            sent = await self.workspace_configuration_async(params)
        except JsonRpcException as error:
            log.warning('the client does not tell its settings: %s', error)
            return None
        return sent[0] if sent else None

    async def register(self, registrations: list[types.Registration]) -> None:
        try:
            await self.client_register_capability_async(types.RegistrationParams(registrations))
        except JsonRpcException as error:
            log.warning('the client does not watch for changes: %s', error)

    async def unregister(self, unregistrations: list[types.Unregistration]) -> None:
        try:
            await self.client_unregister_capability_async(types.UnregistrationParams(unregistrations))
        except JsonRpcException as error:
            log.warning('the client does not stop watching: %s', error)

    async def create_progress(self, token: str) -> bool:
        try:
            await self.window_work_done_progress_create_async(types.WorkDoneProgressCreateParams(token))
        except JsonRpcException as error:
            log.warning('the client shows no progress: %s', error)
            return False
        return True

    def begin_progress(self, token: str, title: str, *, cancellable: bool = False) -> None:
        self.show(token, types.WorkDoneProgressBegin(title, cancellable=cancellable or None))

    def report_progress(self, token: str, message: str) -> None:
        self.show(token, types.WorkDoneProgressReport(message=message))

    def send_part(self, token: types.ProgressToken, part: object) -> None:
        self.protocol.send_progress(token, part)

    def end_progress(self, token: str) -> None:
        self.show(token, types.WorkDoneProgressEnd())

    def show(
        self,
        token: types.ProgressToken,
        value: types.WorkDoneProgressBegin | types.WorkDoneProgressReport | types.WorkDoneProgressEnd,
    ) -> None:
        """Tells how far something is."""
        self.protocol.send_progress(token, value)


def _folders(params: types.InitializeParams) -> tuple[str, ...]:
    """The folders that the editor has open; older ones tell a single root."""
    if params.workspace_folders is not None:
        return tuple(folder.uri for folder in params.workspace_folders)
    if params.root_uri:
        return (params.root_uri,)
    return (Path(params.root_path).as_uri(),) if params.root_path and Path(params.root_path).is_absolute() else ()


def _read(
    receive: Receive, loop: asyncio.AbstractEventLoop, take: Callable[[bytes], None], stop: Callable[[], None]
) -> None:
    """Reads to the end of the stream, in a thread of its own."""
    frames = Frames()
    try:
        while data := receive():
            for body in frames.feed(data):
                loop.call_soon_threadsafe(take, body)
    except OSError as error:
        log.debug('the client is gone: %s', error)
    except RuntimeError:  # the loop is closed
        return
    try:
        loop.call_soon_threadsafe(stop)
    except RuntimeError:
        log.debug('the loop was closed before the stream')


def serve_stdio() -> bool:
    """Serves the client on standard input and output; returns whether it took its leave before it was gone.

    Reads the file itself: a thread that waits in `sys.stdin` would hold a lock that the interpreter wants at its end.
    """
    stdin = open(0, 'rb', buffering=0, closefd=False)  # noqa: SIM115
    stdout = sys.stdout.buffer

    def send(data: bytes) -> None:
        stdout.write(data)
        stdout.flush()

    return _serve(lambda: stdin.read(CHUNK), send)


def serve_tcp(host: str, port: int) -> bool:
    """Serves one client on a TCP port, and listens no more once it is there. Raises OSError where it cannot listen."""
    family = socket.AF_INET6 if ':' in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=1) as listener:
        connection, _ = listener.accept()
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _serve(lambda: connection.recv(CHUNK), connection.sendall)


def _serve(receive: Receive, send: Send) -> bool:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format='%(levelname)s %(name)s: %(message)s')
    sys.setswitchinterval(SWITCH_SECONDS)

    async def serve() -> bool:
        server = Server()
        await server.serve(receive, send)
        return server.was_shut_down

    return asyncio.run(serve())


def end_process(status: int) -> NoReturn:
    """Ends the process without waiting for threads that are in the middle of something."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            continue
    os._exit(status)
