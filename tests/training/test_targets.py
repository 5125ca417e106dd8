"""What a model learns from and the reader does not load; oracle/mutant_record.py ran the same on the API."""

from __future__ import annotations

import pytest

from oracle.compare import message
from pipeline_config_ls.training.targets import refusals

KEYPOINTS = 'center_net { keypoint_estimation_task { task_name: "pose" } }'
DEPTH = 'center_net { keypoint_estimation_task { predict_depth: true } }'
CONTEXT = 'faster_rcnn { context_config { } }'


def fields(model: str, reader: str = '') -> list[str]:
    config = message('TrainEvalPipelineConfig', f'model {{ {model} }} train_input_reader {{ {reader} }}')
    return [refusal.field.removeprefix('train_input_reader.') for refusal in refusals(config)]


@pytest.mark.parametrize(
    ('model', 'wanted', 'reader'),
    [
        (KEYPOINTS, 'num_keypoints', 'num_keypoints: 5'),
        ('center_net { mask_estimation_task { } }', 'load_instance_masks', 'load_instance_masks: true'),
        ('center_net { densepose_estimation_task { } }', 'load_dense_pose', 'load_dense_pose: true'),
        ('center_net { track_estimation_task { } }', 'load_track_id', 'load_track_id: true'),
        (CONTEXT, 'load_context_features', 'load_context_features: true'),
    ],
)
def test_what_a_task_learns_from_must_be_loaded(model: str, wanted: str, reader: str) -> None:
    assert fields(model) == [wanted]
    assert fields(model, reader) == []


def test_depth_is_loaded_beside_the_keypoints() -> None:
    assert fields(DEPTH, 'num_keypoints: 5') == ['load_keypoint_depth_features']
    assert fields(DEPTH, 'num_keypoints: 5 load_keypoint_depth_features: true') == []


def test_no_reader_loads_how_far_objects_moved() -> None:
    assert fields('center_net { temporal_offset_task { } }') == ['model.center_net.temporal_offset_task']


@pytest.mark.parametrize(
    'model',
    [
        'center_net { object_detection_task { } }',
        'center_net { deepmac_mask_estimation { } mask_estimation_task { } }',
        'faster_rcnn { context_config { } second_stage_box_predictor { rfcn_box_predictor { } } }',
    ],
)
def test_nothing_more_is_asked_for(model: str) -> None:
    assert fields(model) == []
