"""What the builders that all meta-architectures share refuse (object_detection/builders/*_builder.py).

One function a builder: it takes the builder's message and the path of its field, and raises `BuildError` at the field to blame
where the builder raises, or where what it builds fails on the first image. The rules stand in the API's order. A comparison is
written as the API writes it, so that `nan` passes where it passes there.
"""

from __future__ import annotations

from difflib import get_close_matches
from math import isfinite

from pipeline_config_ls.architectures.build_error import BuildError, refuse_if, setting
from pipeline_config_ls.architectures.config import Config

# What Keras 2 can initialize a convolution with. It knows each under several spellings, and four under short names.
_INITIALIZERS = (
    'constant',
    'glorot_normal',
    'glorot_uniform',
    'he_normal',
    'he_uniform',
    'lecun_normal',
    'lecun_uniform',
    'ones',
    'orthogonal',
    'random_normal',
    'random_uniform',
    'truncated_normal',
    'variance_scaling',
    'zeros',
)
_SHORT_NAMES = ('normal', 'uniform', 'one', 'zero')


def image_resizer(config: Config, field: str) -> None:
    """`image_resizer_builder.build`, and the resizing of an image."""
    kind = _chosen(
        config,
        'image_resizer_oneof',
        field,
        'No image resizer is set',
        'fixed_shape_resizer { height: 320 width: 320 }',
    )
    at, settings = f'{field}.{kind}', getattr(config, kind)
    match kind:
        case 'fixed_shape_resizer':
            for name in ('height', 'width'):
                _at_least_one(settings, name, at, 'images would have no pixels')
        case 'keep_aspect_ratio_resizer':
            low, high = settings.min_dimension, settings.max_dimension
            refuse_if(
                low > high,
                f'{at}.min_dimension',
                f'`min_dimension` {low} is greater than `max_dimension` {high}; swap them.',
            )
            _at_least_one(settings, 'min_dimension', at, 'images would have no pixels')
            pads = len(settings.per_channel_pad_value)
            refuse_if(
                settings.pad_to_max_dimension and pads not in (0, 3),
                f'{at}.per_channel_pad_value',
                f'An image has three channels, but `per_channel_pad_value` is given {pads} times; give it three times, or leave it out.',
            )
        case 'conditional_shape_resizer':
            refuse_if(
                settings.condition == 0,
                f'{at}.condition',
                'The resizer has no condition; set `condition: GREATER` or `condition: SMALLER`.',
            )
            if settings.condition == 1:
                _at_least_one(settings, 'size_threshold', at, 'images would have no pixels')
        case 'pad_to_multiple_resizer':
            _at_least_one(settings, 'multiple', at, 'there is nothing to pad to')


def box_coder(config: Config, field: str) -> int:
    """`box_coder_builder.build`; returns how many numbers the coder has for a box."""
    kind = _chosen(config, 'box_coder_oneof', field, 'No box coder is set', 'faster_rcnn_box_coder {}')
    at, settings = f'{field}.{kind}', getattr(config, kind)
    scales = {
        'faster_rcnn_box_coder': ('y_scale', 'x_scale', 'height_scale', 'width_scale'),
        'keypoint_box_coder': ('y_scale', 'x_scale', 'height_scale', 'width_scale'),
        'square_box_coder': ('y_scale', 'x_scale', 'length_scale'),
    }.get(kind, ())
    for name in scales:
        scale = getattr(settings, name)
        refuse_if(
            not scale > 0, f'{at}.{name}', f'`{name}` is {scale:g}; the scales of a box coder must be greater than 0.'
        )
    if kind == 'keypoint_box_coder':
        keypoints: int = settings.num_keypoints
        refuse_if(keypoints < 0, f'{at}.num_keypoints', f'`num_keypoints` is {keypoints}; it cannot be negative.')
        return 4 + 2 * keypoints
    return 3 if kind == 'square_box_coder' else 4


def matcher(config: Config, field: str, *, bipartite: bool = False) -> None:
    """`matcher_builder.build`; `bipartite` tells whether there is a bipartite matcher, as in TensorFlow 1 alone."""
    kind = _chosen(config, 'matcher_oneof', field, 'No matcher is set', 'argmax_matcher {}')
    at = f'{field}.{kind}'
    if kind == 'bipartite_matcher':
        refuse_if(
            not bipartite,
            at,
            'TensorFlow 2 has no `bipartite_matcher`; use `argmax_matcher`.',
            setting(field, '{ argmax_matcher {} }'),
        )
        return
    settings = config.argmax_matcher
    matched, unmatched = settings.matched_threshold, settings.unmatched_threshold
    if settings.ignore_thresholds:
        refuse_if(
            not settings.negatives_lower_than_unmatched,
            f'{at}.negatives_lower_than_unmatched',
            'Without thresholds there is nothing for negatives to lie between; remove this field, or `ignore_thresholds`.',
        )
        return
    refuse_if(
        unmatched > matched,
        f'{at}.unmatched_threshold',
        f'`unmatched_threshold` {unmatched:g} is greater than `matched_threshold` {matched:g}; set it to {matched:g} or less.',
        setting(f'{at}.unmatched_threshold', matched),
    )
    refuse_if(
        not settings.negatives_lower_than_unmatched and unmatched == matched,
        f'{at}.negatives_lower_than_unmatched',
        f'Negatives shall lie between the thresholds, but both are {matched:g}; set `unmatched_threshold` lower, or remove this field.',
    )


def similarity_calculator(config: Config, field: str) -> None:
    """`region_similarity_calculator_builder.build`."""
    _chosen(config, 'region_similarity', field, 'No similarity calculator is set', 'iou_similarity {}')


def post_processing(config: Config, field: str) -> None:
    """`post_processing_builder.build`."""
    at, settings = f'{field}.batch_non_max_suppression', config.batch_non_max_suppression
    overlap = settings.iou_threshold
    refuse_if(
        overlap < 0 or overlap > 1,
        f'{at}.iou_threshold',
        f'`iou_threshold` is {overlap:g}; it must be between 0 and 1.',
    )
    in_class, total = settings.max_detections_per_class, settings.max_total_detections
    refuse_if(
        in_class > total,
        f'{at}.max_detections_per_class',
        f'`max_detections_per_class` {in_class} is greater than `max_total_detections` {total}; lower it, or raise the total.',
    )
    sigma = settings.soft_nms_sigma
    refuse_if(
        sigma < 0,
        f'{at}.soft_nms_sigma',
        f'`soft_nms_sigma` is {sigma:g}; it cannot be negative. 0 turns soft suppression off.',
    )
    refuse_if(
        settings.use_combined_nms and settings.use_class_agnostic_nms,
        f'{at}.use_combined_nms',
        'Combined suppression works class by class; set one of `use_combined_nms` and `use_class_agnostic_nms`.',
    )
    if config.HasField('calibration_config'):
        _calibration(config.calibration_config, f'{field}.calibration_config')


_CALIBRATORS = ('function_approximation', 'class_id_function_approximations', 'temperature_scaling_calibration')


def _calibration(config: Config, field: str) -> None:
    kind = _chosen(config, 'calibrator', field, 'No calibrator is set', 'temperature_scaling_calibration { scaler: 1 }')
    names = ', '.join(f'`{name}`' for name in _CALIBRATORS)
    refuse_if(kind not in _CALIBRATORS, f'{field}.{kind}', f'The API cannot apply a `{kind}`; it knows {names}.')


def losses(config: Config, field: str) -> None:
    """`losses_builder.build`."""
    for name, example in (
        ('classification_loss', 'weighted_sigmoid_focal {}'),
        ('localization_loss', 'weighted_smooth_l1 {}'),
    ):
        _chosen(getattr(config, name), name, f'{field}.{name}', f'No {name.replace("_", " ")} is set', example)
    refuse_if(
        config.HasField('hard_example_miner') and config.classification_loss.HasField('weighted_sigmoid_focal'),
        f'{field}.hard_example_miner',
        'A focal loss already weighs hard examples; remove the miner, or use `weighted_sigmoid`.',
    )
    if config.HasField('random_example_sampler'):
        fraction = config.random_example_sampler.positive_sample_fraction
        refuse_if(
            fraction <= 0 or fraction > 1,
            f'{field}.random_example_sampler.positive_sample_fraction',
            f'`positive_sample_fraction` is {fraction:g}; it must be greater than 0, and 1 at most.',
        )
    refuse_if(
        config.expected_loss_weights != 0,
        f'{field}.expected_loss_weights',
        'The published API lacks the functions for expected loss weights; remove the field.',
    )


def hard_example_miner(config: Config, field: str) -> None:
    """What the suppression of a `HardExampleMiner` message takes."""
    overlap = config.iou_threshold
    refuse_if(
        not 0 <= overlap <= 1, f'{field}.iou_threshold', f'`iou_threshold` is {overlap:g}; it must be between 0 and 1.'
    )


def layer_hyperparams(config: Config, field: str, *, layers: bool = True) -> None:
    """`KerasLayerHyperparams`, and the layers made with it, if there are any: they look up an initializer's name."""
    regularizer = config.regularizer.WhichOneof('regularizer_oneof')
    if regularizer is not None:
        weight = getattr(config.regularizer, regularizer).weight
        at = f'{field}.regularizer.{regularizer}.weight'
        refuse_if(
            not isfinite(weight), at, f'The weight of a regularizer cannot be {weight}; set a number, 0 for none.'
        )
    initializer = config.initializer.WhichOneof('initializer_oneof')
    at = f'{field}.initializer.{initializer}'
    if initializer == 'variance_scaling_initializer':
        factor = config.initializer.variance_scaling_initializer.factor
        refuse_if(factor <= 0, f'{at}.factor', f'`factor` is {factor:g}; it must be greater than 0.')
    elif initializer == 'keras_initializer_by_name' and layers:
        _initializer_name(config.initializer.keras_initializer_by_name, at)


def _initializer_name(name: str, field: str) -> None:
    similar = get_close_matches(name, _INITIALIZERS, 1) or ['glorot_uniform']
    refuse_if(
        name not in _SHORT_NAMES and not any(name in _spellings(known) for known in _INITIALIZERS),
        field,
        f'Keras cannot initialize a convolution with `{name}`; it can with `{similar[0]}`, for example.',
    )


def _spellings(name: str) -> tuple[str, ...]:
    """`he_normal`, `HeNormal`, `HeNormalV2`, and for those named after people `he_normalV2`."""
    camel = name.title().replace('_', '')
    person = name.startswith(('glorot_', 'he_', 'lecun_'))
    return (name, camel, f'{camel}V2', *([f'{name}V2'] if person else ()))


def dropout(config: Config, field: str, *, trains: bool = False) -> None:
    """The dropout layer of a box predictor that uses one. In a graph that `trains`, it cannot drop everything."""
    kept = config.dropout_keep_probability
    refuse_if(
        config.use_dropout and (not 0 <= kept <= 1 or (trains and kept == 0)),
        f'{field}.dropout_keep_probability',
        f'`dropout_keep_probability` is {kept:g}; it must be {"greater than 0, and at most 1" if trains else "between 0 and 1"}.',
    )


def training_dropout(config: Config, field: str) -> None:
    """The dropout layer of whichever predictor a `BoxPredictor` message sets, in training."""
    kind = config.WhichOneof('box_predictor_oneof')
    if kind is not None and hasattr(getattr(config, kind), 'use_dropout'):
        dropout(getattr(config, kind), f'{field}.{kind}', trains=True)


def _chosen(config: Config, oneof: str, field: str, missing: str, example: str) -> str:
    """The member of a oneof that is set; `BuildError` at `field` where none is."""
    kind: str | None = config.WhichOneof(oneof)
    if kind is None:
        raise BuildError(
            field,
            f'{missing}, and there is no default; add `{example}`, for example.',
            setting(field, f'{{ {example} }}'),
        )
    return kind


def _at_least_one(settings: Config, name: str, field: str, otherwise: str) -> None:
    value = getattr(settings, name)
    refuse_if(value < 1, f'{field}.{name}', f'`{name}` is {value}, so {otherwise}; it must be at least 1.')
