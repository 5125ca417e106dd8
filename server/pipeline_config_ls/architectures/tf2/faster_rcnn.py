"""Faster R-CNN and its kin, Mask R-CNN, R-FCN and Context R-CNN (meta_architectures/faster_rcnn_meta_arch.py and beside it).

The first stage proposes regions, the second crops and classifies them, the third draws their masks. What a later stage is made
of comes to exist when it first runs.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline_config_ls.architectures.build_error import BuildError, refuse_if, require_positive, setting
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules import builders
from pipeline_config_ls.architectures.rules import faster_rcnn as rules
from pipeline_config_ls.architectures.rules.anchors import anchors_per_location, check_absolute
from pipeline_config_ls.architectures.rules.extractors import check_fields
from pipeline_config_ls.architectures.tables.detectors import BOX_CODE, POST_BOX_CLASSIFIER, POST_RPN
from pipeline_config_ls.architectures.tf2 import region_predictors
from pipeline_config_ls.architectures.tf2.attention import attention_block, check_attention
from pipeline_config_ls.architectures.tf2.box_predictors import BOX, CLASS
from pipeline_config_ls.architectures.tf2.detector import Detector
from pipeline_config_ls.architectures.tf2.extractors import FasterRcnn
from pipeline_config_ls.architectures.tf2.faster_rcnn_extractors import FIELD, TwoStageExtractor
from pipeline_config_ls.architectures.tf2.functional import sequential
from pipeline_config_ls.architectures.tf2.hyperparams import ACTIVATION, hyperparams
from pipeline_config_ls.architectures.tf2.layers import conv2d, sequence
from pipeline_config_ls.architectures.tf2.region_predictors import Region
from pipeline_config_ls.architectures.tf2.trackable import Trackable, items

SECOND_STAGE = '_feature_extractor_for_box_classifier_features'


def faster_rcnn(config: Config, row: FasterRcnn) -> Detector:
    """The model of a `FasterRcnn` message, as `_build_faster_rcnn_model` builds it and one forward pass completes it.

    Raises `BuildError` where the builder or the forward pass raises.
    """
    rules.check(config, version=2)
    rules.check_first_run(config)
    settings = 'first_stage_box_predictor_conv_hyperparams'
    builders.layer_hyperparams(getattr(config, settings), f'faster_rcnn.{settings}')
    extractor = _extractor(config.feature_extractor, row)
    anchors = _anchors(config, extractor)
    made, classifier = (_r_fcn if _is_r_fcn(config) else _cropped_regions)(config, extractor)
    model = {
        **_proposals(config, anchors, extractor.channels[0]),
        **made,
        '_feature_extractor_for_proposal_features': extractor.proposal,
    }
    if classifier:
        model[SECOND_STAGE] = classifier
    return Detector(Trackable(model), extractor.backbone)


def _is_r_fcn(config: Config) -> bool:
    return bool(config.second_stage_box_predictor.HasField('rfcn_box_predictor'))


def _extractor(config: Config, row: FasterRcnn) -> TwoStageExtractor:
    check_fields(config, row, FIELD, ('conv_hyperparams', 'fpn'))
    return row.build(config)


def _proposals(config: Config, anchors: Sequence[int], channels: int) -> dict[str, Trackable]:
    """The first stage: a convolution that all feature maps share, and two heads of 1 x 1 convolutions for each of them."""
    settings = hyperparams(config.first_stage_box_predictor_conv_hyperparams)
    kernel, depth = config.first_stage_box_predictor_kernel_size, config.first_stage_box_predictor_depth
    convolution = sequential(channels, [conv2d(depth, kernel, bias=settings.use_bias), settings.norm, ACTIVATION])

    def heads(layers: str, outputs: int) -> Trackable:
        return items(Trackable({layers: sequence(depth, [conv2d(count * outputs, 1)]).tracked}) for count in anchors)

    return {
        '_first_stage_box_predictor_first_conv': convolution.tracked,
        '_first_stage_box_predictor': Trackable(
            {
                '_prediction_heads': Trackable(
                    {BOX: heads('_box_encoder_layers', BOX_CODE), CLASS: heads('_class_predictor_layers', 2)}
                ),
                '_shared_nets': items(items(()) for _ in anchors),
            }
        ),
    }


def _cropped_regions(config: Config, extractor: TwoStageExtractor) -> tuple[dict[str, Trackable], Trackable | None]:
    """The later stages of Faster, Mask and Context R-CNN: what their constructor makes, and the extractor's second half if it
    runs."""
    classifier = crop = region = None
    if config.number_of_stages >= 2:
        crop = _crop(config, extractor.channels[0])
        classifier, region = extractor.classifier(crop)
    made = _pooling(config)
    made['_mask_rcnn_box_predictor'] = _region_predictor(config, region)
    if config.HasField('context_config'):
        made['_context_feature_extract_fn'] = _attention(config, crop, region)
    return made, classifier


def _attention(config: Config, crop: Region | None, region: Region | None) -> Trackable:
    """The attention of Context R-CNN, on regions as they are cropped, or as the second half leaves them."""
    context = config.context_config
    check_attention(context, 'faster_rcnn.context_config')
    refuse_if(
        config.number_of_stages == 3,
        'faster_rcnn.number_of_stages',
        'Context R-CNN has no third stage outside training; set `number_of_stages: 2`.',
    )
    seen = {POST_RPN: crop, POST_BOX_CLASSIFIER: region}.get(context.attention_position)
    refuse_if(
        seen is not None
        and config.second_stage_batch_size != config.first_stage_max_proposals
        and not config.HasField('hard_example_miner'),
        'faster_rcnn.second_stage_batch_size',
        f'The attention is made for {config.second_stage_batch_size} regions an image, but outside training there are '
        f'{config.first_stage_max_proposals}, and so in the step before a checkpoint is restored; '
        'set `second_stage_batch_size` and `first_stage_max_proposals` to the same number.',
        setting('faster_rcnn.first_stage_max_proposals', config.second_stage_batch_size),
        setting('faster_rcnn.second_stage_batch_size', config.first_stage_max_proposals),
    )
    return attention_block(context, seen.channels if seen else None)


def _crop(config: Config, channels: int) -> Region:
    """A region as it is cropped from the feature maps and pooled."""
    pooled = rules.check_crop(config)
    # Convolutions fail on no regions; the dense layers of an FPN extractor do not.
    if not config.feature_extractor.type.endswith('_fpn_keras'):
        require_positive(config, 'faster_rcnn', 'first_stage_max_proposals')
    return Region(pooled, pooled, channels)


def _pooling(config: Config) -> dict[str, Trackable]:
    """The pooling layer, which is made as soon as it has a kernel, whether a stage uses it or not."""
    rules.check_pooling(config)
    return {'_maxpool_layer': Trackable()} if config.maxpool_kernel_size else {}


def _region_predictor(config: Config, region: Region | None) -> Trackable:
    """The second stage's box predictor, which is made, and must be set, even where there is one stage only."""
    predictor = config.second_stage_box_predictor
    kind = predictor.WhichOneof('box_predictor_oneof')
    field = f'faster_rcnn.second_stage_box_predictor.{kind}'
    if kind is None:
        raise BuildError(
            'faster_rcnn.second_stage_box_predictor',
            'No second-stage box predictor is set; Faster R-CNN takes `mask_rcnn_box_predictor`.',
        )
    if kind != 'mask_rcnn_box_predictor':
        # A predictor of SSD can be made, but not be given regions.
        refuse_if(
            region is not None,
            field,
            f'Faster R-CNN cannot classify regions with `{kind}`; take `mask_rcnn_box_predictor`.',
        )
        return Trackable()
    return region_predictors.mask_rcnn(
        predictor.mask_rcnn_box_predictor,
        config.num_classes,
        region,
        masks=config.number_of_stages == 3,
        field=field,
    )


def _r_fcn(config: Config, extractor: TwoStageExtractor) -> tuple[dict[str, Trackable], Trackable | None]:
    """The second stage of R-FCN, which classifies the whole of the finest feature map and crops afterwards."""
    refuse_if(
        config.number_of_stages == 2 and config.return_raw_detections_during_predict,
        'faster_rcnn.return_raw_detections_during_predict',
        'R-FCN cannot give raw detections; remove the field.',
    )
    classifier = region = None
    if config.number_of_stages == 2:
        classifier, region = extractor.classifier(_whole_map(config.image_resizer, extractor))
    predictor = config.second_stage_box_predictor.rfcn_box_predictor
    field = 'faster_rcnn.second_stage_box_predictor.rfcn_box_predictor'
    return {'_rfcn_box_predictor': region_predictors.rfcn(predictor, config.num_classes, region, field)}, classifier


def _whole_map(resizer: Config, extractor: TwoStageExtractor) -> Region:
    """The finest feature map as one region; its size is known where every image has the same."""
    sides = rules.known_sides(resizer)
    height, width = map(extractor.size, sides) if sides else (None, None)
    return Region(height, width, extractor.channels[0])


def _anchors(config: Config, extractor: TwoStageExtractor) -> list[int]:
    field, generator = 'faster_rcnn.first_stage_anchor_generator', config.first_stage_anchor_generator
    anchors = anchors_per_location(generator, field)
    refuse_if(
        len(anchors) != len(extractor.channels),
        field,
        f'`{config.feature_extractor.type}` gives {len(extractor.channels)} feature maps, '
        f'but the anchor generator is set for {len(anchors)}; set its number of levels to the same.',
    )
    check_absolute(generator, field)
    sides = rules.known_sides(config.image_resizer)
    if sides and not config.use_static_shapes:
        rules.check_positions(generator, (extractor.size(sides[0]), extractor.size(sides[1])), sides)
    return anchors
