"""Losses that a task of CenterNet can be trained with."""

from collections.abc import Callable

import pytest
from google.protobuf import text_format

from pipeline_config_ls.architectures.build_error import BuildError, CannotBuild
from pipeline_config_ls.architectures.tf2 import center_net_losses as losses
from pipeline_config_ls.schema.schema import load_schema

SCHEMA = load_schema()
BASE = """
center_net {
  num_classes: 5
  image_resizer { fixed_shape_resizer { height: 256 width: 256 } }
  feature_extractor { type: "hourglass_10" }
  object_detection_task { localization_loss { BOXES {} } }
  object_center_params { classification_loss { CENTERS } }
  temporal_offset_task { localization_loss { MOTION {} } }
}
"""


def config(
    boxes: str = 'l1_localization_loss', centers: str = 'weighted_sigmoid {}', motion: str = 'weighted_l2'
) -> str:
    return BASE.replace('BOXES', boxes).replace('CENTERS', centers).replace('MOTION', motion)


@pytest.mark.parametrize(
    ('text', 'field', 'says'),
    [
        (
            config(boxes='weighted_smooth_l1'),
            'object_detection_task.localization_loss.weighted_smooth_l1',
            'take `l1_localization_loss`',
        ),
        (config(boxes='weighted_iou'), 'object_detection_task.localization_loss.weighted_iou', 'cannot be computed'),
        (config(motion='weighted_giou'), 'temporal_offset_task.localization_loss.weighted_giou', 'cannot be computed'),
        (config(boxes='weighted_giou'), 'object_detection_task.localization_loss.weighted_giou', 'cannot be computed'),
        (
            config(motion='l1_localization_loss'),
            'temporal_offset_task.localization_loss.l1_localization_loss',
            'take `weighted_smooth_l1`',
        ),
        (config(centers=''), 'object_center_params.classification_loss', 'No classification loss'),
    ],
)
def test_refuses(refused: Callable[[str], CannotBuild], text: str, field: str, says: str) -> None:
    refusal = refused(text)
    assert refusal.field == f'center_net.{field}'
    assert says in refusal.reason


@pytest.mark.parametrize(('keypoints', 'bears'), [(1, True), (2, False)])
def test_a_softmax_bears_a_single_keypoint(keypoints: int, bears: bool) -> None:
    kind = SCHEMA.message_class(SCHEMA.messages['object_detection.protos.ClassificationLoss'])
    loss = text_format.Merge('weighted_softmax {}', kind())
    if bears:
        losses.check_keypoint_loss(loss, 'loss', keypoints)
    else:
        with pytest.raises(BuildError, match='for 2 keypoints'):
            losses.check_keypoint_loss(loss, 'loss', keypoints)
