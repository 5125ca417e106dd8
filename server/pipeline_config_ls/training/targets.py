"""What a model learns from, and the reader does not ask the records for: the first step raises where it is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pipeline_config_ls.training.refusal import Config, Refusals, Repair, TrainingRefusal


class Target(NamedTuple):
    """Which `DetectionModel` messages learn from it, what says so in words, and the field of the reader that loads it, with an example
    of its value."""

    is_learnt: Callable[[Config], bool]
    learner: str
    field: str
    value: str = 'true'


def _task(name: str) -> Callable[[Config], bool]:
    """A task of CenterNet, all but one of which DeepMAC leaves out."""
    return lambda model: bool(
        not model.center_net.HasField('deepmac_mask_estimation') and _is_set(model.center_net, name)
    )


def _is_set(message: Config, name: str) -> bool:
    value = getattr(message, name)
    return message.HasField(name) if hasattr(value, 'DESCRIPTOR') else bool(value)


def _predicts_depth(model: Config) -> bool:
    tasks = model.center_net.keypoint_estimation_task
    return _task('keypoint_estimation_task')(model) and any(task.predict_depth for task in tasks)


def _looks_up_context(model: Config) -> bool:
    detector = model.faster_rcnn
    return detector.HasField('context_config') and not detector.second_stage_box_predictor.HasField(
        'rfcn_box_predictor'
    )


TARGETS = (
    Target(
        _task('keypoint_estimation_task'), '`keypoint_estimation_task` learns from keypoints', 'num_keypoints', '17'
    ),
    Target(_predicts_depth, '`predict_depth` learns from the depth of keypoints', 'load_keypoint_depth_features'),
    Target(_task('mask_estimation_task'), '`mask_estimation_task` learns from masks', 'load_instance_masks'),
    Target(_task('densepose_estimation_task'), '`densepose_estimation_task` learns from DensePose', 'load_dense_pose'),
    Target(_task('track_estimation_task'), '`track_estimation_task` learns from tracks', 'load_track_id'),
    Target(_looks_up_context, 'Context R-CNN looks up the features of other images', 'load_context_features'),
)


def refusals(config: Config) -> Refusals:
    """For a `TrainEvalPipelineConfig` message, from the top."""
    for target in TARGETS:
        if target.is_learnt(config.model) and not getattr(config.train_input_reader, target.field):
            field = f'train_input_reader.{target.field}'
            yield TrainingRefusal(
                field,
                f'{target.learner}, but the reader loads none; set `{target.field}: {target.value}`, and have them in the records.',
                # How many keypoints an object has is in the records, and nobody's guess.
                (Repair(field, target.value),) if target.value == 'true' else (),
            )
    if _task('temporal_offset_task')(config.model):
        yield TrainingRefusal(
            'model.center_net.temporal_offset_task',
            'No reader of the published API loads how far objects moved, from which this task learns; remove it.',
        )
    if config.model.center_net.object_center_params.use_labeled_classes:
        yield TrainingRefusal(
            'model.center_net.object_center_params.use_labeled_classes',
            'No reader of the published API loads the list of the classes that were looked for in an image; remove this field.',
        )
