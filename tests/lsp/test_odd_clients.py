"""Clients that begin otherwise than others, and tell what makes no sense: they are served all the same, and nothing is in the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lsp.wire import Wire, at

EXAMPLES = Path(__file__).parents[2] / 'examples'
URI = 'untitled:x.config'
WRONG = 'train_config { batch_sise: 8 }'
PUSHED = {'textDocument': {'publishDiagnostics': {}}}


@pytest.fixture
def wire() -> Iterator[Wire]:
    client = Wire()
    yield client
    client.kill()


@pytest.mark.parametrize(
    'params',
    [
        {},
        {'processId': 99_999_999, 'workspaceFolders': []},
        {'rootUri': None, 'workspaceFolders': None, 'initializationOptions': None},
        {'rootUri': 'not a uri'},
        {'rootPath': 'not absolute'},
        {'workspaceFolders': [{'uri': 'untitled:x', 'name': 'x'}, {'uri': 'file:///nowhere', 'name': ''}]},
        {'initializationOptions': [1, 2], 'locale': 'de', 'clientInfo': {'name': 'x'}},
        {'initializationOptions': {'searchRoots': 'x', 'schema': '/nowhere', 'framework': 'tf3', 'commands': [1, 'a']}},
        {'trace': 'compact'},
        {'trace': 7},
    ],
    ids=str,
)
def test_whatever_a_client_begins_with(params, wire):
    wire.initialize(PUSHED, **params)
    wire.open(URI, WRONG)
    wire.diagnostics(URI, lambda codes: codes == ['unknown-field'])
    assert wire.close() == 0
    assert wire.log == []


def test_a_client_that_knows_one_root_only_by_its_path(wire):
    wire.initialize(PUSHED, rootPath=str(EXAMPLES))
    names = {symbol['name'] for symbol in wire.ask('workspace/symbol', {'query': 'mobilenet'})}
    assert 'ssd_mobilenet_v2_fpn_keras' in names


SETTINGS = (
    {
        'searchRoots': 7,
        'severities': [1],
        'framework': {},
        'schema': ['x'],
        'tensorflowInterpreter': 5,
        'lensModel': 'yes',
    },
    {'searchRoots': [None, 7, '~nobody/x', 'a\0b', 'a' * 5000], 'severities': {'octal-number': 'loud', 'x': None}},
    {'modelDir': 'a\0b', 'schema': 'a\0b', 'tensorflowInterpreter': 'a\0b'},
    {'modelDir': 'a' * 300, 'schema': 'a' * 300, 'tensorflowInterpreter': 'a' * 300},
    {'schema': '/dev/null'},
    None,
    [],
    'x',
)
TOLD = (
    *(('workspace/didChangeConfiguration', {'settings': {'pipelineConfig': settings}}) for settings in SETTINGS),
    *(('workspace/didChangeConfiguration', {'settings': settings}) for settings in (None, [], 7, 'x')),
    (
        'workspace/didChangeWorkspaceFolders',
        {'event': {'added': [{'uri': 'file:///nowhere', 'name': 'x'}], 'removed': []}},
    ),
    (
        'workspace/didChangeWorkspaceFolders',
        {'event': {'added': [], 'removed': [{'uri': 'file:///never', 'name': 'y'}]}},
    ),
    ('workspace/didChangeWorkspaceFolders', {'event': {'added': [{'uri': 'untitled:', 'name': 'x'}], 'removed': []}}),
    ('workspace/didChangeWorkspaceFolders', {'event': {}}),
    ('workspace/didChangeWatchedFiles', {'changes': []}),
    ('workspace/didChangeWatchedFiles', {'changes': [{'uri': 'file:///x/checkpoint', 'type': 9}]}),
    ('workspace/didChangeWatchedFiles', {'changes': [{'uri': '', 'type': 3}, {'uri': 'http://[::1', 'type': 1}]}),
    ('textDocument/didClose', {'textDocument': {'uri': 'file:///never'}}),
    ('textDocument/didSave', {'textDocument': {'uri': 'file:///never'}, 'text': 'x'}),
    (
        'textDocument/didChange',
        {'textDocument': {'uri': 'file:///never', 'version': 1}, 'contentChanges': [{'text': 'x'}]},
    ),
    ('textDocument/didChange', {'textDocument': {'uri': URI, 'version': 5}, 'contentChanges': None}),
    (
        'textDocument/didOpen',
        {'textDocument': {'uri': 'untitled:y', 'languageId': None, 'version': None, 'text': None}},
    ),
    ('textDocument/willSave', {}),
    ('notebookDocument/didOpen', {}),
    ('workspace/didCreateFiles', {'files': []}),
    ('window/workDoneProgress/cancel', {'token': 'never begun'}),
    ('$/setTrace', {'value': 'compact'}),
    ('$/cancelRequest', {'id': None}),
    ('$/unheardOf', [1]),
    ('unheard/of', None),
)


@pytest.mark.parametrize('encoding', ['utf-8', 'utf-16', 'utf-32'])
def test_whatever_a_client_tells(encoding, wire):
    wire.initialize({'general': {'positionEncodings': [encoding]}, **PUSHED})
    wire.open(URI, WRONG)
    for method, params in TOLD:
        wire.notify(method, params)
        _, place = at(WRONG.replace('sise', 's$0ise'), URI)
        items = wire.ask('textDocument/completion', place)['items']
        assert 'batch_size' in [item['label'] for item in items], (method, params)
    assert wire.close() == 0
    assert wire.log == []


def test_opened_twice_the_second_text_counts_and_versions_may_go_back(wire):
    wire.initialize(PUSHED)
    wire.open(URI, 'train_config { }', version=7)
    assert wire.diagnostics(URI) == []
    wire.open(URI, WRONG, version=1)
    wire.diagnostics(URI, lambda codes: codes == ['unknown-field'])
    wire.change(URI, 'train_config { batch_size: 8 }', version=-3)
    wire.diagnostics(URI, lambda codes: codes == [])
    for _ in range(2):
        wire.notify('textDocument/didClose', {'textDocument': {'uri': URI}})
    assert wire.ask('textDocument/documentSymbol', {'textDocument': {'uri': URI}}) is None


def test_pieces_whose_range_is_reversed_or_beyond_the_end(wire):
    wire.initialize(PUSHED)
    wire.open(URI, 'train_config {\n}\n')
    piece = {
        'range': {'start': {'line': 9, 'character': 9}, 'end': {'line': 1, 'character': 1}},
        'text': 'nonsense: 1\n',
    }
    document = {'uri': URI, 'version': 2}
    wire.notify('textDocument/didChange', {'textDocument': document, 'contentChanges': [piece]})
    wire.diagnostics(URI, lambda codes: codes == ['unknown-field'])
    assert wire.close() == 0
    assert wire.log == []
