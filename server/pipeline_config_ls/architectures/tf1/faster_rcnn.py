"""Faster R-CNN and its kin in TensorFlow 1 (meta_architectures/faster_rcnn_meta_arch.py, rfcn_meta_arch.py, context_rcnn_lib.py)."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline_config_ls.architectures.build_error import BuildError, at_field, refuse_if, require_positive, setting
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules import faster_rcnn as rules
from pipeline_config_ls.architectures.rules.anchors import anchors_per_location, check_absolute
from pipeline_config_ls.architectures.rules.extractors import check_fixed_size, check_smallest
from pipeline_config_ls.architectures.rules.spatial import image_from
from pipeline_config_ls.architectures.tables.detectors import BOX_CODE, POST_BOX_CLASSIFIER, POST_RPN
from pipeline_config_ls.architectures.tf1 import region_predictors
from pipeline_config_ls.architectures.tf1.attention import attention
from pipeline_config_ls.architectures.tf1.box_predictors import Task, proposal_heads
from pipeline_config_ls.architectures.tf1.extractors import FasterRcnn
from pipeline_config_ls.architectures.tf1.faster_rcnn_extractors import TwoStageExtractor
from pipeline_config_ls.architectures.tf1.hyperparams import check_hyperparams, normalizer
from pipeline_config_ls.architectures.tf1.layers import Variables, conv2d, scope, within

FIELD = 'faster_rcnn.feature_extractor'


def faster_rcnn(config: Config, row: FasterRcnn) -> Variables:
    """The variables of a `FasterRcnn` message's model in training. Raises `BuildError` where the builder raises, or the graph of the
    first step."""
    rules.check(config, version=1)
    extractor = row.build()
    stride = config.feature_extractor.first_stage_features_stride
    refuse_if(
        stride not in extractor.strides,
        f'{FIELD}.first_stage_features_stride',
        f'`first_stage_features_stride` is {stride}; it must be {" or ".join(map(str, extractor.strides))}.',
        *(setting(f'{FIELD}.first_stage_features_stride', usual) for usual in reversed(extractor.strides)),
    )
    image = image_from(config.image_resizer, 'faster_rcnn.image_resizer')
    if extractor.fixed_size:
        check_fixed_size(row.name, image)
    rules.check_pooling(config)
    _check_predictor(config.second_stage_box_predictor)
    variables, channels = scope('FirstStageFeatureExtractor', extractor.proposal)(image.channels)
    variables |= _proposals(config, channels)
    return variables | (_regions(config, extractor, channels) if config.number_of_stages > 1 else {})


def faster_rcnn_step(config: Config, row: FasterRcnn) -> None:
    """Raises `BuildError` where a model that can be built cannot be trained: an image is too small, or its loss cannot be computed."""
    check_smallest(row, image_from(config.image_resizer, 'faster_rcnn.image_resizer'))
    rules.check_fitting(config)
    rules.check_sampling(config, least=1)
    kind = config.second_stage_box_predictor.WhichOneof('box_predictor_oneof')
    if config.number_of_stages > 1:
        predictor = getattr(config.second_stage_box_predictor, kind)
        rules.check_box_code(predictor, f'faster_rcnn.second_stage_box_predictor.{kind}')
    if config.number_of_stages == 3:
        rules.check_mask_size(predictor, (None, None), f'faster_rcnn.second_stage_box_predictor.{kind}')


def _proposals(config: Config, channels: int) -> Variables:
    """The first stage: a convolution, which stands in no scope, and the heads."""
    settings = 'first_stage_box_predictor_conv_hyperparams'
    require_positive(config, 'faster_rcnn', 'first_stage_box_predictor_kernel_size', 'first_stage_box_predictor_depth')
    after = normalizer(getattr(config, settings), f'faster_rcnn.{settings}')
    depth, kernel = config.first_stage_box_predictor_depth, config.first_stage_box_predictor_kernel_size
    anchors = anchors_per_location(config.first_stage_anchor_generator, 'faster_rcnn.first_stage_anchor_generator')
    refuse_if(
        len(anchors) != 1,
        'faster_rcnn.first_stage_anchor_generator',
        f'There is one feature map, but the anchor generator is set for {len(anchors)}; use `grid_anchor_generator`.',
    )
    check_absolute(config.first_stage_anchor_generator, 'faster_rcnn.first_stage_anchor_generator')
    heads = proposal_heads(Task(2, anchors, [depth]), BOX_CODE)
    with at_field(f'faster_rcnn.{settings}.group_norm'):
        convolution = conv2d('Conv', depth, kernel, after)(channels)
    return convolution.variables | within('FirstStageBoxPredictor', heads)


def _regions(config: Config, extractor: TwoStageExtractor, channels: int) -> Variables:
    """The second half of the backbone and what predicts from it."""
    if not config.second_stage_box_predictor.HasField('rfcn_box_predictor'):
        side = extractor.region(rules.check_crop(config))
        _check_masks(config, side)
    variables, outgoing = scope('SecondStageFeatureExtractor', extractor.classifier)(channels)
    variables |= _attention(config, {POST_RPN: channels, POST_BOX_CLASSIFIER: outgoing})
    return variables | within('SecondStageBoxPredictor', _predictor(config, outgoing))


def _check_masks(config: Config, side: int) -> None:
    """What a third stage asks of masks that are drawn by upsampling, on regions with this side."""
    predictor = config.second_stage_box_predictor.mask_rcnn_box_predictor
    if config.number_of_stages == 3 and predictor.convolve_then_upsample_masks:
        rules.check_mask_size(predictor, (side, side), 'faster_rcnn.second_stage_box_predictor.mask_rcnn_box_predictor')


def _attention(config: Config, channels: Mapping[int, int]) -> Variables:
    """The attention of Context R-CNN, on regions that have these channels, by its position."""
    context = config.context_config
    if not config.HasField('context_config') or context.attention_position not in channels:
        return {}
    return attention(context, channels[context.attention_position])


def _check_predictor(config: Config) -> None:
    """What the builder refuses of the second stage's `BoxPredictor` message, even if there is no second stage."""
    kind = config.WhichOneof('box_predictor_oneof')
    if kind is None:
        raise BuildError(
            'faster_rcnn.second_stage_box_predictor',
            'No second-stage box predictor is set; Faster R-CNN takes `mask_rcnn_box_predictor`, R-FCN `rfcn_box_predictor`.',
        )
    predictor = getattr(config, kind)
    for name in ('fc_hyperparams', 'conv_hyperparams'):
        if name in predictor.DESCRIPTOR.fields_by_name:
            check_hyperparams(getattr(predictor, name), f'faster_rcnn.second_stage_box_predictor.{kind}.{name}')
    if kind == 'mask_rcnn_box_predictor' and predictor.predict_instance_masks:
        rules.check_masks(predictor, f'faster_rcnn.second_stage_box_predictor.{kind}')


def _predictor(config: Config, channels: int) -> Variables:
    predictor = config.second_stage_box_predictor
    kind = predictor.WhichOneof('box_predictor_oneof')
    field = f'faster_rcnn.second_stage_box_predictor.{kind}'
    with at_field(field):
        match kind:
            case 'mask_rcnn_box_predictor':
                masks = config.number_of_stages == 3
                return region_predictors.mask_rcnn(
                    predictor.mask_rcnn_box_predictor, config.num_classes, channels, field, masks=masks
                )
            case 'rfcn_box_predictor':
                return region_predictors.rfcn(predictor.rfcn_box_predictor, config.num_classes, channels, field)
    raise BuildError(
        field, f'Regions cannot be classified by `{kind}`; use `mask_rcnn_box_predictor` or `rfcn_box_predictor`.'
    )
