"""SSD: the model around a feature extractor (meta_architectures/ssd_meta_arch.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.build_error import BuildError, refuse_if
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules import builders
from pipeline_config_ls.architectures.rules.anchors import anchors_per_location
from pipeline_config_ls.architectures.rules.spatial import image_from
from pipeline_config_ls.architectures.tf2 import box_predictors
from pipeline_config_ls.architectures.tf2.detector import Detector
from pipeline_config_ls.architectures.tf2.ssd_extractors import Extractor, ssd_extractor
from pipeline_config_ls.architectures.tf2.trackable import Trackable


def ssd(config: Config) -> Detector:
    """The model of an `Ssd` message, as `_build_ssd_model` builds it and one step of training completes it.

    Raises `BuildError` where the builder or the step raises.
    """
    code_size = builders.box_coder(config.box_coder, 'ssd.box_coder')
    _check_builders(config, code_size)
    image = image_from(config.image_resizer, 'ssd.image_resizer')
    extractor = ssd_extractor(config.feature_extractor, image)
    anchors = anchors_per_location(config.anchor_generator, 'ssd.anchor_generator')
    _check_anchors(config, extractor, anchors)
    slots = config.num_classes + (1 if config.add_background_class else 0)
    refuse_if(
        slots < 1, 'ssd.num_classes', f'`num_classes` is {config.num_classes}; a detector needs at least one class.'
    )
    predictor = _box_predictor(config.box_predictor, box_predictors.Task(slots, anchors, extractor.channels, code_size))
    model = Trackable({'_box_predictor': predictor, '_feature_extractor': extractor.tracked})
    return Detector(model, extractor.tracked.children['classification_backbone'])


def _check_builders(config: Config, code_size: int) -> None:
    """What the builders of the parts without variables refuse."""
    builders.matcher(config.matcher, 'ssd.matcher')
    builders.similarity_calculator(config.similarity_calculator, 'ssd.similarity_calculator')
    builders.image_resizer(config.image_resizer, 'ssd.image_resizer')
    builders.post_processing(config.post_processing, 'ssd.post_processing')
    builders.losses(config.loss, 'ssd.loss')
    _check_losses(config.loss, code_size)
    refuse_if(
        config.add_background_class and config.explicit_background_class,
        'ssd.explicit_background_class',
        'Set `add_background_class: false` with an explicit background class: there can be only one.',
    )


def _check_losses(config: Config, code_size: int) -> None:
    """Losses that can be built and not be computed, each found by a step of training."""
    boxes = config.localization_loss.WhichOneof('localization_loss')
    at = f'ssd.loss.localization_loss.{boxes}'
    refuse_if(
        boxes == 'l1_localization_loss',
        at,
        'This loss is made for the maps of CenterNet, and cannot weigh anchors; use `weighted_smooth_l1`.',
    )
    refuse_if(
        boxes in ('weighted_iou', 'weighted_giou') and code_size != 4,
        at,
        f'`{boxes}` compares boxes of 4 numbers, but the box coder makes {code_size}; use `weighted_smooth_l1`.',
    )
    dice = config.classification_loss.HasField('weighted_dice_classification_loss')
    refuse_if(
        config.HasField('hard_example_miner') and (dice or boxes == 'weighted_iou'),
        'ssd.loss.hard_example_miner',
        f'The miner needs the loss of each anchor, and `{"weighted_dice_classification_loss" if dice else boxes}` does not tell them '
        'apart; remove the miner, or choose another loss.',
    )


def _check_anchors(config: Config, extractor: Extractor, anchors: list[int]) -> None:
    """What the feature maps and the box predictor ask of the anchors."""
    kind = config.anchor_generator.WhichOneof('anchor_generator_oneof')
    refuse_if(
        kind == 'grid_anchor_generator',
        f'ssd.anchor_generator.{kind}',
        'A `grid_anchor_generator` does not work with SSD; use `ssd_anchor_generator` or `multiscale_anchor_generator`.',
    )
    refuse_if(
        len(anchors) != len(extractor.channels),
        'ssd.anchor_generator',
        f'`{config.feature_extractor.type}` gives {len(extractor.channels)} feature maps, but the anchor generator is set for {len(anchors)}.',
    )


def _box_predictor(config: Config, task: box_predictors.Task) -> Trackable:
    kind = config.WhichOneof('box_predictor_oneof')
    field = f'ssd.box_predictor.{kind}'
    match kind:
        case 'convolutional_box_predictor':
            return box_predictors.convolutional(config.convolutional_box_predictor, task, field)
        case 'weight_shared_convolutional_box_predictor':
            return box_predictors.weight_shared(config.weight_shared_convolutional_box_predictor, task, field)
        case None:
            raise BuildError(
                'ssd.box_predictor',
                'No box predictor is set; an SSD model usually takes `convolutional_box_predictor`.',
            )
    raise BuildError(
        field,
        f'SSD cannot be built with `{kind}`; take `convolutional_box_predictor` or the weight-shared one.',
    )
