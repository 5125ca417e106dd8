"""The workspace over the wire: diagnostics of all its files, references and renames across them, and what is watched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lsp.wire import Wire, applied, at

EXAMPLES = Path(__file__).parents[2] / 'examples'
WATCHES = {'didChangeWatchedFiles': {'dynamicRegistration': True, 'relativePatternSupport': True}}
PUSHED = {'textDocument': {'publishDiagnostics': {}}}
PULLED = {'textDocument': {'diagnostic': {}}}
LABELS = 'item { id: 1 name: "bee" }\nitem { id: 2 name: "wasp" }\n'


@pytest.fixture
def wire() -> Iterator[Wire]:
    client = Wire()
    yield client
    client.kill()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / 'project'
    shutil.copytree(EXAMPLES, folder)
    return folder


def folders(folder: Path) -> dict:
    return {'workspaceFolders': [{'uri': folder.as_uri(), 'name': 'workspace'}]}


def pull(wire: Wire, previous: dict[str, str]) -> dict[str, dict]:
    known = [{'uri': uri, 'value': value} for uri, value in previous.items()]
    report = wire.ask('workspace/diagnostic', {'previousResultIds': known})
    return {item['uri']: item for item in report['items']}


def codes(item: dict) -> set[str]:
    return {found['code'] for found in item['items']}


def test_every_config_and_label_map_of_the_folder_is_reported_once(wire, project):
    wire.initialize(PULLED, **folders(project))
    (project / 'label_map.pbtxt').write_text('item { id: 1 name: "bee" nickname: "b" }')
    (project / 'graph.pbtxt').write_text('node { name: "x" }')
    reports = pull(wire, {})
    wrong = (project / 'three-mistakes/pipeline.config').as_uri()
    assert {'checkpoint-path', 'checkpoint-version'} <= codes(reports[wrong])
    assert 'unknown-field' in codes(reports[(project / 'label_map.pbtxt').as_uri()])
    assert (project / 'graph.pbtxt').as_uri() not in reports

    known = {uri: item['resultId'] for uri, item in reports.items()}
    assert {item['kind'] for item in pull(wire, known).values()} == {'unchanged'}

    (project / 'label_map.pbtxt').write_text('item { name: "bee" id: 1 }')
    changed = pull(wire, known)
    (uri,) = [uri for uri, item in changed.items() if item['kind'] == 'full']
    assert codes(changed[uri]) == set()

    (project / 'label_map.pbtxt').unlink()
    gone = pull(wire, {**known, uri: changed[uri]['resultId']})[uri]
    assert gone['kind'] == 'full'
    assert gone['items'] == []


def test_an_answer_comes_in_parts_and_holds_up_nothing(wire, tmp_path):
    for number in range(30):
        (tmp_path / f'{number}_pipeline.config').write_text(
            'x: 1\n' + 'train_config { data_augmentation_options { } }\n' * 2000
        )
    wire.initialize(PULLED, **folders(tmp_path))
    wire.open('untitled:a.config', 'train_config { batch_size: 8 }', 'pipeline-config')
    number = wire.request('workspace/diagnostic', {'previousResultIds': [], 'partialResultToken': 'mine'})
    part = wire.wait_for('$/progress')
    assert part['token'] == 'mine'
    items = part['value']['items']
    # What the person asks meanwhile goes first.
    place = {'textDocument': {'uri': 'untitled:a.config'}, 'position': {'line': 0, 'character': 17}}
    assert 'batch' in wire.ask('textDocument/hover', place)['contents']['value']
    assert number not in wire.answers
    items += wire.answer(number)['result']['items']
    items += [item for told in wire.told if told['method'] == '$/progress' for item in told['params']['value']['items']]
    found = {item['uri']: codes(item) for item in items}
    assert len(found) == len(items) == 31
    assert all('unknown-field' in found[(tmp_path / f'{number}_pipeline.config').as_uri()] for number in range(30))


def test_a_client_that_does_not_want_the_rest_is_answered_so(wire, tmp_path):
    for number in range(30):
        (tmp_path / f'{number}_pipeline.config').write_text('train_config { data_augmentation_options { } }\n' * 2000)
    wire.initialize(PULLED, **folders(tmp_path))
    number = wire.request('workspace/diagnostic', {'previousResultIds': [], 'partialResultToken': 7})
    wire.wait_for('$/progress')
    wire.notify('$/cancelRequest', {'id': number})
    assert wire.answer(number)['error']['code'] == -32800
    wire.drain(0.5)
    assert wire.drain(0.5) == []


def test_what_only_has_our_kind_of_name_or_records_a_checkpoint_is_no_problem_of_the_folder(wire, project):
    wire.initialize(PULLED, **folders(project))
    (project / 'web_pipeline.config').write_text('<?xml version="1.0"?>\n<configuration/>\n')
    reports = pull(wire, {})
    record = 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/pipeline.config'
    for quiet in ('web_pipeline.config', record):
        assert codes(reports[(project / quiet).as_uri()]) == set()


def test_a_class_is_found_and_renamed_in_files_that_are_not_open(wire, tmp_path):
    model = 'model { center_net { keypoint_estimation_task { keypoint_class_name: "bee" } } }\n'
    config = model + 'train_input_reader { label_map_path: "label_map.pbtxt" }\n'
    (tmp_path / 'pipeline.config').write_text(config)
    (tmp_path / 'label_map.pbtxt').write_text(LABELS)
    wire.initialize({'textDocument': {'rename': {'prepareSupport': True}}}, **folders(tmp_path))
    uri = (tmp_path / 'label_map.pbtxt').as_uri()
    text, place = at(LABELS.replace('bee', 'b$0ee'), uri)
    wire.open(uri, text, 'tf-label-map')
    places = wire.ask('textDocument/references', {**place, 'context': {'includeDeclaration': True}})
    assert {found['uri'] for found in places} == {uri, (tmp_path / 'pipeline.config').as_uri()}
    assert wire.ask('textDocument/prepareRename', place)['placeholder'] == 'bee'
    changes = wire.ask('textDocument/rename', {**place, 'newName': 'honey bee'})['changes']
    edits = changes[(tmp_path / 'pipeline.config').as_uri()]
    assert applied(config, edits) == config.replace('"bee"', '"honey bee"')
    error = wire.error('textDocument/rename', {**place, 'newName': 'wasp'})
    assert error == {'code': -32803, 'message': '`wasp` is the name of another class.'}


def test_symbols_of_the_workspace(wire, project):
    wire.initialize(**folders(project))
    names = {symbol['name'] for symbol in wire.ask('workspace/symbol', {'query': 'mobilenet'})}
    assert 'ssd_mobilenet_v2_fpn_keras' in names


def test_folders_outside_of_the_workspace_that_are_named_are_watched(wire, project, tmp_path):
    outside = tmp_path / 'elsewhere'
    shutil.move(project / 'pretrained', outside)
    wire.initialize({'workspace': WATCHES, **PUSHED}, **folders(project))
    path = project / 'restores/pipeline.config'
    (index,) = outside.rglob('ckpt-0.index')
    prefix = index.with_suffix('')
    before, _, after = path.read_text().partition('fine_tune_checkpoint: "')
    text = f'{before}fine_tune_checkpoint: "{prefix}"\n#' + after.partition('"')[2]
    wire.open(path.as_uri(), text)

    def watches(params) -> bool:
        patterns = [
            watcher['globPattern']
            for registration in params['registrations']
            for watcher in (registration.get('registerOptions') or {}).get('watchers', [])
        ]
        return {'baseUri': prefix.parent.as_uri(), 'pattern': '*'} in patterns

    wire.wait_for('client/registerCapability', watches)
    shutil.rmtree(prefix.parent)
    event = {'uri': prefix.parent.as_uri(), 'type': 3}  # clients tell of the folder, not of what was in it
    wire.notify('workspace/didChangeWatchedFiles', {'changes': [event]})
    wire.diagnostics(path.as_uri(), lambda codes: 'checkpoint-path' in codes)
    wire.notify('textDocument/didClose', {'textDocument': {'uri': path.as_uri()}})


def test_a_save_looks_again(wire, project):
    wire.initialize(PUSHED, **folders(project))
    path = project / 'restores/pipeline.config'
    wire.open(path.as_uri(), path.read_text())
    assert 'checkpoint-path' not in wire.diagnostics(path.as_uri())
    next(project.rglob('ckpt-0.index')).unlink()
    wire.notify('textDocument/didSave', {'textDocument': {'uri': path.as_uri()}})
    wire.diagnostics(path.as_uri(), lambda codes: 'checkpoint-path' in codes)


def test_a_label_map_is_one_because_a_config_names_it(wire, tmp_path):
    wire.initialize(PUSHED, **folders(tmp_path))
    wire.open((tmp_path / 'pipeline.config').as_uri(), 'train_input_reader { label_map_path: "classes.txt" }')
    uri = (tmp_path / 'classes.txt').as_uri()
    wire.open(uri, 'item { id: 1 name: "bee" nickname: "b" }', 'plaintext')
    assert 'unknown-field' in wire.diagnostics(uri)


def test_what_takes_a_while_is_shown_under_the_token_of_the_request(wire, tmp_path):
    text = 'train_config {\n' + '  data_augmentation_options { ssd_random_crop { } }\n' * 3000 + '}\n'
    for number in range(40):
        (tmp_path / f'pipeline_{number}.config').write_text(text)
    wire.initialize(**folders(tmp_path))
    number = wire.request('workspace/symbol', {'query': 'no such symbol', 'workDoneToken': 'mine'})
    shown = [wire.wait_for('$/progress')['value']['kind'] for _ in range(2)]
    assert shown == ['begin', 'end']
    assert wire.answer(number)['result'] == []


def test_checks_that_take_a_while_are_shown_from_beginning_to_end(tmp_path):
    config = (EXAMPLES / 'restores/pipeline.config').read_text()
    options = 'data_augmentation_options { ssd_random_crop { } }\n' * 60_000
    client = Wire()
    try:
        client.initialize({'window': {'workDoneProgress': True}, **PUSHED}, **folders(tmp_path))
        client.open((tmp_path / 'pipeline.config').as_uri(), f'{config}train_config {{\n{options}}}\n')
        token = client.wait_for('window/workDoneProgress/create')['token']
        begun = client.wait_for('$/progress')
        assert (begun['token'], begun['value']['kind']) == (token, 'begin')
        assert begun['value']['title'] == 'Checking pipeline.config'
        client.notify('window/workDoneProgress/cancel', {'token': token})
        assert client.wait_for('$/progress')['value']['kind'] == 'end'
    finally:
        client.kill()
