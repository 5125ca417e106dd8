"""The connection itself: start, capabilities, what clients send that makes no sense, and the end."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from contextlib import closing

import pytest
from lsprotocol import types

COMMAND = [sys.executable, '-m', 'pipeline_config_ls']
INITIALIZE = {'processId': None, 'rootUri': None, 'capabilities': {}}
ENCODINGS = {'vscode': 'utf-16', 'vscode-1.65': 'utf-16', 'neovim': 'utf-8', 'emacs': 'utf-32'}


@pytest.mark.asyncio(loop_scope='module')
async def test_the_first_encoding_that_the_client_offers_is_taken(editor):
    assert editor.answer.capabilities.position_encoding == ENCODINGS[editor.kind]


@pytest.mark.asyncio(loop_scope='module')
async def test_whole_texts_are_asked_for(editor):
    sync = editor.answer.capabilities.text_document_sync
    assert sync.open_close
    assert sync.change is types.TextDocumentSyncKind.Full


@pytest.mark.asyncio(loop_scope='module')
async def test_files_beside_the_config_are_watched_where_the_client_can(editor):
    editor.open('untitled:new', '')
    await editor.shown('untitled:new')
    assert ('**/checkpoint' in editor.watched) == (editor.kind != 'neovim')


def request(number: int, method: str, params: object = None) -> bytes:
    return frame(json.dumps({'jsonrpc': '2.0', 'id': number, 'method': method, 'params': params}).encode())


def notification(method: str, params: object = None) -> bytes:
    return frame(json.dumps({'jsonrpc': '2.0', 'method': method, 'params': params}).encode())


def frame(body: bytes) -> bytes:
    return b'Content-Length: %d\r\n\r\n%s' % (len(body), body)


def answers(stream: bytes) -> dict[int, dict]:
    """The responses in a server's output, by number. Anything that is not the protocol fails here."""
    found = {}
    while stream:
        header, _, stream = stream.partition(b'\r\n\r\n')
        length = int(header.partition(b'Content-Length: ')[2].partition(b'\r\n')[0])
        message = json.loads(stream[:length])
        stream = stream[length:]
        if 'method' not in message:
            found[message['id']] = message
    return found


def converse(*messages: bytes, arguments: tuple[str, ...] = ()) -> tuple[dict[int, dict], int]:
    done = subprocess.run(
        [*COMMAND, *arguments], input=b''.join(messages), capture_output=True, timeout=60, check=False
    )
    return answers(done.stdout), done.returncode


FAREWELL = (request(99, 'shutdown'), notification('exit'))


@pytest.mark.parametrize('arguments', [(), ('--stdio',), ('serve',), ('serve', '--stdio')])
def test_without_a_command_it_serves(arguments):
    said, status = converse(request(1, 'initialize', INITIALIZE), *FAREWELL, arguments=arguments)
    assert said[1]['result']['serverInfo']['name'] == 'pipeline-config-ls'
    assert status == 0


def test_nonsense_does_not_end_it():
    said, status = converse(
        request(1, 'initialize', INITIALIZE),
        frame(b'{"this is": not JSON'),
        frame(b'\xff\xfe'),
        frame(b'[]'),
        request(2, 'textDocument/hover', {'textDocument': 7}),
        request(3, 'pipelineConfig/unheardOf', {}),
        notification(
            'textDocument/didChange', {'textDocument': {'uri': 'file:///x', 'version': 1}, 'contentChanges': []}
        ),
        notification('textDocument/didClose', {'textDocument': {'uri': 'never:opened'}}),
        request(4, 'workspace/executeCommand', {'command': 'unheard.of'}),
        *FAREWELL,
    )
    assert said[3]['error']['code'] == -32601
    assert 'error' in said[4]
    assert said[99]['result'] is None
    assert status == 0


def test_exit_without_shutdown_is_a_failure():
    _, status = converse(request(1, 'initialize', INITIALIZE), notification('exit'))
    assert status == 1


def test_it_ends_when_the_editor_is_gone():
    said, _ = converse(request(1, 'initialize', INITIALIZE))
    assert 1 in said


def test_over_tcp():
    with closing(socket.socket()) as probe:
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
    with subprocess.Popen([*COMMAND, 'serve', '--tcp', f'127.0.0.1:{port}'], stderr=subprocess.DEVNULL) as server:
        try:
            with closing(connect(port)) as connection:
                connection.sendall(request(1, 'initialize', INITIALIZE) + b''.join(FAREWELL))
                said = answers(b''.join(iter(lambda: connection.recv(65536), b'')))
            assert said[1]['result']['serverInfo']['name'] == 'pipeline-config-ls'
        finally:
            server.kill()


def connect(port: int) -> socket.socket:
    """Connects as soon as the server listens."""
    for _ in range(600):
        try:
            return socket.create_connection(('127.0.0.1', port), timeout=10)
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f'nothing listens on port {port}')


def test_tcp_wants_an_address():
    done = subprocess.run([*COMMAND, 'serve', '--tcp', 'nowhere'], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "'nowhere' is not HOST:PORT" in done.stderr
