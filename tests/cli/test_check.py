"""The `check` command: what it finds in the examples, in each format, and how it exits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline_config_ls.cli.main import main

THREE_MISTAKES = 'three-mistakes/pipeline.config'


def codes(capsys: pytest.CaptureFixture[str], *arguments: str) -> set[str]:
    """The codes of the errors that `check` tells."""
    capsys.readouterr()
    main(['check', '--format', 'json', *arguments])
    files = json.loads(capsys.readouterr().out)['files']
    return {problem['code'] for file in files for problem in file['problems'] if problem['severity'] == 'error'}


def test_text(capsys: pytest.CaptureFixture[str], in_examples: Path) -> None:
    assert main(['check', THREE_MISTAKES]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert (
        f'{THREE_MISTAKES}:132:25: error: `ckpt-0.index` names the index file; TensorFlow wants the prefix `ckpt-0`. '
        '[checkpoint-path]'
    ) in lines
    at = lines.index('    train_config {')
    assert lines[at + 1 : at + 3] == ['    ~~~~~~~~~~~~', '    fix: Set fine_tune_checkpoint_version to V2']
    assert lines[-1].startswith('1 file, ')


def test_json(capsys: pytest.CaptureFixture[str], in_examples: Path) -> None:
    assert main(['check', '--format', 'json', THREE_MISTAKES]) == 1
    (file,) = json.loads(capsys.readouterr().out)['files']
    assert file['path'] == THREE_MISTAKES
    errors = {problem['code']: problem for problem in file['problems'] if problem['severity'] == 'error'}
    assert errors.keys() == {'checkpoint-version', 'checkpoint-path', 'checkpoint-type'}
    assert {problem['family'] for problem in errors.values()} == {'checkpoint'}
    wrong_type = errors['checkpoint-type']
    assert wrong_type['range'] == {
        'start': {'line': 132, 'character': 29},
        'end': {'line': 132, 'character': 45},
    }
    edits = wrong_type['fixes'][0]['edits']
    assert [edit['newText'] for edit in edits] == ['"detection"']
    assert edits[0]['range'] == wrong_type['range']


def test_the_fixes_lead_to_a_config_that_restores(
    capsys: pytest.CaptureFixture[str], in_examples: Path, tmp_path: Path
) -> None:
    main(['check', '--format', 'json', THREE_MISTAKES])
    (file,) = json.loads(capsys.readouterr().out)['files']
    lines = (in_examples / THREE_MISTAKES).read_text().splitlines(keepends=True)
    edits = [
        edit for problem in file['problems'] if problem['severity'] == 'error' for edit in problem['fixes'][0]['edits']
    ]
    for edit in sorted(edits, key=lambda edit: tuple(edit['range']['start'].values()), reverse=True):
        start, end = edit['range']['start'], edit['range']['end']
        assert start['line'] == end['line']
        line = lines[start['line']]
        lines[start['line']] = line[: start['character']] + edit['newText'] + line[end['character'] :]
    fixed = tmp_path / 'pipeline.config'
    fixed.write_text(''.join(lines))
    assert main(['check', str(fixed)]) == 0
    assert main(['restore', str(fixed)]) == 0
    assert 'restored: ' in capsys.readouterr().out


def test_sarif(capsys: pytest.CaptureFixture[str], in_examples: Path) -> None:
    assert main(['check', '--format', 'sarif', THREE_MISTAKES]) == 1
    log = json.loads(capsys.readouterr().out)
    assert log['version'] == '2.1.0'
    (run,) = log['runs']
    assert run['tool']['driver']['name'] == 'pipeline-config-ls'
    rules = [rule['id'] for rule in run['tool']['driver']['rules']]
    assert {result['ruleId'] for result in run['results']} == set(rules)
    (version,) = [result for result in run['results'] if result['ruleId'] == 'checkpoint-version']
    assert version['level'] == 'error'
    assert 'Checkpoint version should be V2' in version['message']['text']
    place = version['locations'][0]['physicalLocation']
    assert place['artifactLocation'] == {'uri': THREE_MISTAKES}
    assert place['region'] == {'startLine': 131, 'startColumn': 1, 'endLine': 131, 'endColumn': 13}


def test_github(capsys: pytest.CaptureFixture[str], in_examples: Path) -> None:
    assert main(['check', '--format', 'github', THREE_MISTAKES]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert (
        f'::error file={THREE_MISTAKES},line=132,col=25,title=checkpoint-path::'
        '`ckpt-0.index` names the index file; TensorFlow wants the prefix `ckpt-0`.'
    ) in lines
    main(['check', '--format', 'github', '--severity', 'checkpoint-path=hint', THREE_MISTAKES])
    assert f'::notice file={THREE_MISTAKES},line=132,col=25,title=checkpoint-path::' in capsys.readouterr().out


def test_the_text_alone(capsys: pytest.CaptureFixture[str], in_examples: Path) -> None:
    assert main(['check', '--text-only', '--format', 'json', THREE_MISTAKES]) == 0
    (file,) = json.loads(capsys.readouterr().out)['files']
    assert {problem['family'] for problem in file['problems']} <= {'value'}


def test_without_reading_checkpoints(capsys: pytest.CaptureFixture[str], edited: Callable[..., str]) -> None:
    config = edited(('"ssd_mobilenet_v2_fpn_keras"', '"ssd_mobilenet_v9"'), ('/ckpt-0"', '/ckpt-9"'))
    assert codes(capsys, '--no-checkpoint', config) == {'cannot-build'}


def test_what_restores_has_no_errors(capsys: pytest.CaptureFixture[str], in_examples: Path) -> None:
    assert main(['check', 'restores/pipeline.config']) == 0
    assert 'error' not in capsys.readouterr().out


def test_a_folder_is_searched(capsys: pytest.CaptureFixture[str], in_examples: Path) -> None:
    assert main(['check', '--format', 'json', '.']) == 1
    assert [file['path'] for file in json.loads(capsys.readouterr().out)['files']] == [
        'annotations/label_map.pbtxt',
        'other-classes/pipeline.config',
        'other-config/pipeline.config',
        'other-optimizer/pipeline.config',
        'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/pipeline.config',
        'restores/pipeline.config',
        THREE_MISTAKES,
        'wrong-path/pipeline.config',
    ]


def test_a_label_map(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    labels = tmp_path / 'label_map.pbtxt'
    labels.write_text('item { id: 1 nam: "bee" }\n')
    assert main(['check', str(labels)]) == 1
    assert capsys.readouterr().out == (
        f'{labels}:1:14: error: StringIntLabelMapItem has no field `nam`. [unknown-field]\n'
        '    item { id: 1 nam: "bee" }\n'
        '                 ~~~\n'
        '    fix: Change to `name`\n'
        '1 file, 1 problem\n'
    )
    labels.write_text('item { id: 1 name: "bee" }\n')
    assert main(['check', str(labels)]) == 0
    assert capsys.readouterr().out == '1 file, no problems\n'


def test_positions_count_as_editors_do(capsys: pytest.CaptureFixture[str], edited: Callable[..., str]) -> None:
    config = edited(('num_steps: 12000', 'steps: "𝄞" nm: 1'))
    assert main(['check', '--no-checkpoint', '--format', 'json', config]) == 1
    (file,) = json.loads(capsys.readouterr().out)['files']
    unknown = [problem['range']['start'] for problem in file['problems'] if problem['code'] == 'unknown-field']
    assert {'line': 136, 'character': 14} in unknown


def test_what_cannot_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(['check', '--format', 'json', str(tmp_path / 'gone.config')]) == 2
    said = capsys.readouterr()
    message = f'{tmp_path}/gone.config cannot be read: it does not exist.'
    assert json.loads(said.out) == {'error': message}
    assert said.err == f'pipeline-config-ls: {message}\n'
    (tmp_path / 'latin_pipeline.config').write_bytes(b'# caf\xe9')
    assert main(['check', str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith('latin_pipeline.config cannot be read: it is not UTF-8 at byte 5.\n')


def test_a_folder_without_configs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(['check', str(tmp_path)]) == 2
    assert capsys.readouterr().err == f'pipeline-config-ls: no config or label map in {tmp_path}\n'
