"""Every request there is, about every kind of file there is, with parameters that are right and that are not: each is
answered, with an error only where the parameters are wrong, and nothing is in the log.

The folder around them has what real folders have: links in a circle, named pipes, folders that have the name of a file.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp.wire import Wire
from pipeline_config_ls.lsp.handlers import HANDLERS
from pipeline_config_ls.lsp.notifications import NOTIFICATIONS

EXAMPLES = Path(__file__).parents[2] / 'examples'
CONFIG = (EXAMPLES / 'restores/pipeline.config').read_text()
LABELS = (EXAMPLES / 'annotations/label_map.pbtxt').read_text()
REQUESTS = [method for method in HANDLERS if method not in NOTIFICATIONS]
# What is wrong with the parameters, and what cannot be done: all that may be said instead of an answer.
TOLD = (-32602, -32803)

URIS = (
    'untitled:Untitled-1',
    'vscode-vfs://github/a/b/pipeline.config',
    'git:/a/pipeline.config?%7B%22ref%22%3A%22%22%7D',
    'vscode-notebook-cell:/a/b.ipynb#W0sZmlsZQ%3D%3D',
    'file:///c%3A/Users/ann/pipeline.config',
    'file:///C:/Users/ann/pipeline.config',
    'file://server/share/pipeline.config',
    'file:///a/%00/pipeline.config',
    'file:///a/%ff%fe/pipeline.config',
    f'file:///{"a" * 5000}/pipeline.config',
    'http://[::1/pipeline.config',
    'not a uri',
    '',
)
IN_FOLDER = (
    'pipeline.config',
    'folder.config',
    'pipe_pipeline.config',
    'circle_pipeline.config',
    'gone/pipeline.config',
)
TEXTS = (
    CONFIG,
    '',
    '\ufeff' + CONFIG,
    CONFIG.replace('\n', '\r'),
    CONFIG.replace('\n', '\r\n'),
    CONFIG.replace('model', 'mo\0del'),
    CONFIG[: len(CONFIG) // 2],
    'train_config { fine_tune_checkpoint: "\U0001f41d\ud83d\u2028\x85" batch_size: ',
    'train_input_reader { label_map_path: "pipe_pipeline.config" tf_record_input_reader { input_path: "circle/circle/*" } }',
    f'train_config {{ fine_tune_checkpoint: "{"a" * 300}" }}',
)
COMMANDS = ('restoreReport', 'compareConfig', 'status', 'setUp', 'setUp.checkpoints', 'useCheckpoint')
NUMBERS = (0, 1, 13, 29, 40, 10**6, 2**31 - 1)
NO_NUMBERS = (-1, 1.5, 2**31, 2**70, None, True, '1', [])


@pytest.fixture(scope='module')
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp('workspace')
    shutil.copytree(EXAMPLES, folder, dirs_exist_ok=True)
    (folder / 'folder.config').mkdir()
    os.mkfifo(folder / 'pipe_pipeline.config')
    (folder / 'circle_pipeline.config').symlink_to('circle_pipeline.config')
    (folder / 'circle').symlink_to('.')
    (folder / 'dangling_pipeline.config').symlink_to('nowhere')
    (folder / 'utf16_pipeline.config').write_bytes('model { }'.encode('utf-16'))
    (folder / 'binary_pipeline.config').write_bytes(bytes(range(256)) * 100)
    return folder


@pytest.fixture(scope='module', params=['utf-8', 'utf-16', 'utf-32'])
def server(folder: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Wire, list[str]]]:
    wire = Wire()
    wire.initialize(
        {
            'general': {'positionEncodings': [request.param]},
            'textDocument': {'diagnostic': {}, 'rename': {'prepareSupport': True}},
            'workspace': {'diagnostics': {'refreshSupport': True}},
        },
        workspaceFolders=[{'uri': folder.as_uri(), 'name': 'workspace'}],
    )
    uris = [*URIS, *((folder / name).as_uri() for name in IN_FOLDER)]
    for number, uri in enumerate(uris):
        wire.open(uri, TEXTS[number % len(TEXTS)])
    labels = (folder / 'annotations/label_map.pbtxt').as_uri()
    wire.open(labels, LABELS, 'tf-label-map')
    yield wire, [*uris, labels, 'file:///never/opened.config']
    assert wire.close() == 0
    assert wire.log == []
    wire.kill()


def params(chance: random.Random, uri: str, numbers: tuple[Any, ...]) -> dict[str, Any]:
    """Whatever any of the requests asks for."""

    def position() -> dict[str, Any]:
        return {'line': chance.choice(numbers), 'character': chance.choice(numbers)}

    arguments = ([uri], [uri, None], [uri, {}], [uri, 7], [], [7], [None], None)
    return {
        'textDocument': {'uri': uri},
        'position': position(),
        'positions': [position(), position()],
        'range': {'start': position(), 'end': position()},
        'context': {'includeDeclaration': True, 'diagnostics': [], 'triggerKind': 1, 'only': ['quickfix', 'x.y']},
        'options': {'tabSize': chance.choice((0, 2, 8)), 'insertSpaces': True},
        'ch': chance.choice(('\n', '}', 'x', '')),
        'newName': chance.choice(('bee', '', '"', '\n', '\0', 'a/b')),
        'query': chance.choice(('ssd', '', '(', '\0')),
        'arguments': chance.choice(arguments),
        'previousResultId': chance.choice(('1', 'never given')),
        'previousResultIds': [{'uri': uri, 'value': '1'}, {'uri': 'file:///gone', 'value': '2'}],
        'uri': uri,
        'label': 'batch_size',
        'data': chance.choice(
            (None, 7, {'field': 'object_detection.protos.TrainConfig.batch_size', 'uri': uri}, {'uri': 7})
        ),
    }


@pytest.mark.parametrize('method', REQUESTS)
def test_it_is_answered_of_whatever_file(method, server):
    wire, uris = server
    chance = random.Random(method)
    for uri in uris:
        for _ in range(3):
            asked = params(chance, uri, NUMBERS)
            if method == 'workspace/executeCommand':
                asked['command'] = f'pipeline-config-ls.{chance.choice(COMMANDS)}'
            answer = wire.answer(wire.request(method, asked))
            assert 'result' in answer or answer['error']['code'] == TOLD[1], (asked, answer)


@pytest.mark.parametrize('method', REQUESTS)
def test_it_is_answered_whatever_is_wrong_with_its_parameters(method, server):
    wire, uris = server
    chance = random.Random(method)
    for wrong in (None, [], {}, 7, 'x', True):
        answer = wire.answer(wire.request(method, wrong))
        assert 'result' in answer or answer['error']['code'] == TOLD[0], (wrong, answer)
    for _ in range(20):
        asked = params(chance, chance.choice(uris), NO_NUMBERS)
        asked[chance.choice(list(asked))] = chance.choice((None, 7, [], {}, 'x'))
        del asked[chance.choice(list(asked))]
        answer = wire.answer(wire.request(method, asked))
        assert 'result' in answer or (answer['error']['code'] in TOLD and 'data' not in answer['error']), (
            asked,
            answer,
        )
