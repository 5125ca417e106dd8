"""Keypoints that a model needs, and the reader does not ask for."""

from __future__ import annotations

import pytest

from oracle.compare import message
from pipeline_config_ls.training.keypoints import FIELD, refusals, uses_keypoints

CODER = 'model { ssd { box_coder { keypoint_box_coder { num_keypoints: 5 } } } }'


def test_a_coder_of_keypoints_needs_a_reader_that_reads_them() -> None:
    (refusal,) = refusals(message('TrainEvalPipelineConfig', CODER))
    assert refusal.field == FIELD
    assert [repair.value for repair in refusal.repairs] == ['5']


def test_with_such_a_reader_nothing_is_refused() -> None:
    assert (
        list(refusals(message('TrainEvalPipelineConfig', f'{CODER} train_input_reader {{ num_keypoints: 5 }}'))) == []
    )


@pytest.mark.parametrize(
    ('model', 'used'),
    [
        ('center_net { object_detection_task { } }', False),
        ('center_net { keypoint_estimation_task { } }', True),
        ('ssd { box_coder { keypoint_box_coder { } } }', True),
        ('faster_rcnn { }', False),
    ],
)
def test_which_models_learn_from_keypoints(model: str, used: bool) -> None:
    assert uses_keypoints(message('DetectionModel', model)) == used
