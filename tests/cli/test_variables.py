"""The `variables` command: what a config builds, or why it builds nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline_config_ls.cli.main import main


def test_json(capsys: pytest.CaptureFixture[str], edited: Callable[..., str]) -> None:
    assert main(['variables', '--format', 'json', edited()]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report['framework'] == 'tf2'
    names = [variable['name'] for variable in report['variables']]
    assert len(names) == len(set(names)) == 384
    root = 'model/_feature_extractor/classification_backbone'
    assert {
        'name': f'{root}/layer_with_weights-0/kernel',
        'shape': [3, 3, 3, 16],
        'dtype': 'float32',
    } in report['variables']


def test_they_are_those_of_a_checkpoint_of_the_same_config(
    capsys: pytest.CaptureFixture[str], in_examples: Path
) -> None:
    archive = in_examples / 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden'
    main(['variables', '--format', 'json', str(archive / 'pipeline.config')])
    planned = json.loads(capsys.readouterr().out)['variables']
    main(['checkpoint', '--format', 'json', str(archive)])
    saved = json.loads(capsys.readouterr().out)['variables']
    assert {(one['name'], *one['shape']) for one in planned} == {
        (one['name'], *one['shape']) for one in saved if one['kind'] == 'model'
    }


def test_text(capsys: pytest.CaptureFixture[str], edited: Callable[..., str]) -> None:
    assert main(['variables', edited()]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == 'ssd_mobilenet_v2_fpn_keras: 384 variables, 219,830 parameters'
    assert len(lines) == 386


def test_a_tensorflow_1_config(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    config = tmp_path / 'pipeline.config'
    config.write_text("""model { faster_rcnn {
      num_classes: 3 number_of_stages: 1
      image_resizer { keep_aspect_ratio_resizer { } }
      feature_extractor { type: 'faster_rcnn_resnet50' first_stage_features_stride: 16 }
      first_stage_anchor_generator { grid_anchor_generator { scales: 1 aspect_ratios: 1 } }
      second_stage_box_predictor { mask_rcnn_box_predictor { } }
    } }""")
    assert main(['variables', '--format', 'json', str(config)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report['framework'] == 'tf1'
    assert {
        'name': 'FirstStageFeatureExtractor/resnet_v1_50/conv1/weights',
        'shape': [7, 7, 3, 64],
        'dtype': 'float32',
    } in report['variables']


def test_a_config_that_cannot_be_built(capsys: pytest.CaptureFixture[str], edited: Callable[..., str]) -> None:
    assert main(['variables', edited(('v2_fpn_keras', 'v9_keras'))]) == 2
    assert capsys.readouterr().err == (
        'pipeline-config-ls: model.ssd.feature_extractor.type: '
        '`ssd` in TensorFlow 2 has no feature extractor `ssd_mobilenet_v9_keras`. Use `ssd_mobilenet_v2_keras`.\n'
    )


def test_keypoints_are_counted_in_the_label_map_beside_the_config(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    config = tmp_path / 'pipeline.config'
    config.write_text("""
model {
  center_net {
    num_classes: 1
    image_resizer { fixed_shape_resizer { height: 256 width: 256 } }
    feature_extractor { type: "hourglass_10" }
    object_center_params { classification_loss { penalty_reduced_logistic_focal_loss {} } }
    keypoint_label_map_path: "keypoints.pbtxt"
    keypoint_estimation_task {
      task_name: "pose" keypoint_class_name: "bee"
      loss { localization_loss { l1_localization_loss {} } classification_loss { weighted_sigmoid {} } }
    }
  }
}
""")
    (tmp_path / 'keypoints.pbtxt').write_text('item { id: 1 name: "bee" keypoints { id: 0 } keypoints { id: 1 } }')
    assert main(['variables', '--format', 'json', str(config)]) == 0
    found = {one['name']: one['shape'] for one in json.loads(capsys.readouterr().out)['variables']}
    assert found['model/_prediction_head_dict/pose.Skeypoint.Sheatmap/0/layer_with_weights-1/bias'] == [2]


def test_no_such_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(['variables', '--format', 'json', str(tmp_path / 'gone.config')]) == 2
    assert json.loads(capsys.readouterr().out) == {
        'error': f'{tmp_path}/gone.config cannot be read: it does not exist.'
    }
