"""The `restore` command, on the example's checkpoint: every outcome that can be made from it, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from pipeline_config_ls.cli.main import main

TYPE = 'fine_tune_checkpoint_type: "detection"'
CLASS_PREDICTOR = 'model/_box_predictor/_prediction_heads/class_predictions_with_background/_class_predictor_layers/0'


def typed(name: str) -> tuple[str, str]:
    return TYPE, TYPE.replace('detection', name)


def test_what_is_at_hand_is_told_where_the_checkpoint_is_not(
    capsys: pytest.CaptureFixture[str], edited: Callable[..., str]
) -> None:
    assert main(['restore', edited(('ckpt-0"', 'ckpt-7"'))]) == 1
    said = capsys.readouterr().out
    assert said.startswith('not_found: There is no checkpoint')
    assert 'Near it: `pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0`' in said


def test_what_stops_training_restores_nothing(capsys: pytest.CaptureFixture[str], edited: Callable[..., str]) -> None:
    assert main(['restore', edited(('version: V2', 'version: V1'))]) == 1
    said = capsys.readouterr().out
    assert 'Once that is mended: ✓ 290 of 384 variables are restored' in said
    assert '195 k of 220 k parameters (89%) would be restored' in said
    assert '\n  would be restored: backbone 260, feature pyramid 30\n' in said


def test_restored(capsys: pytest.CaptureFixture[str], edited: Callable[..., str]) -> None:
    assert main(['restore', edited()]) == 0
    said = capsys.readouterr().out
    head = 'restored: 290 of 384 variables are restored; the 94 of the heads start fresh, as `detection` intends.\n'
    assert said.startswith(head)
    assert '\n  restored: backbone 260, feature pyramid 30\n' in said
    assert 'layer_with_weights' not in said  # what is expected is folded
    assert main(['restore', '--verbose', edited()]) == 0
    said = capsys.readouterr().out
    assert '    model/_feature_extractor/classification_backbone/layer_with_weights-{0…102}/kernel (35)\n' in said
    assert main(['restore', '--format', 'json', edited()]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report['outcome'], report['restored'], report['unused']) == ('restored', 290, 94)
    assert report['unmatched'] == report['incompatible'] == []


def test_another_number_of_classes(capsys: pytest.CaptureFixture[str], edited: Callable[..., str]) -> None:
    assert main(['restore', '--type', 'full', '--format', 'json', edited()]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report['outcome'] == 'incompatible_shape'
    assert report['incompatible'] == [
        {
            'name': f'{CLASS_PREDICTOR}/pointwise_kernel',
            'checkpoint_shape': [1, 1, 64, 78],
            'model_shape': [1, 1, 64, 30],
        },
        {'name': f'{CLASS_PREDICTOR}/bias', 'checkpoint_shape': [78], 'model_shape': [30]},
    ]
    assert (
        'trained with `num_classes` 12 (this model has 4). The type `detection` leaves the class predictions out.'
        in report['message']
    )


def test_the_right_number_of_classes_restores_in_full(
    capsys: pytest.CaptureFixture[str], edited: Callable[..., str]
) -> None:
    assert main(['restore', '--format', 'json', edited(('num_classes: 4', 'num_classes: 12'), typed('full'))]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report['outcome'], report['restored'], report['unused']) == ('restored', 384, 0)


def test_the_wrong_type(capsys: pytest.CaptureFixture[str], edited: Callable[..., str]) -> None:
    config = edited(typed('classification'))
    assert main(['restore', config]) == 1
    said = capsys.readouterr().out
    assert said.startswith(
        'unmatched: This is a detection checkpoint; `classification` looks for `feature_extractor/...`'
    )
    assert 'ckpt-0 (ssd_mobilenet_v2_fpn_keras, 12 classes) into ssd_mobilenet_v2_fpn_keras, TensorFlow 2\n' in said
    assert '✗ backbone: 260 variables, 187 k parameters not in the checkpoint\n' in said
    assert 'fine_tune_checkpoint_type: "detection" would restore 290 variables\n' in said
    assert main(['restore', '--type', 'detection', config]) == 0


@pytest.mark.parametrize(
    ('replacement', 'outcome', 'told'),
    [
        (('version: V2', 'version: V1'), 'version_not_v2', '`fine_tune_checkpoint_version` is V1 unless it is set'),
        (('  fine_tune_checkpoint_version: V2\n', ''), 'version_not_v2', 'Checkpoint version should be V2'),
        (typed('fine_tune'), 'unsupported_type', '`detection` does what it did'),
        (('ckpt-0"', 'ckpt-0.index"'), 'not_object_based', 'TensorFlow wants the prefix `ckpt-0`'),
        (('ckpt-0"', 'ckpt-7"'), 'not_found', 'There is no checkpoint'),
        ((TYPE, f'{TYPE} load_all_detection_checkpoint_vars: true'), 'refused', 'is not supported in TensorFlow 2'),
        (('v2_fpn_keras', 'v9_keras'), 'cannot_build', 'no feature extractor `ssd_mobilenet_v9_keras`'),
        (
            ('layer_depth: 64', 'layer_depth: 128'),
            'incompatible_shape',
            'trained with `additional_layer_depth` 64 (this model has 128)',
        ),
    ],
)
def test_one_mistake(
    capsys: pytest.CaptureFixture[str],
    edited: Callable[..., str],
    replacement: tuple[str, str],
    outcome: str,
    told: str,
) -> None:
    assert main(['restore', '--format', 'json', edited(replacement)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report['outcome'] == outcome
    assert told in report['message']


def test_a_broken_index(capsys: pytest.CaptureFixture[str], edited: Callable[..., str], tmp_path) -> None:
    (tmp_path / 'ckpt-0.index').write_bytes(b'no table')
    assert main(['restore', '--checkpoint', str(tmp_path / 'ckpt-0'), edited()]) == 1
    assert capsys.readouterr().out.startswith('unreadable: ')


def test_nothing_to_restore(capsys: pytest.CaptureFixture[str], edited: Callable[..., str]) -> None:
    config = edited(('"pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0"', '""'))
    assert main(['restore', config]) == 2
    assert capsys.readouterr().err == (
        'pipeline-config-ls: No checkpoint is set: training starts from random weights.\n'
    )


def test_a_config_that_does_not_parse(capsys: pytest.CaptureFixture[str], edited: Callable[..., str]) -> None:
    config = edited(('batch_size: 8', 'batch_size: eight'))
    assert main(['restore', '--format', 'json', config]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f'pipeline-config-ls: {config}:136:15: ')
    assert json.loads(said.out)['error'] in said.err
