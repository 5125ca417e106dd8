"""What the evaluation beside the training refuses (eval_util.py, model_lib_v2.py)."""

from __future__ import annotations

from difflib import get_close_matches

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


def refusals(config: Config) -> Refusals:
    """For an `EvalConfig` message; the fields are counted from it."""
    for number, name in enumerate(config.metrics_set):
        if name not in METRICS:
            similar = [OLD[name]] if name in OLD else get_close_matches(name, METRICS, 2, 0.5) or list(METRICS[:1])
            field = f'metrics_set[{number}]'
            yield TrainingRefusal(
                field,
                f'The API has no metrics `{name}`; it has `{similar[0]}`, for example.',
                tuple(Repair(field, f'"{one}"') for one in similar),
                evaluation_only=True,
            )


def reader_refusals(readers: Config) -> Refusals:
    """For the `eval_input_reader` field; counted from the top."""
    if not readers:
        yield TrainingRefusal(
            'eval_input_reader',
            'There is no `eval_input_reader`: the evaluation has nothing to read.',
            evaluation_only=True,
        )
    elif not readers[0].label_map_path:
        yield TrainingRefusal(
            'eval_input_reader[0].label_map_path',
            'The evaluation needs `label_map_path`, to name the classes.',
            evaluation_only=True,
        )
