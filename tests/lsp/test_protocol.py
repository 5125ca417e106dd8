"""What travels over the pipe: answers to whatever comes, each exactly once, and what the protocol says where it says it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lsp.wire import COMMAND, NO_REPLY, Wire, applied, at, frame

EXAMPLES = Path(__file__).parents[2] / 'examples'
URI = 'untitled:pipeline.config'
PUSHED = {'textDocument': {'publishDiagnostics': {}}}


@pytest.fixture
def wire() -> Iterator[Wire]:
    client = Wire()
    yield client
    client.kill()


@pytest.fixture
def started(wire: Wire) -> Wire:
    wire.initialize()
    return wire


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLES, tmp_path, dirs_exist_ok=True)
    return tmp_path


def folders(folder: Path) -> dict:
    return {'workspaceFolders': [{'uri': folder.as_uri(), 'name': 'workspace'}]}


# -- errors and the life cycle


def test_before_initialize_nothing_is_answered_but_that(wire):
    assert wire.error('textDocument/hover', {'textDocument': {'uri': URI}})['code'] == -32002
    assert wire.error('shutdown')['code'] == -32002
    wire.notify('textDocument/didOpen', {})
    assert wire.initialize()['serverInfo']['name'] == 'pipeline-config-ls'


def test_after_shutdown_nothing_is_answered_any_more(started):
    started.ask('shutdown')
    assert started.error('shutdown')['code'] == -32600
    assert started.error('textDocument/hover', at('$0', URI)[1])['code'] == -32600
    started.notify('exit')
    assert started.process.wait(10) == 0


def test_a_second_initialize_is_an_error_and_changes_nothing(started):
    assert started.error('initialize', {'processId': None, 'rootUri': None, 'capabilities': {}})['code'] == -32600
    assert started.ask('textDocument/hover', at('$0', URI)[1]) is None


@pytest.mark.parametrize(
    'params',
    [
        None,
        [],
        7,
        {'textDocument': 7, 'position': {'line': 0, 'character': 0}},
        {'textDocument': {'uri': URI}},
        {'textDocument': {'uri': URI}, 'position': {'line': -1, 'character': 0}},
        {'textDocument': {'uri': URI}, 'position': {'line': 'one', 'character': 0}},
        {'textDocument': {'uri': URI}, 'position': {'line': 0, 'character': 2**40}},
    ],
    ids=json.dumps,
)
@pytest.mark.parametrize('method', ['textDocument/hover', 'textDocument/completion', 'textDocument/rename'])
def test_parameters_of_another_shape_are_told(params, method, shared):
    error = shared.error(method, params)
    assert error['code'] == -32602
    assert 'data' not in error
    assert 'Traceback' not in error['message']
    assert '/' not in error['message'].replace(method, '')


@pytest.fixture(scope='module')
def shared() -> Iterator[Wire]:
    """A server for tests that leave it as it is."""
    client = Wire()
    client.initialize()
    yield client
    client.kill()


@pytest.mark.parametrize(
    ('sent', 'code'),
    [
        (b'{"not": JSON', -32700),
        (b'\xff\xfe', -32700),
        (b'[' * 100_000, -32700),
        (b'[]', -32600),
        (b'[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]', -32600),
        (b'7', -32600),
        (b'{}', -32600),
        (b'{"jsonrpc":"1.0","id":1,"method":"shutdown"}', -32600),
        (b'{"jsonrpc":"2.0","id":null,"method":"textDocument/hover"}', -32600),
        (b'{"jsonrpc":"2.0","id":[1],"method":"textDocument/hover"}', -32600),
        (b'{"jsonrpc":"2.0","id":NaN,"method":"textDocument/hover"}', -32600),
        (b'{"jsonrpc":"2.0","id":true,"method":"textDocument/hover"}', -32600),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_what_is_no_request_is_answered_without_a_number(sent, code, shared):
    shared.pending.add(None)
    shared.send_bytes(b'Content-Length: %d\r\n\r\n%s' % (len(sent), sent))
    response = shared.answer(None)
    assert response['error']['code'] == code


def test_a_method_that_is_no_text_and_one_that_nobody_knows(shared):
    shared.pending.add('a')
    shared.send({'id': 'a', 'method': 7})
    assert shared.answer('a')['error']['code'] == -32600
    assert shared.error('pipelineConfig/unheardOf')['code'] == -32601
    assert shared.error('$/unheardOf')['code'] == -32601
    shared.notify('$/unheardOf')
    shared.send({'id': 'never asked', 'result': 7})
    shared.send({'id': 'never asked', 'error': 'what?'})
    assert shared.ask('textDocument/hover', at('$0', URI)[1]) is None


@pytest.mark.parametrize('number', [0, -7, 2**60, 1.5, '', 'a', '\U0001f41d', '1'])
def test_whatever_number_or_text_a_request_has_it_is_answered_under_it(number, shared):
    shared.pending.add(number)
    shared.send({'id': number, 'method': 'textDocument/hover', 'params': at('$0', URI)[1]})
    assert shared.answer(number)['result'] is None


@pytest.mark.parametrize('method', ['exit', '$/cancelRequest', 'textDocument/didClose', 'initialized'])
def test_a_notification_that_is_sent_as_a_request_is_answered(method, wire):
    assert wire.error(method)['code'] in (-32600, -32002)
    wire.initialize()
    answer = wire.answer(wire.request(method, {'textDocument': {'uri': URI}, 'id': 7}))
    assert 'error' not in answer or answer['error']['code'] in (-32600, -32601)
    assert wire.close() == 0


def test_headers_as_clients_write_them(wire):
    body = json.dumps({'jsonrpc': '2.0', 'id': 1, 'method': 'initialize', 'params': {'capabilities': {}}}).encode()
    wire.pending |= {1, 2}
    wire.send_bytes(b'content-length:%d\r\nContent-Type: application/vscode-jsonrpc\r\n\r\n%s' % (len(body), body))
    assert 'result' in wire.answer(1)
    wire.send_bytes(b'CONTENT-LENGTH:   46\r\n\r\n{"jsonrpc":"2.0","id":2,"method":"shutdown"}  ')
    assert wire.answer(2)['result'] is None


def test_capabilities_of_a_later_protocol_are_passed_over(wire):
    texts = {
        'completion': {'completionItem': {'snippetSupport': True}, 'completionItemKind': {'valueSet': [1, 99]}},
        'unheardOf': {'x': 1},
        'diagnostic': 7,
    }
    capabilities = {
        'textDocument': texts,
        'workspace': [],
        'general': {'positionEncodings': ['utf-7', 'utf-8']},
        'new': 1,
    }
    assert wire.initialize(capabilities)['capabilities']['positionEncoding'] == 'utf-8'


@pytest.mark.parametrize('version', [None, 'two', -5, 1, 10**9])
def test_a_change_counts_whatever_its_version(started, version):
    started.open(URI, 'no_such_field: 1')
    assert started.diagnostics(URI) == ['unknown-field']
    started.change(URI, 'model { }', version)
    started.diagnostics(URI, lambda codes: codes == [])


def test_a_client_that_sends_pieces_is_understood(started):
    started.open(URI, 'train_config {\n  batch_sise: 8\n}\n')
    assert started.diagnostics(URI) == ['unknown-field']
    change = {'range': {'start': {'line': 1, 'character': 10}, 'end': {'line': 1, 'character': 11}}, 'text': 'z'}
    started.notify('textDocument/didChange', {'textDocument': {'uri': URI, 'version': 2}, 'contentChanges': [change]})
    assert started.diagnostics(URI) == []


# -- cancelling


def test_what_is_cancelled_is_answered_so_and_holds_up_nothing(wire, project):
    wire.initialize(**folders(project))
    path = project / 'restores/pipeline.config'
    uri = path.as_uri()
    text, place = at(path.read_text().replace('fine_tune_checkpoint:', 'fine_tune_check$0point:', 1), uri)
    wire.open(uri, text)
    asked = [wire.request('textDocument/hover', place) for _ in range(5)]
    for number in asked:
        wire.notify('$/cancelRequest', {'id': number})
    wire.notify('$/cancelRequest', {'id': 'never asked'})
    answers = [wire.answer(number) for number in asked]
    assert {answer['error']['code'] for answer in answers if 'error' in answer} <= {-32800}
    assert 'restore' in wire.ask('textDocument/hover', place)['contents']['value']


def test_a_plan_that_nobody_waits_for_stops_and_holds_up_nothing(wire, project):
    wire.initialize({'window': {'workDoneProgress': True}, **PUSHED}, **folders(project))
    path = project / 'restores/pipeline.config'
    text = path.read_text()
    other = path.with_name('other.config')
    _, place = at(text.replace('fine_tune_checkpoint:', 'fine_tune_check$0point:', 1), path.as_uri())
    # A tower of so many layers takes twenty seconds to plan.
    wire.open(path.as_uri(), text.replace('num_layers_before_predictor: 4', 'num_layers_before_predictor: 200000'))
    wire.open(other.as_uri(), text)
    wire.wait_for('window/workDoneProgress/create')
    abandoned = wire.request('textDocument/hover', place)
    wire.notify('$/cancelRequest', {'id': abandoned})
    shown = wire.ask('textDocument/hover', {**place, 'textDocument': {'uri': other.as_uri()}})
    assert 'restore' in shown['contents']['value']
    assert wire.answer(abandoned)['error']['code'] == -32800
    wire.change(path.as_uri(), text.replace('ckpt-0', 'ckpt-7'))
    wire.diagnostics(path.as_uri(), lambda codes: 'checkpoint-path' in codes)
    assert processor_seconds(wire) < 8, 'neither plan went on'


def processor_seconds(wire: Wire) -> float:
    """The processor time of the server until now."""
    fields = Path(f'/proc/{wire.process.pid}/stat').read_text().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


# -- code actions


@pytest.mark.parametrize(
    ('only', 'kinds'),
    [
        (['source.fixAll.pipeline-config'], ['source.fixAll.pipeline-config']),
        (['source.fixAll'], ['source.fixAll.pipeline-config']),
        (['source'], ['source.fixAll.pipeline-config']),
        (['quickfix'], ['quickfix']),
        (['source.organizeImports'], []),
        (['source.fixAll.eslint'], []),
        (['unheard.of', 'quickfix'], ['quickfix']),
        ([''], ['quickfix', 'source.fixAll.pipeline-config']),
        (None, ['quickfix', 'source.fixAll.pipeline-config']),
    ],
    ids=str,
)
def test_code_actions_of_whatever_kind(shared, only, kinds):
    text = 'train_config { batch_size: 8.0 }'
    shared.open(URI, text)
    everything = {'start': {'line': 0, 'character': 0}, 'end': {'line': 0, 'character': len(text)}}
    context = {'diagnostics': [], **({} if only is None else {'only': only})}
    params = {'textDocument': {'uri': URI}, 'range': everything, 'context': context}
    actions = shared.ask('textDocument/codeAction', params)
    assert sorted({action['kind'] for action in actions}) == kinds
    for action in actions:
        assert applied(text, action['edit']['changes'][URI]) == 'train_config { batch_size: 8 }'


# -- diagnostics and settings


def test_a_client_that_pulls_but_cannot_be_told_of_news_is_sent_its_diagnostics(wire, project):
    """Neovim 0.11."""
    answer = wire.initialize({'textDocument': {'diagnostic': {}, 'publishDiagnostics': {}}}, **folders(project))
    assert answer['capabilities'].get('diagnosticProvider') is None
    path = project / 'three-mistakes/pipeline.config'
    wire.open(path.as_uri(), path.read_text())
    wire.diagnostics(path.as_uri(), lambda codes: 'checkpoint-path' in codes)


def test_a_pull_is_answered_from_the_text_at_once(wire):
    answer = wire.initialize({'textDocument': {'diagnostic': {}}})
    assert answer['capabilities']['diagnosticProvider']
    wire.open(URI, 'no_such_field: 1')
    for version in range(2, 20):  # somebody types
        wire.change(URI, f'no_such_field: {version}', version)
        report = wire.ask('textDocument/diagnostic', {'textDocument': {'uri': URI}}, seconds=5)
        assert [found['code'] for found in report['items']] == ['unknown-field']


CONFIGURED = {'workspace': {'configuration': True}, **PUSHED}


def test_nothing_is_said_before_the_settings_are_known(project, tmp_path_factory):
    """The checkpoint lies where only the settings tell."""
    elsewhere = tmp_path_factory.mktemp('elsewhere')
    shutil.move(project / 'pretrained', elsewhere / 'pretrained')

    def tell(params):
        time.sleep(0.5)
        return [{'searchRoots': [str(elsewhere)]}]

    client = Wire(replies={'workspace/configuration': tell})
    try:
        client.initialize(CONFIGURED, **folders(project))
        path = project / 'restores/pipeline.config'
        client.open(path.as_uri(), path.read_text())
        first = client.wait_for('textDocument/publishDiagnostics')
        published = [first, *(told['params'] for told in client.drain(1.5) if 'diagnostics' in (told['params'] or {}))]
        codes = {found['code'] for params in published for found in params['diagnostics']}
        assert 'checkpoint-path' not in codes
    finally:
        client.kill()


def test_a_client_that_never_tells_its_settings_is_served_all_the_same():
    client = Wire(
        replies={'workspace/configuration': lambda _: NO_REPLY, 'client/registerCapability': lambda _: NO_REPLY}
    )
    try:
        watches = {'workspace': {'configuration': True, 'didChangeWatchedFiles': {'dynamicRegistration': True}}}
        client.initialize({**watches, **PUSHED})
        client.open(URI, 'no_such_field: 1')
        assert client.diagnostics(URI) == ['unknown-field']
    finally:
        client.kill()


# -- what clients can show


@pytest.mark.parametrize('formats', [['plaintext'], []])
def test_hovers_are_plain_text_where_no_markdown_is_shown(wire, formats):
    wire.initialize({'textDocument': {'hover': {'contentFormat': formats}}} if formats else {})
    text, place = at('train_config { batch_$0size: 8 fine_tune_checkpoint_version: V2 }', URI)
    wire.open(URI, text)
    contents = wire.ask('textDocument/hover', place)['contents']
    assert contents['kind'] == 'plaintext'
    assert contents['value'].startswith('TrainConfig.batch_size: uint32')
    assert not {'`', '**', '```'} & set(contents['value'].split())
    assert '`' not in contents['value']


@pytest.mark.parametrize(('name', 'commands'), [('Visual Studio Code', True), ('Neovim', False), (None, False)])
def test_the_next_list_is_asked_for_in_vs_code_alone(wire, name, commands):
    item = {'completionItem': {'snippetSupport': True}}
    client = {'clientInfo': {'name': name}} if name else {}
    wire.initialize({'textDocument': {'completion': item}}, **client)
    text, place = at('train_config { $0 }', URI)
    wire.open(URI, text)
    items = wire.ask('textDocument/completion', place)['items']
    asked = {item['command']['command'] for item in items if 'command' in item}
    assert asked == ({'editor.action.triggerSuggest'} if commands else set())


# -- texts that are not files


@pytest.mark.parametrize(
    'uri', ['untitled:Untitled-1', 'vscode-vfs://github/a/b/pipeline.config', 'git:/a/pipeline.config?{}']
)
def test_of_a_text_that_is_no_file_nothing_is_said_about_files(wire, project, uri):
    wire.initialize(PUSHED, **folders(project))
    text = (project / 'three-mistakes/pipeline.config').read_text() + '\nno_such_field: 1\n'
    wire.open(uri, text)
    first = wire.wait_for('textDocument/publishDiagnostics')
    published = [first, *(told['params'] for told in wire.drain(1) if 'diagnostics' in (told['params'] or {}))]
    codes = {found['code'] for params in published for found in params['diagnostics']}
    assert 'unknown-field' in codes
    assert not {code for code in codes if code.startswith(('checkpoint', 'label-map', 'record'))}


@pytest.mark.parametrize(
    ('uri', 'language', 'text', 'codes'),
    [
        ('untitled:Untitled-1', 'tf-label-map', 'item { id: 1 name: "bee" nickname: "b" }', ['unknown-field']),
        ('untitled:Untitled-2', 'tf-label-map', 'item { id: 1 name: "bee" }', []),
        ('file:///somewhere/labels.txt', 'tf-label-map', 'item { id: 1 name: "bee" }', []),
        ('file:///somewhere/train.txt', 'pipeline-config', 'train_config { batch_sise: 8 }', ['unknown-field']),
        ('file:///somewhere/graph.pbtxt', 'pbtxt', 'node { name: "x" op: "Placeholder" }', []),
        ('file:///somewhere/label_map.pbtxt', 'pbtxt', 'item { id: 1 name: "bee" nickname: "b" }', ['unknown-field']),
    ],
)
def test_the_language_that_the_editor_says_counts(wire, uri, language, text, codes):
    wire.initialize(PUSHED)
    wire.open(uri, text, language)
    assert wire.diagnostics(uri)[:1] == codes


# -- the end


def test_it_ends_within_a_second_whatever_runs(wire, project):
    wire.initialize(**folders(project))
    path = project / 'restores/pipeline.config'
    text, place = at(path.read_text().replace('fine_tune_checkpoint:', 'fine_tune_check$0point:', 1), path.as_uri())
    wire.open(path.as_uri(), text)
    wire.ask('textDocument/documentSymbol', {'textDocument': {'uri': path.as_uri()}})
    for _ in range(20):
        wire.request('textDocument/hover', place)
    began = time.monotonic()
    assert wire.close() == 0
    assert time.monotonic() - began < 1


def test_tcp_serves_one_client_and_listens_no_more():
    port = free_port()
    address = f'127.0.0.1:{port}'
    with subprocess.Popen([*COMMAND, 'serve', '--tcp', address], stderr=subprocess.DEVNULL) as server:
        try:
            with closing(connect(port)) as connection:
                connection.sendall(
                    frame({'jsonrpc': '2.0', 'id': 1, 'method': 'initialize', 'params': {'capabilities': {}}})
                )
                assert connection.recv(10)
                with pytest.raises(OSError, match='refused'):
                    socket.create_connection(('127.0.0.1', port), timeout=5)
                connection.sendall(frame({'jsonrpc': '2.0', 'id': 2, 'method': 'shutdown'}))
                connection.sendall(frame({'jsonrpc': '2.0', 'method': 'exit'}))
                assert server.wait(10) == 0
        finally:
            server.kill()


def test_tcp_says_that_a_port_is_taken():
    with closing(socket.create_server(('127.0.0.1', 0))) as taken:
        address = f'127.0.0.1:{taken.getsockname()[1]}'
        done = subprocess.run([*COMMAND, 'serve', '--tcp', address], capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert address in done.stderr
    assert 'Traceback' not in done.stderr


def free_port() -> int:
    with closing(socket.create_server(('127.0.0.1', 0))) as probe:
        return probe.getsockname()[1]


def connect(port: int) -> socket.socket:
    for _ in range(600):
        try:
            return socket.create_connection(('127.0.0.1', port), timeout=10)
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f'nothing listens on port {port}')


def test_in_a_text_of_many_lines_everything_is_answered_and_the_connection_stays_free(started):
    """Read by the worker: a hover elsewhere need not wait for it."""
    text = 'train_config {\n' + '  data_augmentation_options { ssd_random_crop { } }\n' * 30_000 + '}\n'
    started.open(URI, text)
    other, place = at('train_config { batch_$0size: 8 }', 'untitled:other')
    started.open('untitled:other', other)
    assert 'batch' in started.ask('textDocument/hover', place)['contents']['value']
    document = {'textDocument': {'uri': URI}}
    (outline,) = started.ask('textDocument/documentSymbol', document)
    assert len(outline['children']) == 30_000
    options = {**document, 'options': {'tabSize': 2, 'insertSpaces': True}}
    asked = started.request('textDocument/formatting', options)
    assert 'batch' in started.ask('textDocument/hover', place)['contents']['value']
    assert asked not in started.answers, 'the hover did not wait for the formatting that was asked for first'
    assert applied(text, started.answer(asked)['result']) == text.replace('{ }', '{}')
    started.change(URI, text.replace('ssd', 'sdd', 1))
    started.diagnostics(URI, lambda codes: codes == ['unknown-field'])


def test_semantic_tokens_of_a_file_of_a_range_and_what_has_changed(started):
    text = 'train_config {\n  batch_size: 8\n}\n'
    started.open(URI, text)
    document = {'textDocument': {'uri': URI}}
    whole = started.ask('textDocument/semanticTokens/full', document)
    assert len(whole['data']) == 15
    line = {'start': {'line': 1, 'character': 0}, 'end': {'line': 2, 'character': 0}}
    assert len(started.ask('textDocument/semanticTokens/range', {**document, 'range': line})['data']) == 10
    started.change(URI, text.replace('8', '128'))
    asked = {**document, 'previousResultId': whole['resultId']}
    (edit,) = started.ask('textDocument/semanticTokens/full/delta', asked)['edits']
    assert edit == {'start': 12, 'deleteCount': 1, 'data': [3]}
    # What it was asked about before is not known any more: the whole is sent.
    assert len(started.ask('textDocument/semanticTokens/full/delta', asked)['data']) == 15


@pytest.mark.parametrize(
    ('text', 'character', 'after'),
    [
        ('model {\n$0', '\n', 'model {\n  '),
        ('model {\n  ssd {\n      }$0\n}', '}', 'model {\n  ssd {\n  }\n}'),
    ],
)
def test_formatting_while_typing(shared, text, character, after):
    text, place = at(text, URI)
    shared.open(URI, text)
    options = {'tabSize': 2, 'insertSpaces': True}
    edits = shared.ask('textDocument/onTypeFormatting', {**place, 'ch': character, 'options': options})
    assert applied(text, edits) == after


def test_the_next_list_after_a_brace_a_colon_and_a_quote(shared):
    for typed, label in (
        ('train_config {$0', 'batch_size'),
        ('train_config { fine_tune_checkpoint_version:$0 }', 'V2'),
        ('model { ssd { feature_extractor { type: "$0" } } }', 'ssd_mobilenet_v2_fpn_keras'),
    ):
        text, place = at(typed, URI)
        shared.open(URI, text)
        context = {'triggerKind': 2, 'triggerCharacter': typed[typed.index('$0') - 1]}
        items = shared.ask('textDocument/completion', {**place, 'context': context})['items']
        assert label in [item['label'] for item in items]
