"""A strict client on the other end of the pipe: knows JSON and frames, and fails on anything that is not the protocol.

No types, no pygls: what is tested is what travels.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from queue import Empty, Queue
from typing import IO, Any

COMMAND = [sys.executable, '-m', 'pipeline_config_ls']
SECONDS = 30

Json = Any


def frame(message: Json) -> bytes:
    body = json.dumps(message).encode()
    return b'Content-Length: %d\r\n\r\n%s' % (len(body), body)


def read_body(stream: IO[bytes]) -> bytes | None:
    """The next message as it travels; None at the end of the stream."""
    length = None
    while (line := stream.readline()) not in (b'\r\n', b''):
        name, _, value = line.partition(b': ')
        assert line.endswith(b'\r\n'), line
        if name == b'Content-Length':
            length = int(value)
    if not line:
        return None
    assert length is not None, 'a header without a length'
    return stream.read(length)


class Wire:
    """A server in a process of its own. Answers its requests from `replies`, by method; by default with null."""

    def __init__(self, *arguments: str, replies: dict[str, Callable[[Json], Json]] | None = None) -> None:
        self.replies = replies or {}
        self.process = subprocess.Popen(
            [*COMMAND, *(arguments or ('serve', '--stdio'))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.told: list[Json] = []  # what the server sent without being asked
        self.answers: dict[Json, Json] = {}
        self.pending: set[Json] = set()
        self._messages: Queue[tuple[float, bytes | None]] = Queue()
        self.arrived = 0.0  # when the message that was taken last had come in whole, by `time.perf_counter`
        self._number = 0
        self.log: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._read_log, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        body: bytes | None = b''
        while body is not None:
            body = read_body(self.process.stdout)
            self._messages.put((time.perf_counter(), body))

    def _read_log(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.log.append(line.decode())

    # -- to the server

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: Json) -> None:
        self.send_bytes(frame({'jsonrpc': '2.0', **message}))

    def notify(self, method: str, params: Json = None) -> None:
        self.send({'method': method, 'params': params})

    def request(self, method: str, params: Json = None) -> int:
        """Asks, and returns the number of the request."""
        self._number += 1
        self.pending.add(self._number)
        self.send({'id': self._number, 'method': method, 'params': params})
        return self._number

    # -- from the server

    def answer(self, number: Json, seconds: float = SECONDS) -> Json:
        """The whole response to a request."""
        deadline = time.monotonic() + seconds
        while number not in self.answers:
            self.take(deadline)
        return self.answers.pop(number)

    def ask(self, method: str, params: Json = None, seconds: float = SECONDS) -> Json:
        """The result of a request; an error is a failure."""
        response = self.answer(self.request(method, params), seconds)
        assert 'error' not in response, response
        return response['result']

    def error(self, method: str, params: Json = None) -> Json:
        """The error of a request."""
        return self.answer(self.request(method, params))['error']

    def wait_for(self, method: str, wanted: Callable[[Json], bool] = lambda _: True, seconds: float = SECONDS) -> Json:
        """The parameters of the next notification or request of the server that is wanted."""
        deadline = time.monotonic() + seconds
        while True:
            for at, message in enumerate(self.told):
                if message['method'] == method and wanted(message['params']):
                    del self.told[: at + 1]
                    return message['params']
            self.take(deadline)

    def drain(self, seconds: float) -> list[Json]:
        """What the server sends in some time without being asked."""
        deadline = time.monotonic() + seconds
        try:
            while True:
                self.take(deadline)
        except TimeoutError:
            told, self.told = self.told, []
            return told

    def take(self, deadline: float) -> None:
        """Takes in one message. Raises TimeoutError where none comes."""
        try:
            self.arrived, body = self._messages.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            raise TimeoutError('the server says nothing') from None
        if body is None:
            raise EOFError(''.join(self.log))
        message = json.loads(body)
        assert message.get('jsonrpc') == '2.0', message
        if 'method' in message:
            self.told.append(message)
            if 'id' in message:
                reply = self.replies.get(message['method'], lambda _: None)
                result = reply(message.get('params'))
                if result is not NO_REPLY:
                    self.send({'id': message['id'], 'result': result})
            return
        number = message['id']
        assert ('result' in message) != ('error' in message), message
        assert number is None or number in self.pending, f'{number} was answered already, or never asked'
        self.pending.discard(number)
        self.answers[number] = message

    # -- the life cycle

    def initialize(self, capabilities: Json = None, **more: Json) -> Json:
        params = {'processId': None, 'rootUri': None, 'capabilities': capabilities or {}, **more}
        result = self.ask('initialize', params)
        self.notify('initialized', {})
        return result

    def open(self, uri: str, text: str, language: str = 'pipeline-config', version: int = 1) -> None:
        item = {'uri': uri, 'languageId': language, 'version': version, 'text': text}
        self.notify('textDocument/didOpen', {'textDocument': item})

    def change(self, uri: str, text: str, version: Json = 2) -> None:
        document = {'uri': uri, 'version': version}
        self.notify('textDocument/didChange', {'textDocument': document, 'contentChanges': [{'text': text}]})

    def diagnostics(self, uri: str, wanted: Callable[[list[str]], bool] = lambda _: True) -> list[str]:
        """The codes that are published for a file, as soon as they are wanted."""

        def codes(params: Json) -> list[str]:
            return [found['code'] for found in params['diagnostics']]

        params = self.wait_for(
            'textDocument/publishDiagnostics', lambda params: params['uri'] == uri and wanted(codes(params))
        )
        return codes(params)

    def close(self, seconds: float = SECONDS) -> int:
        """Says goodbye, and returns the status of the process."""
        if self.process.poll() is None:
            self.ask('shutdown')
            self.notify('exit')
        return self.process.wait(seconds)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream
            stream.close()


class _NoReply:
    """For `replies`: the client never answers."""


NO_REPLY = _NoReply()


def at(text: str, uri: str) -> tuple[str, Json]:
    """A text without its `$0`, and the parameters of a request at that place."""
    before, _, after = text.partition('$0')
    line = before.count('\n')
    character = len(before) - (before.rfind('\n') + 1)
    return before + after, {'textDocument': {'uri': uri}, 'position': {'line': line, 'character': character}}


def applied(text: str, edits: Iterable[Json]) -> str:
    """A text after edits, in UTF-16 columns of text that is ASCII."""
    starts = [0]
    for line in text.split('\n'):
        starts.append(starts[-1] + len(line) + 1)

    def offset(position: Json) -> int:
        return starts[position['line']] + position['character']

    for edit in sorted(edits, key=lambda edit: offset(edit['range']['start']), reverse=True):
        text = text[: offset(edit['range']['start'])] + edit['newText'] + text[offset(edit['range']['end']) :]
    return text
