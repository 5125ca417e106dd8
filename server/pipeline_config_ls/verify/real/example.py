"""One made-up training example: an image of zeros with one object that has everything a model may ask for.

Training runs a model once on its first batch before it restores a checkpoint, because Keras makes a layer's
variables when the layer is first called. No variable depends on the example. Needs TensorFlow, not the API.
"""

from __future__ import annotations

from typing import Any, Dict

# The image before the config's own resizer, the features of context that a Context R-CNN is shown, the keypoints
# of the object (at least as many as a label map numbers), the points of its surface.
IMAGE = (64, 64)
_CONTEXT_FEATURES = 3
_KEYPOINTS = 64
_SURFACE_POINTS = 2


def groundtruth(tf: Any, family: str, settings: Any, images: Any) -> Dict[str, Any]:
    """The arguments of `provide_groundtruth`, for preprocessed images."""
    return {
        **_boxes(tf, settings.num_classes),
        **_masks(tf, images),
        **_people(tf, family, settings),
        **_tracks(tf),
    }


def side_inputs(tf: Any, family: str, settings: Any) -> Dict[str, Any]:
    """What `predict` takes beside images: Context R-CNN is shown the features of other images of the same camera."""
    if family != 'faster_rcnn' or not settings.HasField('context_config'):
        return {}
    length = max(settings.context_config.context_feature_length, 0)
    return {
        'context_features': tf.zeros([1, _CONTEXT_FEATURES, length]),
        'valid_context_size': tf.constant([_CONTEXT_FEATURES]),
    }


def _boxes(tf: Any, classes: int) -> Dict[str, Any]:
    return {
        'groundtruth_boxes_list': [tf.constant([[0.1, 0.1, 0.6, 0.6]])],
        'groundtruth_classes_list': [tf.one_hot([0], max(classes, 0))],
        'groundtruth_weights_list': [tf.ones([1])],
        'groundtruth_labeled_classes': [tf.ones([classes])],
    }


def _masks(tf: Any, images: Any) -> Dict[str, Any]:
    _, height, width, _ = images.shape
    return {
        'groundtruth_masks_list': [tf.zeros([1, height, width])],
        'groundtruth_mask_weights_list': [tf.ones([1])],
    }


def _people(tf: Any, family: str, settings: Any) -> Dict[str, Any]:
    """Keypoints with their depths, and DensePose's points on the surface of a body, for models that ask for them.

    DeepMAC takes keypoints, where there are any, as a reason to learn masks from points.
    """
    if family != 'center_net' or settings.HasField('deepmac_mask_estimation'):
        return {}
    return {
        'groundtruth_keypoints_list': [tf.fill([1, _KEYPOINTS, 2], 0.3)],
        'groundtruth_keypoint_visibilities_list': [tf.fill([1, _KEYPOINTS], True)],
        'groundtruth_keypoint_depths_list': [tf.ones([1, _KEYPOINTS])],
        'groundtruth_keypoint_depth_weights_list': [tf.ones([1, _KEYPOINTS])],
        'groundtruth_dp_num_points_list': [tf.constant([_SURFACE_POINTS])],
        'groundtruth_dp_part_ids_list': [tf.zeros([1, _SURFACE_POINTS], tf.int32)],
        'groundtruth_dp_surface_coords_list': [tf.fill([1, _SURFACE_POINTS, 4], 0.3)],
    }


def _tracks(tf: Any) -> Dict[str, Any]:
    return {
        'groundtruth_track_ids_list': [tf.constant([0])],
        'groundtruth_track_match_flags_list': [tf.ones([1])],
        'groundtruth_temporal_offsets_list': [tf.zeros([1, 2])],
    }
