"""pygls's protocol, put right where it does not keep to JSON-RPC and the Language Server Protocol.

What is overridden here, and the change to pygls 2.1 that would make it needless:

- `receive` in place of `io_.run_async` and `handle_message`: pygls answers a message that it cannot read (no JSON, no
  request, parameters of another shape) with nothing, so that the client waits for ever; it wants an answer with
  -32700, -32600 or -32602. Its header must read `Content-Length: 5`, in this case and with this space (`framing`).
- The life cycle: before `initialize` pygls fails with whatever is missing then (-32603) where -32002 is due; after
  `shutdown` it answers nothing where -32600 is; and it takes a second `initialize`. It wants a state.
- An error of a handler is answered with its traceback, paths and all, in `data`. It wants to log that instead.
- The answer of a cancelled request comes from the future, so one that has begun in a thread goes on. Handlers are
  coroutines here, and cancelling them reaches their work.
- The workspace of pygls keeps the texts, too, and splits them at lines that the protocol does not have. It is not told
  of any; its own handlers of `didOpen` and the like are not used.
- `initialize` fails as a whole for one capability with a value that lsprotocol does not list (a symbol kind of a later
  protocol). Capabilities are read one by one here. It wants enumerations that are open where the protocol says so.
- The result type of a request that the client answers with an error is never forgotten.
- What is sent is taken apart by cattrs as a whole, plain JSON too, which takes longer than all else in an answer of any
  size. Here lsprotocol's types alone are, and where a feature answers in JSON (`features/plain_json`) nothing is. It wants
  to ask the converter for what `json` does not know, and to encode the result as it is.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import Enum
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol

from pipeline_config_ls.features.json_text import JsonText
from pipeline_config_ls.lsp.errors import RequestFailed
from pipeline_config_ls.lsp.framing import frame

log = logging.getLogger(__name__)

# Numbers with a fraction are ids nowhere but in JSON-RPC itself; who sends one is answered under it.
Id = int | float | str
Handler = Callable[[Any], Any]

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603
NOT_INITIALIZED, CANCELLED = -32002, -32800


class Phase(Enum):
    """Where the conversation is."""

    NEW = 'before initialize'
    RUNNING = 'between initialize and shutdown'
    SHUT_DOWN = 'after shutdown'


class Protocol(LanguageServerProtocol):
    """Reads the client's messages, finds their handlers and answers every request exactly once.

    `find_handler` gives the handler of a method, None where there is none; a handler takes the parameters and returns
    the result, or a coroutine for it. `stop` is called when the client says `exit`.
    """

    phase = Phase.NEW
    # Requests of the client that are not answered yet. pygls has one table for these and its own, by numbers of both sides.
    _asked: dict[Id, asyncio.Future[Any]]
    find_handler: Callable[[str], Handler | None]
    stop: Callable[[], None]
    # Sends bytes to the client.
    send: Callable[[bytes], None]
    # Told of each request that is not answered at once: its parameters and its task.
    follow: Callable[[Any, asyncio.Future[Any]], None]

    def __init__(self, server: Any, converter: Any) -> None:
        super().__init__(server, converter)
        self._asked = {}

    def receive(self, body: bytes) -> None:
        """Takes in one message, whatever it is."""
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            self._refuse(None, PARSE_ERROR, 'This message is not JSON.')
            return
        if not isinstance(message, dict) or message.get('jsonrpc') != self.VERSION:
            self._refuse(None, INVALID_REQUEST, 'A message is an object with "jsonrpc": "2.0".')
        elif 'method' in message:
            self._receive_call(message)
        elif _is_id(message.get('id')):
            self._receive_response(message)
        elif 'error' not in message:  # else the client tells that it could not read a message of ours
            self._refuse(None, INVALID_REQUEST, 'A message has a "method", or the "id" of a request.')

    def _receive_call(self, message: dict[str, Any]) -> None:
        method, number = message['method'], message.get('id')
        is_request = 'id' in message
        if is_request and not _is_id(number):
            self._refuse(None, INVALID_REQUEST, 'The "id" of a request is a number or a text.')
            return
        if not isinstance(method, str) or (is_request and method == types.EXIT):
            self._refuse(number, INVALID_REQUEST, 'A "method" is a text; "exit" is no request.')
            return
        refusal = self._out_of_phase(method)
        if refusal is not None:
            if is_request:
                self._refuse(number, *refusal)
            return
        try:
            params = self._params(method, message)
        except Exception as error:
            # Whatever cattrs finds wrong comes as one of many kinds of exceptions.
            log.debug('%s: parameters of another shape', method, exc_info=error)
            if is_request:
                self._refuse(number, INVALID_PARAMS, f'The parameters of {method} have another shape.')
            return
        if is_request:
            assert number is not None
            self._answer(number, method, params)
        else:
            self._notice(method, params)

    def _out_of_phase(self, method: str) -> tuple[int, str] | None:
        """Why a method is not for now."""
        if method == types.EXIT:
            return None
        match self.phase:
            case Phase.NEW if method != types.INITIALIZE:
                return NOT_INITIALIZED, 'The first request is "initialize".'
            case Phase.RUNNING if method == types.INITIALIZE:
                return INVALID_REQUEST, 'The server is initialized already.'
            case Phase.SHUT_DOWN:
                return INVALID_REQUEST, 'The server was shut down.'
        return None

    def _params(self, method: str, message: dict[str, Any]) -> Any:
        """The parameters, in lsprotocol's type of this method; as they are where it has none."""
        kind = self.get_message_type(method)
        if kind is None:
            return message.get('params')
        if method == types.INITIALIZE:
            message = {**message, 'params': self._readable_capabilities(message.get('params'))}
        elif method == types.TEXT_DOCUMENT_DID_CHANGE:
            message = _with_version(message)
        structured = self._converter.structure({'id': 0, **message}, kind)
        return getattr(structured, 'params', None)

    def _readable_capabilities(self, params: Any) -> Any:
        """The parameters of `initialize` without the capabilities that lsprotocol cannot read."""
        capabilities = params.get('capabilities') if isinstance(params, dict) else None
        if not isinstance(capabilities, dict):
            return params
        # How much the client wants logged is of no use here; VS Code has a value that the protocol does not ("compact").
        params = {name: value for name, value in params.items() if name != 'trace'}
        kept: dict[str, Any] = {}
        for section, content in capabilities.items():
            entries = content if isinstance(content, dict) else {}
            readable = {name: value for name, value in entries.items() if self._can_read({section: {name: value}})}
            if entries or self._can_read({section: content}):
                kept[section] = readable if entries else content
        return {**params, 'capabilities': kept}

    def _can_read(self, capabilities: dict[str, Any]) -> bool:
        try:
            self._converter.structure(capabilities, types.ClientCapabilities)
        except Exception as error:
            log.debug('a capability of another shape: %s', capabilities, exc_info=error)
            return False
        return True

    def _answer(self, number: Id, method: str, params: Any) -> None:
        """Runs the handler of a request and answers, at once or when its coroutine is done."""
        try:
            handler = self.find_handler(method)
            if handler is None:
                self._refuse(number, METHOD_NOT_FOUND, f'There is no {method}.')
                return
            result = handler(params)
        except Exception as error:
            self._fail(number, method, error)
            return
        if isinstance(result, Awaitable):
            task: asyncio.Future[Any] = asyncio.ensure_future(result)
            self._asked[number] = task
            task.add_done_callback(partial(self._finish, number, method))
            self.follow(params, task)
        else:
            self._respond(number, method, result)

    def _finish(self, number: Id, method: str, task: asyncio.Future[Any]) -> None:
        if self._asked.get(number) is task:
            del self._asked[number]
        if task.cancelled():
            self._refuse(number, CANCELLED, 'The request was cancelled.')
        elif (error := task.exception()) is not None:
            self._fail(number, method, error)
        else:
            self._respond(number, method, task.result())

    def _notice(self, method: str, params: Any) -> None:
        """Runs the handler of a notification; one that nobody handles is none of our business."""
        if method == types.EXIT:
            self.stop()
            return
        if method == types.CANCEL_REQUEST:
            future = self._asked.get(params.id)
            if future is not None:
                future.cancel()
            return
        handler = self.find_handler(method)
        if handler is None:
            return
        try:
            result = handler(params)
        except Exception as error:
            log.exception('%s failed', method, exc_info=error)
            return
        if isinstance(result, Awaitable):
            task = asyncio.ensure_future(result)
            _running.add(task)
            task.add_done_callback(partial(_noticed, method))

    def _receive_response(self, message: dict[str, Any]) -> None:
        """Hands the client's answer to whoever asked."""
        number = message['id']
        future = self._request_futures.pop(number, None)
        kind = self._result_types.pop(number, None)
        if future is None or future.done():
            return
        error = message.get('error')
        if error is not None:
            code, text = (error.get('code'), error.get('message')) if isinstance(error, dict) else (None, None)
            future.set_exception(JsonRpcException(str(text), code if isinstance(code, int) else INTERNAL_ERROR))
            return
        try:
            structured = self._converter.structure(message, kind) if kind else None
            future.set_result(getattr(structured, 'result', message.get('result')))
        except Exception as failure:
            future.set_exception(JsonRpcException(f'an answer of another shape: {failure}', INVALID_PARAMS))

    def send_progress(self, token: types.ProgressToken, value: object) -> None:
        """Tells of what is under way, or a part of an answer.

        Not as `ProgressParams`: its value may be anything, and would go under Python's names.
        """
        self.tell(types.PROGRESS, {'token': token, 'value': value})

    def _fail(self, number: Id, method: str, error: BaseException) -> None:
        """A handler has raised: what it says on purpose goes to the client, a bug to the log."""
        if isinstance(error, RequestFailed):
            self._refuse(number, error.code, error.message)
            return
        log.error('%s failed', method, exc_info=error)
        self._refuse(number, INTERNAL_ERROR, f'{method} failed: a bug. The log of the server has the details.')

    def _refuse(self, number: Id | None, code: int, message: str) -> None:
        self._send_data({'jsonrpc': self.VERSION, 'id': number, 'error': {'code': code, 'message': message}})

    def _respond(self, number: Id, method: str, result: Any) -> None:
        try:
            text = result if isinstance(result, JsonText) else self._encode(result)
        except Exception as error:  # what a handler returned is no JSON: a bug of it
            self._fail(number, method, error)
        else:
            self._send_text(f'{{"jsonrpc":"{self.VERSION}","id":{self._encode(number)},"result":{text}}}')

    def tell(self, method: str, params: Any) -> None:
        """Sends a notification whose parameters are JSON, or types of lsprotocol within JSON."""
        self._send_data({'jsonrpc': self.VERSION, 'method': method, 'params': params})

    def _send_data(self, data: Any) -> None:
        self._send_text(self._encode(data))

    def _send_text(self, text: str) -> None:
        self.send(frame(text.encode()))

    def _encode(self, data: Any) -> str:
        # What answers hold has no circles: looking for some takes a quarter of the time.
        return json.dumps(data, default=self._converter.unstructure, separators=(',', ':'), check_circular=False)


_running: set[asyncio.Future[Any]] = set()


def _noticed(method: str, task: asyncio.Future[Any]) -> None:
    _running.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error('%s failed', method, exc_info=error)


def _is_id(number: object) -> bool:
    if isinstance(number, float):
        return math.isfinite(number)  # JSON knows no others, and Python's reader does
    return isinstance(number, int | str) and not isinstance(number, bool)


def _with_version(message: dict[str, Any]) -> dict[str, Any]:
    """A change with its version as a number: some clients send null, and its text counts all the same."""
    with suppress(KeyError, TypeError):
        document = message['params']['textDocument']
        if not isinstance(document['version'], int):
            return {**message, 'params': {**message['params'], 'textDocument': {**document, 'version': 0}}}
    return message
