"""The `checkpoint` command: what it prints, and how it exits."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from pipeline_config_ls.cli.main import main

ARCHIVE = Path(__file__).parents[2] / 'examples/pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden'


@pytest.mark.parametrize('written', ['checkpoint/ckpt-0', 'checkpoint/ckpt-0.index', 'checkpoint', ''])
def test_json(capsys: pytest.CaptureFixture[str], written: str) -> None:
    assert main(['checkpoint', '--format', 'json', str(ARCHIVE / written)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report['prefix'] == str(ARCHIVE / 'checkpoint' / 'ckpt-0')
    assert report['format'] == 'object-based'
    assert report['damage'] is None
    assert 0.9 < report['identified'].pop('likeness') <= 1
    assert report['identified'] == {
        'framework': 'tf2',
        'architecture': 'ssd',
        'extractor': 'ssd_mobilenet_v2_fpn_keras',
        'classes': 12,
        'depth_multiplier': None,
        'averages_only': False,
        'quantized': False,
    }
    by_name = {variable['name']: variable for variable in report['variables']}
    assert len(by_name) == 385
    assert by_name['save_counter'] == {'name': 'save_counter', 'shape': [], 'dtype': 'int64', 'kind': 'counter'}
    head = 'model/_box_predictor/_prediction_heads/class_predictions_with_background/_class_predictor_layers/0/bias'
    assert by_name[head] == {'name': head, 'shape': [78], 'dtype': 'float32', 'kind': 'model'}


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['checkpoint', str(ARCHIVE)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith('checkpoint/ckpt-0: object-based')
    assert lines[1] == 'This is ssd_mobilenet_v2_fpn_keras, 12 classes.'
    assert '384 model variables (222,950 parameters), 0 optimizer slots, 1 counter' in lines


def test_nothing_there(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(['checkpoint', '--format', 'json', 'ckpt-0']) == 2
    said = capsys.readouterr()
    message = f'There is no checkpoint `ckpt-0` in `{tmp_path}`.'
    assert json.loads(said.out) == {'error': message}
    assert said.err == f'pipeline-config-ls: {message}\n'


def test_a_broken_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / 'ckpt-0.index').write_bytes(b'')
    assert main(['checkpoint', str(tmp_path / 'ckpt-0')]) == 2
    said = capsys.readouterr()
    assert said.out == ''
    assert 'it is too short to be an index: 0 bytes' in said.err


def test_of_no_known_model(capsys: pytest.CaptureFixture[str]) -> None:
    prefix = Path(__file__).parents[1] / 'checkpoints/recorded/name_based/model.ckpt-7'
    assert main(['checkpoint', '--format', 'json', str(prefix)]) == 0
    assert json.loads(capsys.readouterr().out)['identified'] is None
    assert main(['checkpoint', str(prefix)]) == 0
    assert 'This is' not in capsys.readouterr().out


def test_every_checkpoint_of_the_corpus_is_known_for_what_it_is(
    capsys: pytest.CaptureFixture[str], corpus: Path
) -> None:
    with (corpus / 'checkpoints.tsv').open() as lines:
        rows = list(csv.DictReader(lines, delimiter='\t'))
    assert len(rows) == 93
    for row in rows:
        prefix = corpus / row['dir'] / Path(row['index_path']).stem
        assert main(['checkpoint', '--format', 'json', str(prefix)]) == 0
        identified = json.loads(capsys.readouterr().out)['identified']
        if row['feature_extractor'] == '?':
            continue
        assert identified['framework'] == row['tf'].lower(), prefix
        assert identified['extractor'] == row['feature_extractor'], prefix
        lengths = [int(length) for length in re.findall(r'\d+', row['nc_check'].partition('class-bias-dims=')[2])]
        background = identified['architecture'] != 'center_net' and 'efficientnet' not in identified['extractor']
        assert any(length % (identified['classes'] + background) == 0 for length in lengths), prefix
