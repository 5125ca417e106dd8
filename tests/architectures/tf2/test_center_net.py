"""CenterNet: which heads a config has, how wide they are, and which configs the API refuses."""

from collections.abc import Callable

import pytest

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan

BASE = """
center_net {
  num_classes: 5
  image_resizer { fixed_shape_resizer { height: 256 width: 256 } }
  feature_extractor { type: "hourglass_10" }
  object_detection_task { localization_loss { l1_localization_loss {} } }
  object_center_params { classification_loss { penalty_reduced_logistic_focal_loss {} } }
  EXTRA
}
"""
MASKS = 'mask_estimation_task { classification_loss { weighted_softmax {} } }'
TRACKING = 'track_estimation_task { num_track_ids: 7 classification_loss { weighted_softmax {} } EXTRA }'
HEADS = 'model/_prediction_head_dict/'
CLASSIFIER = 'model/track_reid_classification_net/'

Planned = Callable[[str], Tf2Plan]
Refused = Callable[[str], CannotBuild]


def config(extra: str = '') -> str:
    """The base and more; a field that is set twice has its last value."""
    return BASE.replace('EXTRA', extra)


def shapes(plan: Tf2Plan, under: str) -> dict[str, tuple[int, ...] | None]:
    return {key.removeprefix(under): found.shape for key, found in plan.variables.items() if key.startswith(under)}


def test_centers_have_a_channel_for_each_class_and_boxes_two(planned: Planned) -> None:
    heads = shapes(planned(config()), HEADS)
    assert heads['object_center/0/layer_with_weights-0/kernel'] == (3, 3, 64, 256)
    assert heads['object_center/0/layer_with_weights-1/kernel'] == (1, 1, 256, 5)
    assert heads['box.Sscale/0/layer_with_weights-1/kernel'] == (1, 1, 256, 2)
    assert heads['box.Soffset/0/layer_with_weights-1/kernel'] == (1, 1, 256, 2)
    assert len(heads) == 12


def test_the_activations_of_a_head_take_their_numbers(planned: Planned) -> None:
    center = planned(config()).model.children['_prediction_head_dict'].children['object_center'].children['0']
    assert list(center.children) == ['layer_with_weights-0', 'layer-0', 'layer-1', 'layer_with_weights-1', 'layer-2']


def test_every_hourglass_has_heads_of_its_own(planned: Planned) -> None:
    two = config('feature_extractor { type: "hourglass_104" }')
    assert list(planned(two).model.children['_prediction_head_dict'].children['object_center'].children) == ['0', '1']


def test_depthwise_heads_are_separable_but_for_their_last_convolution(planned: Planned) -> None:
    heads = shapes(planned(config('use_depthwise: true')), HEADS)
    assert [name for name in heads if name.startswith('object_center')] == [
        'object_center/0/layer_with_weights-0/depthwise_kernel',
        'object_center/0/layer_with_weights-0/pointwise_kernel',
        'object_center/0/layer_with_weights-0/bias',
        'object_center/0/layer_with_weights-1/kernel',
        'object_center/0/layer_with_weights-1/bias',
    ]


def test_masks_dense_poses_embeddings_and_motion_add_heads(planned: Planned) -> None:
    heads = shapes(
        planned(
            config(
                MASKS
                + 'densepose_estimation_task { loss { localization_loss { l1_localization_loss {} } '
                + 'classification_loss { weighted_softmax {} } } }'
                + TRACKING.replace('EXTRA', 'reid_embed_size: 16')
                + 'temporal_offset_task { localization_loss { weighted_smooth_l1 {} } }'
            )
        ),
        HEADS,
    )
    widths = {
        name.split('/')[0]: shape for name, shape in heads.items() if name.endswith('/0/layer_with_weights-1/bias')
    }
    assert widths == {
        'object_center': (5,),
        'box.Sscale': (2,),
        'box.Soffset': (2,),
        'segmentation.Sheatmap': (5,),
        'densepose.Sheatmap': (24,),
        'densepose.Sregression': (48,),
        'track.Sreid': (16,),
        'track.Soffset': (2,),
    }


def test_the_loss_makes_the_network_that_names_tracked_objects(planned: Planned) -> None:
    assert shapes(planned(config(TRACKING.replace('EXTRA', 'reid_embed_size: 16 num_fc_layers: 2'))), CLASSIFIER) == {
        'layer_with_weights-0/kernel': (16, 16),
        'layer_with_weights-0/bias': (16,),
        'layer_with_weights-1/gamma': (16,),
        'layer_with_weights-1/beta': (16,),
        'layer_with_weights-1/moving_mean': (16,),
        'layer_with_weights-1/moving_variance': (16,),
        'layer_with_weights-2/kernel': (16, 7),
        'layer_with_weights-2/bias': (7,),
    }


def test_fewer_layers_than_one_are_one(planned: Planned) -> None:
    assert list(shapes(planned(config(TRACKING.replace('EXTRA', 'num_fc_layers: -3'))), CLASSIFIER)) == [
        'layer_with_weights-0/kernel',
        'layer_with_weights-0/bias',
    ]


def test_means_of_one_value_leave_a_grey_image_grey(planned: Planned) -> None:
    grey = 'image_resizer { fixed_shape_resizer { height: 256 width: 256 convert_to_grayscale: true } }'
    first = 'model/_feature_extractor/_network/downsample_input/conv_block/conv/kernel'
    one = config(grey + 'feature_extractor { channel_means: 0 channel_stds: 1 }')
    assert planned(one).variables[first].shape == (7, 7, 1, 32)
    assert planned(config(grey)).variables[first].shape == (7, 7, 3, 32)  # three means stretch it


@pytest.mark.parametrize(
    ('extra', 'field', 'says'),
    [
        ('num_classes: 0', 'num_classes', '`num_classes` is 0'),
        ('feature_extractor { type: "hourglass_11" }', 'feature_extractor.type', 'hourglass_11'),
        (
            'image_resizer { fixed_shape_resizer { height: 300 } }',
            'image_resizer.fixed_shape_resizer.height',
            'use 304',
        ),
        (
            'image_resizer { keep_aspect_ratio_resizer { min_dimension: 100 max_dimension: 258 pad_to_max_dimension: true } }',
            'image_resizer.keep_aspect_ratio_resizer.max_dimension',
            'use 264',
        ),
        ('feature_extractor { channel_means: [1, 2] }', 'feature_extractor.channel_means', '2 values'),
        ('feature_extractor { channel_stds: [1, 2, 3, 4] }', 'feature_extractor.channel_stds', '4 values'),
        (
            'image_resizer { fixed_shape_resizer { convert_to_grayscale: true } } feature_extractor { bgr_ordering: true }',
            'feature_extractor.bgr_ordering',
            'grey',
        ),
        (
            'image_resizer { fixed_shape_resizer { convert_to_grayscale: true } } '
            'feature_extractor { type: "mobilenet_v2" channel_means: 0 channel_stds: 1 }',
            'feature_extractor.channel_means',
            '3 channels, but gets one of 1',
        ),
        (
            'densepose_estimation_task { loss { localization_loss { l1_localization_loss {} } '
            'classification_loss { weighted_softmax {} } } }',
            'densepose_estimation_task',
            '`mask_estimation_task`',
        ),
        (
            MASKS + 'densepose_estimation_task { num_parts: 5 loss { localization_loss { l1_localization_loss {} } '
            'classification_loss { weighted_softmax {} } } }',
            'densepose_estimation_task.num_parts',
            '24 parts',
        ),
        (TRACKING.replace('EXTRA', 'reid_embed_size: 0'), 'track_estimation_task.reid_embed_size', 'at least 1'),
        (TRACKING.replace('EXTRA', 'num_track_ids: -1'), 'track_estimation_task.num_track_ids', 'negative'),
        ('mask_estimation_task { }', 'mask_estimation_task.classification_loss', 'No classification loss'),
        (
            'object_center_params { use_labeled_classes: true }',
            'object_center_params.use_labeled_classes',
            'remove the field',
        ),
        (
            'object_center_params { min_box_overlap_iou: -1 }',
            'object_center_params.min_box_overlap_iou',
            '0.7 is usual',
        ),
        (
            'object_center_params { keypoint_weights_for_center: [1, 1] }',
            'object_center_params.keypoint_weights_for_center',
            'remove the field',
        ),
    ],
)
def test_refuses(refused: Refused, extra: str, field: str, says: str) -> None:
    refusal = refused(config(extra))
    assert refusal.field == f'center_net.{field}'
    assert says in refusal.reason


def test_refuses_a_model_without_boxes_and_keypoints(refused: Refused) -> None:
    without = BASE.replace('object_detection_task { localization_loss { l1_localization_loss {} } }', '')
    assert refused(without.replace('EXTRA', '')).field == 'center_net'
