"""Metrics that the evaluation beside the training refuses (eval_util.py)."""

from __future__ import annotations

from difflib import get_close_matches

from pipeline_config_ls.training.refusal import Config, Refusals, TrainingRefusal

METRICS = (
    'coco_detection_metrics',
    'coco_keypoint_metrics',
    'coco_mask_metrics',
    'coco_panoptic_metrics',
    'lvis_mask_metrics',
    'oid_challenge_detection_metrics',
    'oid_challenge_segmentation_metrics',
    'oid_V2_detection_metrics',
    'open_images_V2_detection_metrics',
    'pascal_voc_detection_metrics',
    'pascal_voc_instance_segmentation_metrics',
    'precision_at_recall_detection_metrics',
    'weighted_pascal_voc_detection_metrics',
    'weighted_pascal_voc_instance_segmentation_metrics',
)


def refusals(config: Config) -> Refusals:
    """For an `EvalConfig` message; the fields are counted from it."""
    for number, name in enumerate(config.metrics_set):
        if name not in METRICS:
            similar = (get_close_matches(name, METRICS, 1, 0.3) or METRICS[:1])[0]
            yield TrainingRefusal(f'metrics_set[{number}]', f'The API has no metrics `{name}`; it has `{similar}`, for example.')
