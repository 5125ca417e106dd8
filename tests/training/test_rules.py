"""What training refuses: the field to blame, for the smallest message that has the mistake."""

from __future__ import annotations

import pytest

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.document import open_document
from pipeline_config_ls.schema import load_schema
from pipeline_config_ls.training.refusals import refusals

SCHEMA = load_schema()
BOTH = tuple(Framework)
OPTIMIZER = 'optimizer { adam_optimizer { learning_rate { constant_learning_rate { } } } }'
READER = 'tf_record_input_reader { input_path: "a" }'
EVALUATION = f'eval_input_reader {{ label_map_path: "b" {READER} }}'


def fields(text: str, framework: Framework) -> list[str]:
    """The fields that are refused."""
    document = open_document(text, schema=SCHEMA)
    assert not document.faults
    return [refusal.field for refusal in refusals(document.message, framework)]


def config(
    train: str = '', reader: str = '', model: str = 'ssd { }', rest: str = '', optimizer: str = OPTIMIZER
) -> str:
    return (
        f'model {{ {model} }} train_config {{ {train} {optimizer} }} train_input_reader {{ {READER} {reader} }} '
        f'{EVALUATION} {rest}'
    )


def step(text: str, reader: str = '', model: str = 'ssd { }') -> str:
    return config(f'data_augmentation_options {{ {text} }}', reader, model)


def rate(text: str) -> str:
    return config(optimizer=f'optimizer {{ adam_optimizer {{ learning_rate {{ {text} }} }} }}')


RATE = 'train_config.optimizer.adam_optimizer.learning_rate'
STEP = 'train_config.data_augmentation_options[0]'
MASKS = 'faster_rcnn { number_of_stages: 3 second_stage_box_predictor { mask_rcnn_box_predictor { predict_instance_masks: true } } }'


@pytest.mark.parametrize('framework', BOTH)
@pytest.mark.parametrize(
    ('text', 'field'),
    [
        (config(optimizer=''), 'train_config.optimizer'),
        (rate(''), RATE),
        (rate('manual_step_learning_rate { }'), f'{RATE}.manual_step_learning_rate'),
        (
            rate('manual_step_learning_rate { schedule { step: 0 } }'),
            f'{RATE}.manual_step_learning_rate.schedule[0].step',
        ),
        (
            rate('manual_step_learning_rate { schedule { step: 5 } schedule { step: 5 } }'),
            f'{RATE}.manual_step_learning_rate.schedule[1].step',
        ),
        (
            rate('cosine_decay_learning_rate { total_steps: 1 warmup_steps: 2 learning_rate_base: 1 }'),
            f'{RATE}.cosine_decay_learning_rate.total_steps',
        ),
        (
            rate('cosine_decay_learning_rate { warmup_learning_rate: 2 learning_rate_base: 1 }'),
            f'{RATE}.cosine_decay_learning_rate.warmup_learning_rate',
        ),
        (step(''), STEP),
        (step('normalize_image { original_minval: 0 }'), f'{STEP}.normalize_image'),
        (step('random_horizontal_flip { }', 'num_keypoints: 2'), f'{STEP}.random_horizontal_flip'),
        (step('random_distort_color { color_ordering: 2 }'), f'{STEP}.random_distort_color.color_ordering'),
        (step('random_pad_image { max_image_width: 3 }'), f'{STEP}.random_pad_image.max_image_width'),
        (step('random_pad_image { pad_color: [1, 2] }'), f'{STEP}.random_pad_image.pad_color'),
        (step('random_crop_image { min_area: 0 }'), f'{STEP}.random_crop_image.min_area'),
        (step('ssd_random_crop { operations { } }'), f'{STEP}.ssd_random_crop.operations[0]'),
        (
            step('random_crop_pad_image { min_padded_size_ratio: 1 }'),
            f'{STEP}.random_crop_pad_image.min_padded_size_ratio',
        ),
        (
            step('random_scale_crop_and_pad_to_square { output_size: 64 scale_min: -1 }'),
            f'{STEP}.random_scale_crop_and_pad_to_square.scale_min',
        ),
        (
            step('random_downscale_to_target_pixels { min_target_pixels: 1 }'),
            f'{STEP}.random_downscale_to_target_pixels.min_target_pixels',
        ),
        (step('random_jitter_boxes { ratio: 1.5 }'), f'{STEP}.random_jitter_boxes.ratio'),
        (step('random_jitter_boxes { ratio: -2 jitter_mode: EXPAND }'), f'{STEP}.random_jitter_boxes.ratio'),
        (step('subtract_channel_mean { means: [1, 2, 3] }'), f'{STEP}.subtract_channel_mean'),
        (step('subtract_channel_mean { }'), f'{STEP}.subtract_channel_mean'),
        (step('random_jpeg_quality { min_jpeg_quality: 100 }'), f'{STEP}.random_jpeg_quality.min_jpeg_quality'),
        (step('convert_class_logits_to_softmax { }'), f'{STEP}.convert_class_logits_to_softmax'),
        (config('batch_size: 0'), 'train_config.batch_size'),
        (config('use_multiclass_scores: true'), 'train_config.use_multiclass_scores'),
        (config(model=MASKS), 'train_input_reader.load_instance_masks'),
        (
            config(model='ssd { image_resizer { pad_to_multiple_resizer { multiple: 32 } } }'),
            'model.ssd.image_resizer.pad_to_multiple_resizer',
        ),
        (config(reader='input_type: INPUT_DEFAULT'), 'train_input_reader.input_type'),
        (
            config(model='center_net { object_center_params { use_labeled_classes: true } }'),
            'model.center_net.object_center_params.use_labeled_classes',
        ),
        (config(reader='num_readers: 0'), 'train_input_reader.num_readers'),
        (
            config(
                model='faster_rcnn { context_config { max_num_context_features: -1 } }',
                reader='load_context_features: true',
            ),
            'model.faster_rcnn.context_config.max_num_context_features',
        ),
        (
            config(reader='sample_from_datasets_weights: nan'),
            'train_input_reader.sample_from_datasets_weights',
        ),
        (config(rest='eval_config { parameterized_metric { } }'), 'eval_config.parameterized_metric[0]'),
        (config(reader='drop_remainder: false'), 'train_input_reader.drop_remainder'),
        (config(reader='max_number_of_boxes: -1'), 'train_input_reader.max_number_of_boxes'),
        (config(reader='num_parallel_batches: 0'), 'train_input_reader.num_parallel_batches'),
        (config(reader='sample_from_datasets_weights: [1, 2]'), 'train_input_reader.sample_from_datasets_weights'),
        (config(rest='eval_config { metrics_set: "coco" }'), 'eval_config.metrics_set[0]'),
        (config(rest='eval_config { metrics_set: "coco_keypoint_metrics" }'), 'eval_config.metrics_set[0]'),
        (
            config(rest='eval_config { metrics_set: "lvis_mask_metrics" include_metrics_per_category: true }'),
            'eval_config.include_metrics_per_category',
        ),
        (
            config(rest='eval_config { metrics_set: "lvis_mask_metrics" super_categories { key: "a" value: "b" } }'),
            'eval_config.super_categories',
        ),
        (config().replace(EVALUATION, ''), 'eval_input_reader'),
    ],
)
def test_the_field_to_blame(text: str, field: str, framework: Framework) -> None:
    assert fields(text, framework) == [field]


@pytest.mark.parametrize('framework', BOTH)
@pytest.mark.parametrize(
    'text',
    [
        config(),
        step('random_horizontal_flip { keypoint_flip_permutation: [1, 0] }', 'num_keypoints: 2'),
        step('ssd_random_crop { }'),
        step('rgb_to_gray { }', model='center_net { }'),
        step('random_jitter_boxes { ratio: 9 jitter_mode: EXPAND }'),
        config(model=MASKS, reader='load_instance_masks: true'),
        config(model=MASKS.replace('predict_instance_masks: true', '')),
    ],
)
def test_what_trains_is_not_refused(text: str, framework: Framework) -> None:
    assert fields(text, framework) == []


@pytest.mark.parametrize(
    ('text', 'tf2', 'tf1'),
    [
        (step('autoaugment_image { }'), [f'{STEP}.autoaugment_image'], []),
        (step('rgb_to_gray { }'), [f'{STEP}.rgb_to_gray'], []),
        (
            step('rgb_to_gray { }', model='center_net { feature_extractor { bgr_ordering: true } }'),
            [f'{STEP}.rgb_to_gray'],
            [],
        ),
        (
            config(rest='graph_rewriter { quantization { weight_bits: 4 } }'),
            [],
            ['graph_rewriter.quantization.weight_bits'],
        ),
        (
            rate('constant_learning_rate { }').replace(
                'adam_optimizer {', 'momentum_optimizer { momentum_optimizer_value: 2'
            ),
            ['train_config.optimizer.momentum_optimizer.momentum_optimizer_value'],
            [],
        ),
        (
            config(rest='eval_config { metrics_set: "coco_panoptic_metrics" }'),
            ['eval_config.metrics_set[0]'],
            [],
        ),
        (
            config(rest='eval_config { retain_original_images: false }'),
            ['eval_config.retain_original_images'],
            [],
        ),
        (
            config().replace('label_map_path: "b"', 'label_map_path: "b" drop_remainder: false'),
            [],
            ['eval_input_reader[0].drop_remainder'],
        ),
    ],
)
def test_where_the_two_differ(text: str, tf2: list[str], tf1: list[str]) -> None:
    assert (fields(text, Framework.TF2), fields(text, Framework.TF1)) == (tf2, tf1)
