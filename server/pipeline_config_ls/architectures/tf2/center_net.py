"""CenterNet: the model around its feature extractors (meta_architectures/center_net_meta_arch.py).

A model is a feature extractor and a dict of prediction heads. Every task of the config adds its heads; the task
`deepmac_mask_estimation` makes it a DeepMAC (deepmac.py), which looks at boxes and masks alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from pipeline_config_ls.architectures.build_error import BuildError, refuse_if, setting
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules import builders
from pipeline_config_ls.architectures.rules.spatial import fixed_sides, resized_channels
from pipeline_config_ls.architectures.tf2 import center_net_losses as losses
from pipeline_config_ls.architectures.tf2.center_net_extractors import FIELD, CenterNetExtractor
from pipeline_config_ls.architectures.tf2.deepmac import deepmac
from pipeline_config_ls.architectures.tf2.detector import Detector
from pipeline_config_ls.architectures.tf2.extractors import CenterNet
from pipeline_config_ls.architectures.tf2.functional import sequential
from pipeline_config_ls.architectures.tf2.keypoints import TASKS, LabelMaps, keypoint_counts
from pipeline_config_ls.architectures.tf2.layers import batch_norm, dense, weightless
from pipeline_config_ls.architectures.tf2.prediction_heads import Head, head_params, prediction_heads
from pipeline_config_ls.architectures.tf2.trackable import Trackable

CENTER = 'center_net.object_center_params'
BOXES = 'center_net.object_detection_task'
MASKS = 'center_net.mask_estimation_task'
DENSEPOSE = 'center_net.densepose_estimation_task'
TRACKING = 'center_net.track_estimation_task'
MOTION = 'center_net.temporal_offset_task'

# What the API divides the surface of a body into, whatever the config says.
SURFACE_PARTS = 24
# The side of an image, in sides of a map.
STRIDE = 4


def center_net(config: Config, row: CenterNet, label_maps: LabelMaps) -> Detector:
    """The model of a `CenterNet` message, as `_build_center_net_model` builds it and one forward pass and its loss complete it.

    Raises `BuildError` where one of these raises.
    """
    builders.image_resizer(config.image_resizer, 'center_net.image_resizer')
    extractor = row.build(config.feature_extractor, _image_channels(config))
    _check_sides(config, extractor)
    heads = [*_center(config), *_boxes(config)]
    if config.HasField('deepmac_mask_estimation'):
        _check_tasks(config, keypoints=False)
        return Detector(deepmac(config, extractor, heads), extractor.backbone)
    _check_tasks(config, keypoints=bool(config.keypoint_estimation_task))
    if config.HasField('post_processing'):
        builders.post_processing(config.post_processing, 'center_net.post_processing')
    counts = keypoint_counts(config, label_maps)
    heads += [*_keypoints(config, counts), *_masks(config), *_densepose(config), *_tracking(config), *_motion(config)]
    tracked = {'_feature_extractor': extractor.tracked}
    if config.HasField('track_estimation_task'):
        tracked['track_reid_classification_net'] = _identity_classifier(config.track_estimation_task)
    tracked['_prediction_head_dict'] = Trackable(
        prediction_heads(heads, extractor, depthwise=config.use_depthwise),
    )
    return Detector(Trackable(tracked), extractor.backbone)


def _center(config: Config) -> Iterator[Head]:
    """Where objects are: a heat map for each class."""
    params = config.object_center_params
    refuse_if(
        params.min_box_overlap_iou == -1,
        f'{CENTER}.min_box_overlap_iou',
        'The API divides by `min_box_overlap_iou` + 1; an overlap is from 0 to 1, and 0.7 is usual.',
        setting(f'{CENTER}.min_box_overlap_iou', 0.7),
    )
    losses.check_classification_loss(params.classification_loss, f'{CENTER}.classification_loss')
    refuse_if(
        params.use_labeled_classes,
        f'{CENTER}.use_labeled_classes',
        'No reader of the published API loads which classes were labelled; remove the field.',
    )
    yield Head(
        'object_center', config.num_classes, 'center_net.num_classes', head_params(params, 'center_head_params', CENTER)
    )


def _boxes(config: Config) -> Iterator[Head]:
    """Height and width of the object at each place, and where in the place its center lies."""
    if not config.HasField('object_detection_task'):
        return
    task = config.object_detection_task
    losses.check_localization_loss(task.localization_loss, f'{BOXES}.localization_loss', losses.BOXES)
    yield Head('box/scale', 2, BOXES, head_params(task, 'scale_head_params', BOXES))
    yield Head('box/offset', 2, BOXES, head_params(task, 'offset_head_params', BOXES))


def _keypoints(config: Config, counts: dict[str, int]) -> Iterator[Head]:
    """For each task a heat map of every keypoint, the way to it from the object's center, its place, and perhaps its depth."""
    tasks = {}
    for index, task in enumerate(config.keypoint_estimation_task):
        field = f'{TASKS}[{index}]'
        builders.losses(task.loss, f'{field}.loss')
        refuse_if(
            task.task_name in _taken_names(config),
            f'{field}.task_name',
            f'CenterNet calls another task `{task.task_name}`; choose another name.',
        )
        # The later of two tasks with one name takes the place of the earlier.
        tasks[task.task_name] = task, field
    for name, (task, field) in tasks.items():
        keypoints = counts[name]
        _check_keypoint_losses(task, field, keypoints)
        offsets = keypoints if task.per_keypoint_offset else 1
        yield Head(f'{name}/keypoint/heatmap', keypoints, field, head_params(task, 'heatmap_head_params', field))
        yield Head(f'{name}/keypoint/regression', 2 * keypoints, field, head_params(task, 'regress_head_params', field))
        yield Head(f'{name}/keypoint/offset', 2 * offsets, field, head_params(task, 'offset_head_params', field))
        if task.predict_depth:
            yield Head(f'{name}/keypoint/depth', keypoints if task.per_keypoint_depth else 1, field)


def _taken_names(config: Config) -> set[str]:
    """What the model's own tasks are called in the dict that keypoint tasks go into as well."""
    named = {
        'object_detection_task': 'detection_task',
        'mask_estimation_task': 'segmentation_task',
        'densepose_estimation_task': 'densepose_task',
        'track_estimation_task': 'track_task',
        'temporal_offset_task': 'temporal_offset_task',
    }
    return {'object_center', *(name for field, name in named.items() if config.HasField(field))}


def _check_keypoint_losses(task: Config, field: str, keypoints: int) -> None:
    losses.check_keypoint_loss(task.loss.classification_loss, f'{field}.loss.classification_loss', keypoints)
    bearable = losses.DEPTHS if task.predict_depth else losses.POINTS
    losses.check_localization_loss(task.loss.localization_loss, f'{field}.loss.localization_loss', bearable)


def _masks(config: Config) -> Iterator[Head]:
    """Which class each place belongs to."""
    if not config.HasField('mask_estimation_task'):
        return
    task = config.mask_estimation_task
    losses.check_classification_loss(task.classification_loss, f'{MASKS}.classification_loss')
    yield Head(
        'segmentation/heatmap',
        config.num_classes,
        'center_net.num_classes',
        head_params(task, 'mask_head_params', MASKS),
    )


def _densepose(config: Config) -> Iterator[Head]:
    """Which part of the body each place belongs to, and where on the part's surface it lies."""
    if not config.HasField('densepose_estimation_task'):
        return
    task = config.densepose_estimation_task
    builders.losses(task.loss, f'{DENSEPOSE}.loss')
    losses.check_localization_loss(task.loss.localization_loss, f'{DENSEPOSE}.loss.localization_loss', losses.POINTS)
    if not config.HasField('mask_estimation_task'):
        raise BuildError(DENSEPOSE, 'DensePose needs masks: add a `mask_estimation_task`.')
    if task.num_parts != SURFACE_PARTS:
        raise BuildError(
            f'{DENSEPOSE}.num_parts',
            f'The loss is made for {SURFACE_PARTS} parts of the body, not for {task.num_parts}; set `num_parts: {SURFACE_PARTS}`.',
        )
    yield Head('densepose/heatmap', task.num_parts, f'{DENSEPOSE}.num_parts')
    yield Head('densepose/regression', 2 * task.num_parts, f'{DENSEPOSE}.num_parts')


def _tracking(config: Config) -> Iterator[Head]:
    """An embedding that tells one object from another."""
    if not config.HasField('track_estimation_task'):
        return
    task = config.track_estimation_task
    losses.check_classification_loss(task.classification_loss, f'{TRACKING}.classification_loss')
    if task.num_track_ids < 0:
        raise BuildError(
            f'{TRACKING}.num_track_ids', f'`num_track_ids` is {task.num_track_ids}; it must not be negative.'
        )
    yield Head('track/reid', task.reid_embed_size, f'{TRACKING}.reid_embed_size')


def _identity_classifier(task: Config) -> Trackable:
    """The network that names an embedding's object, which only the loss calls."""
    hidden = [dense(task.reid_embed_size), batch_norm(), weightless] * (task.num_fc_layers - 1)
    return sequential(task.reid_embed_size, [*hidden, dense(task.num_track_ids)]).tracked


def _motion(config: Config) -> Iterator[Head]:
    """How far an object moved since the last frame."""
    if not config.HasField('temporal_offset_task'):
        return
    loss = config.temporal_offset_task.localization_loss
    losses.check_localization_loss(loss, f'{MOTION}.localization_loss', losses.MOTION)
    yield Head('track/offset', 2, MOTION)


def _check_tasks(config: Config, *, keypoints: bool) -> None:
    """What a model must predict at least, and what no model can."""
    refuse_if(
        not config.HasField('object_detection_task') and not keypoints,
        'center_net',
        'CenterNet needs an `object_detection_task` or a `keypoint_estimation_task`; add one of them.',
    )
    refuse_if(
        len(config.object_center_params.keypoint_weights_for_center) > 0,
        f'{CENTER}.keypoint_weights_for_center',
        'The published API cannot compute the loss of centers that are weighted keypoints; remove the field.',
    )


def _image_channels(config: Config) -> int:
    """The channels of the image that reaches the extractor: its means and deviations may stretch a grey one.

    Raises `BuildError` where they do not fit the image, or the image does not fit the network.
    """
    extractor = config.feature_extractor
    channels = resized_channels(config.image_resizer)
    if extractor.bgr_ordering and channels == 1:
        raise BuildError(
            f'{FIELD}.bgr_ordering', 'A grey image has no channels to put in another order; remove the field.'
        )
    for name in ('channel_means', 'channel_stds'):
        given = len(getattr(extractor, name)) or 3
        if given != channels and 1 not in (given, channels):
            raise BuildError(
                f'{FIELD}.{name}',
                f'There are {given} values for an image of {channels} channels; give one for each channel.',
            )
        channels = max(given, channels)
    if channels != 3 and not extractor.type.startswith('hourglass'):
        raise BuildError(
            f'{FIELD}.channel_means',
            f'`{extractor.type}` takes images of 3 channels, but gets one of {channels}; remove `convert_to_grayscale`, or give three means.',
        )
    return channels


def _check_sides(config: Config, extractor: CenterNetExtractor) -> None:
    """The loss counts on maps of a quarter of the image, rounded down, whatever the extractor puts out."""
    for name, side in fixed_sides(config.image_resizer).items():
        if extractor.side(side) != max(side // STRIDE, 1):
            larger = next(pixels for pixels in count(side) if extractor.side(pixels) == pixels // STRIDE)
            raise BuildError(
                f'center_net.image_resizer.{name}',
                f'`{config.feature_extractor.type}` cannot be trained with a side of {side} pixels, which it does not halve and '
                f'double evenly; use {larger}.',
            )
