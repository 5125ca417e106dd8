"""What the evaluation beside the training refuses (eval_util.py, model_lib_v2.py)."""

from __future__ import annotations

from difflib import get_close_matches

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.schema.components import PROTOS, TABLES
from pipeline_config_ls.training.refusal import Config, Refusals, Repair, TrainingRefusal

METRICS = tuple(TABLES[PROTOS + 'EvalConfig.metrics_set'].components)
# Names of earlier versions; the first two are known to the evaluation script of TensorFlow 1 (legacy/evaluator.py) still.
OLD = {
    'open_images_V2_detection_metrics': 'oid_V2_detection_metrics',
    'oid_challenge_object_detection_metrics': 'oid_challenge_detection_metrics',
    'open_images_metrics': 'oid_V2_detection_metrics',
    'open_images_detection_metrics': 'oid_V2_detection_metrics',
    'pascal_voc_metrics': 'pascal_voc_detection_metrics',
    'weighted_pascal_voc_metrics': 'weighted_pascal_voc_detection_metrics',
    'coco_metrics': 'coco_detection_metrics',
}


# What LVIS is not evaluated by (metrics/lvis_evaluation.py); the COCO metrics take all three.
_NOT_FOR_LVIS = ('include_metrics_per_category', 'all_metrics_per_category', 'super_categories')


def refusals(config: Config, framework: Framework) -> Refusals:
    """For an `EvalConfig` message; the fields are counted from it."""
    for number, name in enumerate(config.metrics_set):
        field = f'metrics_set[{number}]'
        if name not in METRICS:
            similar = [OLD[name]] if name in OLD else get_close_matches(name, METRICS, 2, 0.5) or list(METRICS[:1])
            yield _refusal(
                field,
                f'The API has no metrics `{name}`; it has `{similar[0]}`, for example.',
                *(Repair(field, f'"{one}"') for one in similar),
            )
        elif name == 'coco_keypoint_metrics':
            instead = 'parameterized_metric { coco_keypoint_metrics { class_label: "person" } }'
            yield _refusal(field, f'`{name}` must know its class; write `{instead}`, for example, instead.')
        elif name == 'coco_panoptic_metrics' and framework is Framework.TF2:
            yield _refusal(field, f'The evaluation of TensorFlow 2 cannot feed `{name}`; remove it.')
        elif name == 'lvis_mask_metrics':
            for option in _NOT_FOR_LVIS:
                if getattr(config, option):
                    yield _refusal(option, f'`{name}` cannot be computed with `{option}`; remove one of the two.')
    if framework is Framework.TF2 and not config.retain_original_images:
        yield _refusal(
            'retain_original_images',
            'The evaluation of TensorFlow 2 reads the original images and stops without them; remove this field.',
            Repair('retain_original_images', 'true'),
        )
    for number, metric in enumerate(config.parameterized_metric):
        if metric.WhichOneof('parameterized_metric') is None:
            yield _refusal(
                f'parameterized_metric[{number}]',
                'No metric is set in this block; add `coco_keypoint_metrics { class_label: "person" }`, for example, or remove it.',
            )


def reader_refusals(readers: Config, framework: Framework) -> Refusals:
    """For the `eval_input_reader` field; counted from the top."""
    if not readers:
        yield _refusal('eval_input_reader', 'There is no `eval_input_reader`: the evaluation has nothing to read.')
    elif not readers[0].label_map_path:
        yield _refusal(
            'eval_input_reader[0].label_map_path', 'The evaluation needs `label_map_path`, to name the classes.'
        )
    elif framework is Framework.TF1 and not readers[0].drop_remainder:
        yield _refusal(
            'eval_input_reader[0].drop_remainder',
            'The evaluation of TensorFlow 1 needs the size of a batch beforehand, which is not known where the last may be smaller; '
            'remove this field.',
        )


def model_refusals(model: Config) -> Refusals:
    """For a `DetectionModel` message; counted from it.

    Whatever computes the boxes of a CenterNet hands its suppression no window to change the frame to: the evaluation, and an export
    (`CenterNetMetaArch.postprocess`).
    """
    suppression = model.center_net.post_processing.batch_non_max_suppression
    if model.center_net.HasField('post_processing') and suppression.change_coordinate_frame:
        field = 'center_net.post_processing.batch_non_max_suppression.change_coordinate_frame'
        yield _refusal(
            field if suppression.HasField('change_coordinate_frame') else 'center_net.post_processing',
            'CenterNet cannot change the frame of coordinates when it suppresses boxes, so evaluation and export stop; set '
            '`change_coordinate_frame: false`.',
            Repair(field, 'false'),
        )


def _refusal(field: str, message: str, *repairs: Repair) -> TrainingRefusal:
    return TrainingRefusal(field, message, repairs, evaluation_only=True)
