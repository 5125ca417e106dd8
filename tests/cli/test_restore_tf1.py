"""The `restore` command on TensorFlow 1 configs: what is restored, and what starts from random values."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oracle.hollow import STEP, write_hollow
from pipeline_config_ls.cli.main import main

CONFIG = """
model { faster_rcnn {
  num_classes: 3
  image_resizer { keep_aspect_ratio_resizer { } }
  initial_crop_size: 14
  maxpool_kernel_size: 2
  maxpool_stride: 2
  feature_extractor { type: 'faster_rcnn_resnet50' first_stage_features_stride: 16 }
  first_stage_anchor_generator { grid_anchor_generator { scales: 1 aspect_ratios: 1 } }
  second_stage_box_predictor { mask_rcnn_box_predictor { fc_hyperparams { op: FC } } }
} }
train_config {
  optimizer { momentum_optimizer { } use_moving_average: false }
  fine_tune_checkpoint: "model.ckpt"
  from_detection_checkpoint: true
}
"""
Restore = Callable[..., dict[str, Any]]


@pytest.fixture
def variables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, tuple[int, ...]]:
    """What the config builds."""
    config = tmp_path / 'pipeline.config'
    config.write_text(CONFIG)
    main(['variables', '--format', 'json', str(config)])
    found = json.loads(capsys.readouterr().out)['variables']
    return {one['name']: tuple(one['shape']) for one in found} | {STEP: ()}


@pytest.fixture
def restore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Restore:
    """The JSON of the command for the config with a change, and flags."""

    def run(*flags: str, old: str = '', new: str = '') -> dict[str, Any]:
        assert old in CONFIG
        (tmp_path / 'pipeline.config').write_text(CONFIG.replace(old, new) if old else CONFIG)
        main(['restore', '--format', 'json', *flags, 'pipeline.config'])
        report: dict[str, Any] = json.loads(capsys.readouterr().out)
        return report

    monkeypatch.chdir(tmp_path)
    return run


def test_its_own_checkpoint_restores(tmp_path: Path, variables: dict[str, tuple[int, ...]], restore: Restore) -> None:
    write_hollow(tmp_path / 'model.ckpt', variables)
    report = restore()
    extractor = [name for name in variables if 'FeatureExtractor' in name]
    assert report['framework'] == 'tf1'
    assert (report['outcome'], report['restored'], report['map']) == ('restored', len(extractor), len(extractor))
    assert report['missing'] == report['incompatible'] == []


def test_load_all_asks_for_the_heads_and_the_step_is_not_missing(
    tmp_path: Path, variables: dict[str, tuple[int, ...]], restore: Restore
) -> None:
    write_hollow(tmp_path / 'model.ckpt', variables)
    change = {'old': 'from_detection_checkpoint: true'}
    change['new'] = f'{change["old"]} load_all_detection_checkpoint_vars: true'
    report = restore(**change)
    assert (report['outcome'], report['restored'], report['map']) == ('restored', len(variables) - 1, len(variables))
    assert report['missing'] == []


def test_other_classes_are_skipped(tmp_path: Path, variables: dict[str, tuple[int, ...]], restore: Restore) -> None:
    bias = 'SecondStageBoxPredictor/ClassPredictor/biases'
    write_hollow(tmp_path / 'model.ckpt', variables | {bias: (91,)})
    report = restore(old='from_detection', new='load_all_detection_checkpoint_vars: true from_detection')
    assert report['outcome'] == 'partial'
    assert report['incompatible'] == [{'name': bias, 'checkpoint_shape': [91], 'model_shape': [4]}]


def test_the_legacy_trainer_asks_for_slots(
    tmp_path: Path, variables: dict[str, tuple[int, ...]], restore: Restore
) -> None:
    write_hollow(tmp_path / 'model.ckpt', variables)
    report = restore('--trainer', 'legacy')
    assert report['outcome'] == 'partial'
    assert all(name.endswith('/Momentum') for name in report['missing'])
    assert 'FirstStageFeatureExtractor/resnet_v1_50/conv1/weights/Momentum' in report['missing']
    frozen = restore('--trainer', 'legacy', old='from_detection', new='freeze_variables: "F" from_detection')
    assert not any(name.startswith('FirstStage') for name in frozen['missing'])


@pytest.mark.parametrize(
    ('prefix', 'outcome'),
    [
        ('model.ckpt', 'restored'),
        ('model.ckpt.index', 'nothing'),  # TensorFlow 1 reads it, and finds nothing in it
        ('nowhere.ckpt', 'not_found'),
        ('.', 'unreadable'),
    ],
)
def test_the_text_is_taken_literally(
    tmp_path: Path, variables: dict[str, tuple[int, ...]], restore: Restore, prefix: str, outcome: str
) -> None:
    write_hollow(tmp_path / 'model.ckpt', variables)
    assert restore('--checkpoint', prefix)['outcome'] == outcome


def test_a_type_of_tensorflow_2(tmp_path: Path, variables: dict[str, tuple[int, ...]], restore: Restore) -> None:
    write_hollow(tmp_path / 'model.ckpt', variables)
    report = restore('--type', 'full')
    assert report['outcome'] == 'unsupported_type'
    assert '"Not supported fine_tune_checkpoint_type: full"' in report['message']


def test_a_classification_type_finds_nothing_in_a_detection_checkpoint(
    tmp_path: Path, variables: dict[str, tuple[int, ...]], restore: Restore
) -> None:
    write_hollow(tmp_path / 'model.ckpt', variables)
    report = restore(old='from_detection_checkpoint: true', new='')
    assert (report['outcome'], report['restored']) == ('nothing', 0)
    assert 'resnet_v1_50/conv1/weights' in report['missing']
