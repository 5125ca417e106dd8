"""The `dataset` command: what it prints, and how it exits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oracle.record_files import records
from oracle.record_rows import LABEL_MAP, base, changed
from pipeline_config_ls.cli.main import main

CONFIG = """\
model { ssd { num_classes: 3 } }
train_input_reader { label_map_path: "label_map.pbtxt" tf_record_input_reader { input_path: "train.record*" } }
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'label_map.pbtxt').write_text(LABEL_MAP)
    (tmp_path / 'pipeline.config').write_text(CONFIG)
    (tmp_path / 'train.record').write_bytes(records([base(), base(4), changed(o__class__text=[b'cow', b'dog'])]))
    return tmp_path


def test_for_people(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['dataset', 'pipeline.config']) == 0
    assert capsys.readouterr().out == (
        'train_input_reader: train.record*\n'
        '  3 images, 8 objects in 1 file\n'
        '\n'
        '    id  class     objects\n'
        '     1  The cat         3  ########################\n'
        '     2  The dog         3  ########################\n'
        '     3  The bird        1  ########\n'
        '     -  cow             1  ########  not in the label map: dropped\n'
        '\n'
        '  images              32 × 32 (3); PNG (3)\n'
        '  objects per image   2 to 4, half of them 2 to 4, median 2\n'
        '  box width           12.8 px, all of them\n'
        '  box height          12.8 px, all of them\n'
    )


def test_for_programs(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / 'train.record-2').write_bytes(records([base()] * 100))
    assert main(['dataset', '--format', 'json', 'pipeline.config']) == 0
    (reader,) = json.loads(capsys.readouterr().out)['readers']
    assert (reader['files'], reader['images'], reader['total'], reader['estimate']) == (2, 67, None, 103)
    assert reader['classes'][0] == {'id': 1, 'name': 'The cat', 'objects': 67}
    assert reader['sizes'] == [{'width': 32, 'height': 32, 'images': 67}]
    assert reader['objects_per_image']['median'] == 2
    assert main(['dataset', '--all', '--format', 'json', 'pipeline.config']) == 0
    (reader,) = json.loads(capsys.readouterr().out)['readers']
    assert (reader['images'], reader['total']) == (103, 103)


def test_what_cannot_be_read_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / 'train.record').write_bytes(b'')
    (project / 'label_map.pbtxt').write_text('<html>')
    assert main(['dataset', 'pipeline.config']) == 2
    assert capsys.readouterr().out == (
        'train_input_reader: train.record*\n'
        '  ! `label_map.pbtxt` is a web page (HTML), not a label map.\n'
        '  ! `train.record` is empty.\n'
        '  no images were read\n'
    )
    (project / 'pipeline.config').write_text('model { }')
    assert main(['dataset', 'pipeline.config']) == 2
    assert 'has no input reader' in capsys.readouterr().err
