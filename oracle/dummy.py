"""One made-up training example: an image of zeros with one object that has everything a model may ask for.

Training runs a model once on its first batch before it restores a checkpoint, because Keras makes a layer's
variables when the layer is first called. No variable depends on the example. Needs TensorFlow and the API.
"""

from __future__ import annotations

from typing import Any

from oracle.real_api import tf

# The image before the config's own resizer, the features of context that a Context R-CNN is shown, the keypoints
# of the object (at least as many as any label map of the variants numbers), the points of its surface.
_IMAGE = (64, 64)
_CONTEXT_FEATURES = 3
_KEYPOINTS = 8
_SURFACE_POINTS = 2


def run_once(family: str, settings: Any, model: Any) -> None:
    """Predict and compute the loss once, with the training flag down, as training's own dummy run does."""
    model._is_training = False
    tf.keras.backend.set_learning_phase(False)
    images, shapes = model.preprocess(tf.zeros([1, *_IMAGE, 3]))
    model.provide_groundtruth(
        **_groundtruth(settings.num_classes),
        **_masks(images),
        **_people(family, settings),
        **_tracks(),
        training_step=0,
    )
    prediction = model.predict(images, shapes, **_side_inputs(family, settings))
    model.loss(prediction, shapes)


def _groundtruth(classes: int) -> dict[str, Any]:
    return {
        'groundtruth_boxes_list': [tf.constant([[0.1, 0.1, 0.6, 0.6]])],
        'groundtruth_classes_list': [tf.one_hot([0], max(classes, 0))],
        'groundtruth_weights_list': [tf.ones([1])],
        'groundtruth_labeled_classes': [tf.ones([classes])],
    }


def _masks(images: Any) -> dict[str, Any]:
    _, height, width, _ = images.shape
    return {
        'groundtruth_masks_list': [tf.zeros([1, height, width])],
        'groundtruth_mask_weights_list': [tf.ones([1])],
    }


def _people(family: str, settings: Any) -> dict[str, Any]:
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


def _tracks() -> dict[str, Any]:
    return {
        'groundtruth_track_ids_list': [tf.constant([0])],
        'groundtruth_track_match_flags_list': [tf.ones([1])],
        'groundtruth_temporal_offsets_list': [tf.zeros([1, 2])],
    }


def _side_inputs(family: str, settings: Any) -> dict[str, Any]:
    """Context R-CNN also takes the features of other images of the same camera."""
    if family != 'faster_rcnn' or not settings.HasField('context_config'):
        return {}
    length = settings.context_config.context_feature_length
    return {
        'context_features': tf.zeros([1, _CONTEXT_FEATURES, length]),
        'valid_context_size': tf.constant([_CONTEXT_FEATURES]),
    }
