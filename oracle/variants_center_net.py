"""Variants of CenterNet: extractors, heads, keypoint tasks, DeepMAC."""

from __future__ import annotations

from oracle.variant import EXTRACTOR as _EXTRACTOR
from oracle.variant import Edits, Variant, family, types

_CENTER = 'object_center_params'
_BOXES = 'object_detection_task'
_FOCAL = 'classification_loss { penalty_reduced_logistic_focal_loss {} }'
_L1 = 'localization_loss { l1_localization_loss {} }'
_SMOOTH = 'localization_loss { weighted_smooth_l1 {} }'
_SOFTMAX = 'classification_loss { weighted_softmax {} }'

# Heads and tasks, on whichever extractor.
_CENTERNET_HEADS: Edits = (
    'num_classes: 1',
    'num_classes: 0',
    'use_depthwise: true',
    'compute_heatmap_sparse: true',
    f'-{_BOXES}',
    f'-{_CENTER}',
    f'-{_CENTER}.classification_loss',
    f'{_CENTER}.center_head_params {{ num_filters: 32 kernel_sizes: 5 }}',
    f'{_CENTER}.center_head_params {{ num_filters: [32, 16] kernel_sizes: [3, 1] }}',
    f'{_CENTER}.center_head_params {{ num_filters: [32, 16] kernel_sizes: [3] }}',
    f'{_CENTER}.center_head_params {{}}',
    f'{_CENTER}.peak_max_pool_kernel_size: 5',
    f'{_BOXES}.scale_head_params {{ num_filters: [8, 8, 8] kernel_sizes: [3, 3, 3] }}',
    f'{_BOXES}.offset_head_params {{ num_filters: 64 kernel_sizes: 1 }}',
    (f'{_BOXES}.offset_head_params {{ num_filters: 64 kernel_sizes: 3 }}', 'use_depthwise: true'),
    f'mask_estimation_task {{ {_FOCAL} }}',
    f'mask_estimation_task {{ {_SOFTMAX} }}',
    f'mask_estimation_task {{ {_SOFTMAX} mask_height: 4 mask_width: 4 mask_head_params {{ num_filters: [16, 8] kernel_sizes: [3, 3] }} }}',
    f'densepose_estimation_task {{ class_id: 0 loss {{ {_L1} {_SOFTMAX} }} }}',
    f'densepose_estimation_task {{ class_id: 0 num_parts: 5 upsample_to_input_res: false loss {{ {_L1} {_SOFTMAX} }} }}',
    f'track_estimation_task {{ num_track_ids: 10 {_SOFTMAX} }}',
    f'track_estimation_task {{ num_track_ids: 10 reid_embed_size: 16 num_fc_layers: 3 {_SOFTMAX} }}',
    f'track_estimation_task {{ {_SOFTMAX} }}',
    f'temporal_offset_task {{ {_L1} }}',
    f'temporal_offset_task {{ {_SMOOTH} }}',
    (f'mask_estimation_task {{ {_SOFTMAX} }}', f'densepose_estimation_task {{ class_id: 0 loss {{ {_L1} {_SOFTMAX} }} }}',
     f'track_estimation_task {{ num_track_ids: 7 {_SOFTMAX} }}', f'temporal_offset_task {{ {_SMOOTH} }}', 'use_depthwise: true'),
    'image_resizer { fixed_shape_resizer { height: 192 width: 320 } }',
    'image_resizer { fixed_shape_resizer { height: 200 width: 200 } }',
    'image_resizer { fixed_shape_resizer { height: 300 width: 300 } }',
    'image_resizer { fixed_shape_resizer { height: 254 width: 256 } }',
    'image_resizer { keep_aspect_ratio_resizer { min_dimension: 64 max_dimension: 100 pad_to_max_dimension: true } }',
    'image_resizer { keep_aspect_ratio_resizer { min_dimension: 64 max_dimension: 96 pad_to_max_dimension: true } }',
    'image_resizer { fixed_shape_resizer { height: 64 width: 64 convert_to_grayscale: true } }',
    '-image_resizer',
    *(f'{_BOXES}.localization_loss {{ {loss} {{}} }}' for loss in ('weighted_l2', 'weighted_smooth_l1', 'weighted_giou')),
    (f'mask_estimation_task {{ {_SOFTMAX} }}', f'densepose_estimation_task {{ class_id: 0 num_parts: 5 loss {{ {_L1} {_SOFTMAX} }} }}'),
    (f'mask_estimation_task {{ {_SOFTMAX} }}', f'densepose_estimation_task {{ class_id: 0 loss {{ {_SMOOTH} {_SOFTMAX} }} }}'),
    f'track_estimation_task {{ num_track_ids: -1 {_SOFTMAX} }}',
    f'track_estimation_task {{ num_fc_layers: 0 {_SOFTMAX} }}',
    f'mask_estimation_task {{ {_SOFTMAX} mask_head_params {{ num_filters: 8 kernel_sizes: 0 }} }}',
    'post_processing { batch_non_max_suppression { iou_threshold: 2 } }',
    f'{_EXTRACTOR}.channel_stds: [1, 2]',
    (f'{_EXTRACTOR}.channel_means: 0', f'{_EXTRACTOR}.channel_stds: 1', f'{_EXTRACTOR}.bgr_ordering: false',
     'image_resizer { fixed_shape_resizer { height: 64 width: 64 convert_to_grayscale: true } }'),
)  # fmt: skip

_FEATURES: Edits = (
    f'{_EXTRACTOR}.depth_multiplier: 0.5',
    f'{_EXTRACTOR}.depth_multiplier: 0.3',
    f'{_EXTRACTOR}.use_separable_conv: true',
    f'{_EXTRACTOR}.use_separable_conv: false',
    f'{_EXTRACTOR}.use_depthwise: true',
    f'{_EXTRACTOR}.upsampling_interpolation: "bilinear"',
    f'{_EXTRACTOR}.channel_means: [1, 2, 3]',
)  # fmt: skip

_TASK = 'keypoint_estimation_task'
_POSE_LOSS = f'loss {{ {_L1} {_FOCAL} }}'
_POSE = f'task_name: "pose" keypoint_class_name: "person" {_POSE_LOSS}'
_PARTS = f'task_name: "parts" keypoint_class_name: "car" {_POSE_LOSS}'
_KEYPOINT_OPTIONS: Edits = (
    'num_classes: 1',
    'use_depthwise: true',
    f'{_TASK} += {{ {_PARTS} }}',
    f'{_TASK} += {{ {_PARTS} per_keypoint_offset: true predict_depth: true }}',
    f'{_TASK} {{ {_PARTS} }}',
    f'{_TASK} {{ {_POSE} per_keypoint_offset: true }}',
    f'{_TASK} {{ {_POSE} predict_depth: true }}',
    f'{_TASK} {{ {_POSE} predict_depth: true per_keypoint_depth: true }}',
    f'{_TASK} {{ {_POSE} per_keypoint_depth: true }}',
    f'{_TASK} {{ {_POSE} heatmap_head_params {{ num_filters: [16, 8] kernel_sizes: [3, 3] }} }}',
    f'{_TASK} {{ {_POSE} offset_head_params {{ num_filters: 16 kernel_sizes: 1 }} regress_head_params {{ num_filters: 24 kernel_sizes: 5 }} }}',
    f'{_TASK} {{ {_POSE} keypoint_label_to_std {{ key: "nose" value: 0.5 }} }}',
    (f'{_TASK} {{ {_POSE} }}', f'-{_BOXES}'),
    (f'{_TASK} {{ {_POSE} }}', f'-{_BOXES}', f'{_CENTER}.keypoint_weights_for_center: [1, 1, 0, 0]'),
    (f'{_TASK} {{ {_POSE} }}', f'-{_BOXES}', f'{_CENTER}.keypoint_weights_for_center: [1, 1]'),
    f'{_CENTER}.keypoint_weights_for_center: [1, 1, 0, 0]',
    f'{_TASK} += {{ task_name: "again" keypoint_class_name: "person" {_POSE_LOSS} }}',
    f'{_TASK} += {{ task_name: "human_pose" keypoint_class_name: "car" {_POSE_LOSS} }}',
    f'{_TASK} {{ task_name: "pose" keypoint_class_name: "tree" {_POSE_LOSS} }}',
    f'{_TASK} {{ task_name: "pose" keypoint_class_name: "house" {_POSE_LOSS} }}',
    f'{_TASK} {{ task_name: "a/b pose" keypoint_class_name: "person" {_POSE_LOSS} }}',
    f'{_TASK} {{ keypoint_class_name: "person" {_POSE_LOSS} }}',
    f'{_TASK} {{ task_name: "pose" keypoint_class_name: "person" }}',
    f'{_TASK} {{ task_name: "pose" keypoint_class_name: "person" loss {{ {_L1} {_SOFTMAX} }} }}',
    f'{_TASK} {{ task_name: "pose" keypoint_class_name: "person" predict_depth: true loss {{ localization_loss {{ weighted_l2 {{}} }} {_FOCAL} }} }}',
    f'{_TASK} {{ task_name: "pose" keypoint_class_name: "person" loss {{ localization_loss {{ weighted_l2 {{}} }} {_FOCAL} }} }}',
    f'{_TASK} {{ task_name: "object_center" keypoint_class_name: "person" {_POSE_LOSS} }}',
    f'{_TASK} {{ task_name: "track_task" keypoint_class_name: "person" {_POSE_LOSS} }}',
    (f'{_TASK} {{ task_name: "track_task" keypoint_class_name: "person" {_POSE_LOSS} }}', f'track_estimation_task {{ num_track_ids: 7 {_SOFTMAX} }}'),
    ('num_classes: 1', f'{_TASK} {{ {_PARTS} }}'),
    'keypoint_label_map_path: "oracle/models/none.pbtxt"',
    '-keypoint_label_map_path',
    f'{_EXTRACTOR}.type: "resnet_v2_50"',
    f'{_EXTRACTOR}.type: "resnet_v1_50_fpn"',
    f'{_EXTRACTOR}.type: "mobilenet_v2_fpn"',
    (f'mask_estimation_task {{ {_SOFTMAX} }}', f'track_estimation_task {{ num_track_ids: 7 {_SOFTMAX} }}'),
)  # fmt: skip

_DEEPMAC = 'deepmac_mask_estimation'
_DEEPMAC_OPTIONS: Edits = (
    'num_classes: 1',
    'use_depthwise: true',
    f'{_DEEPMAC}.dim: 16',
    f'{_DEEPMAC}.pixel_embedding_dim: 8',
    f'{_DEEPMAC}.mask_size: 16',
    f'{_DEEPMAC}.use_xy: false',
    f'{_DEEPMAC}.use_instance_embedding: false',
    f'{_DEEPMAC}.num_init_channels: 32',
    f'{_DEEPMAC}.predict_full_resolution_masks: true',
    f'{_DEEPMAC}.use_only_last_stage: true',
    f'{_DEEPMAC}.allowed_masked_classes_ids: [1, 2]',
    f'{_DEEPMAC}.box_consistency_loss_weight: 1',
    f'{_DEEPMAC}.augmented_self_supervision_loss_weight: 1',
    *(f'{_DEEPMAC}.network_type: "{name}"' for name in (
        'hourglass20', 'hourglass32', 'hourglass20_uniform_size', 'hourglass20_no_shortcut', 'hourglass52', 'hourglass100',
        'resnet4', 'resnet8', 'resnet20', 'resnet', 'fully_connected', 'embedding_projection', 'cond_inst1', 'cond_inst3', 'unknown')),
    (f'{_DEEPMAC}.network_type: "fully_connected"', f'{_DEEPMAC}.mask_size: 8'),
    (f'{_DEEPMAC}.network_type: "embedding_projection"', f'{_DEEPMAC}.use_instance_embedding: false', f'{_DEEPMAC}.use_xy: false', f'{_DEEPMAC}.dim: 16'),
    (f'{_DEEPMAC}.network_type: "cond_inst2"', f'{_DEEPMAC}.use_instance_embedding: false', f'{_DEEPMAC}.num_init_channels: 4', f'{_DEEPMAC}.dim: 81'),
    (f'{_DEEPMAC}.network_type: "cond_inst3"', f'{_DEEPMAC}.use_instance_embedding: false', f'{_DEEPMAC}.num_init_channels: 8', f'{_DEEPMAC}.dim: 233'),
    f'{_DEEPMAC}.mask_size: 33',
    f'{_DEEPMAC}.mask_size: 0',
    f'{_DEEPMAC}.mask_num_subsamples: 3',
    f'{_DEEPMAC}.dim: 0',
    f'{_DEEPMAC}.num_init_channels: 0',
    f'-{_DEEPMAC}.classification_loss',
    (f'{_DEEPMAC}.predict_full_resolution_masks: true', f'{_DEEPMAC}.max_roi_jitter_ratio: 0.1'),
    (f'{_DEEPMAC}.network_type: "cond_inst3"', f'{_DEEPMAC}.use_instance_embedding: false', f'{_DEEPMAC}.num_init_channels: 8'),
    f'{_CENTER}.keypoint_weights_for_center: [1, 1]',
    f'-{_BOXES}',
    f'{_EXTRACTOR}.type: "resnet_v1_50_fpn"',
    f'mask_estimation_task {{ {_SOFTMAX} }}',
    (f'{_EXTRACTOR}.type: "hourglass_104"', f'{_DEEPMAC}.network_type: "hourglass52"'),
    (f'{_EXTRACTOR}.type: "hourglass_104"', f'{_DEEPMAC}.network_type: "hourglass100"'),
)  # fmt: skip

FAMILIES: dict[str, tuple[Variant, ...]] = {
    'centernet_resnet_v1_fpn': family(
        'centernet_resnet_v1_fpn', *types('resnet_v1_18_fpn', 'resnet_v1_34_fpn', 'resnet_v1_101_fpn'), *_FEATURES
    ),
    'centernet_resnet_v2': family('centernet_resnet_v2', *types('resnet_v2_101', 'resnet_v2_152'), *_FEATURES[:3]),
    'centernet_hourglass': family(
        'centernet_hourglass',
        *types('hourglass_20', 'hourglass_32', 'hourglass_52', 'hourglass_104', 'hourglass_100'),
        *_FEATURES[:3],
        *_CENTERNET_HEADS,
    ),
    'centernet_mobilenet_v2': family('centernet_mobilenet_v2', *_FEATURES, 'num_classes: 3', 'use_depthwise: true'),
    'centernet_mobilenet_v2_fpn': family(
        'centernet_mobilenet_v2_fpn',
        *_FEATURES,
        *types('mobilenet_v2_fpn_sep_conv'),
        *((f'{_EXTRACTOR}.type: "mobilenet_v2_fpn_sep_conv"', str(feature)) for feature in _FEATURES),
        f'{_EXTRACTOR}.upsampling_interpolation: "cubic"',
        'num_classes: 3',
        'use_depthwise: true',
    ),
    'centernet_keypoints': family('centernet_keypoints', *_KEYPOINT_OPTIONS),
    'centernet_deepmac': family('centernet_deepmac', *_DEEPMAC_OPTIONS),
}
