"""What the API refuses of an SSD beyond its layers: parts without variables, losses that cannot be computed, anchors that do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan

from pipeline_config_ls.architectures.build_error import (
    BuildError,
    Change,
    Suggestion,
    refuse_if,
    require_positive,
    setting,
)
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules import builders
from pipeline_config_ls.architectures.rules.anchors import anchors_per_location

_SMOOTH = setting('ssd.loss.localization_loss', '{ weighted_smooth_l1 {} }')

PREDICTORS = ('convolutional_box_predictor', 'weight_shared_convolutional_box_predictor')


def check_parts(config: Config, *, bipartite: bool) -> int:
    """Raises `BuildError` where a part of an `Ssd` message is refused; returns how many numbers the box coder has for a box.

    `bipartite` tells whether there is a bipartite matcher.
    """
    code_size = builders.box_coder(config.box_coder, 'ssd.box_coder')
    builders.matcher(config.matcher, 'ssd.matcher', bipartite=bipartite)
    builders.similarity_calculator(config.similarity_calculator, 'ssd.similarity_calculator')
    builders.image_resizer(config.image_resizer, 'ssd.image_resizer')
    builders.post_processing(config.post_processing, 'ssd.post_processing')
    builders.losses(config.loss, 'ssd.loss')
    refuse_if(
        config.add_background_class and config.explicit_background_class,
        'ssd.explicit_background_class',
        'Set `add_background_class: false` with an explicit background class: there can be only one.',
        setting('ssd.add_background_class', False),
    )
    return code_size


def check_loss(config: Config, code_size: int) -> None:
    """Raises `BuildError` where the loss can be built and not be computed, which a step of training finds."""
    kind = predictor_kind(config.box_predictor)
    size = getattr(config.box_predictor, kind).box_code_size
    refuse_if(
        size != code_size,
        f'ssd.box_predictor.{kind}.box_code_size',
        f'`box_code_size` is {size}, but the box coder encodes a box as {code_size} numbers, so the loss cannot be computed; '
        f'set it to {code_size}.',
        setting(f'ssd.box_predictor.{kind}.box_code_size', code_size),
    )
    refuse_if(
        config.use_confidences_as_targets and not config.add_background_class,
        'ssd.use_confidences_as_targets',
        'Confidences as targets are made only for models that add a class for the background; remove this field, or set '
        '`add_background_class: true`.',
        setting('ssd.use_confidences_as_targets', False),
        setting('ssd.add_background_class', True),
    )
    _check_losses(config.loss, code_size)


def _check_losses(config: Config, code_size: int) -> None:
    boxes = config.localization_loss.WhichOneof('localization_loss')
    at = f'ssd.loss.localization_loss.{boxes}'
    refuse_if(
        boxes == 'l1_localization_loss',
        at,
        'This loss is made for the maps of CenterNet, and cannot weigh anchors; use `weighted_smooth_l1`.',
        _SMOOTH,
    )
    refuse_if(
        boxes in ('weighted_iou', 'weighted_giou') and code_size != 4,
        at,
        f'`{boxes}` compares boxes of 4 numbers, but the box coder makes {code_size}; use `weighted_smooth_l1`.',
        _SMOOTH,
    )
    dice = config.classification_loss.HasField('weighted_dice_classification_loss')
    refuse_if(
        config.HasField('hard_example_miner') and (dice or boxes == 'weighted_iou'),
        'ssd.loss.hard_example_miner',
        f'The miner needs the loss of each anchor, and `{"weighted_dice_classification_loss" if dice else boxes}` does not tell them '
        'apart; remove the miner, or choose another loss.',
    )
    refuse_if(
        isnan(config.random_example_sampler.positive_sample_fraction),
        'ssd.loss.random_example_sampler.positive_sample_fraction',
        '`positive_sample_fraction` is no number; it must be greater than 0, and 1 at most.',
    )
    if config.HasField('hard_example_miner'):
        builders.hard_example_miner(config.hard_example_miner, 'ssd.loss.hard_example_miner')


def class_slots(config: Config) -> int:
    """The scores of each anchor: one for each class, and perhaps one for the background."""
    slots: int = config.num_classes + (1 if config.add_background_class else 0)
    refuse_if(
        slots < 1,
        'ssd.num_classes',
        f'`num_classes` is {config.num_classes}; a detector needs at least one class, so set it to 1 or more.',
    )
    return slots


def anchors(config: Config, maps: int) -> list[int]:
    """The anchors at each location of each of so many feature maps."""
    kind = config.anchor_generator.WhichOneof('anchor_generator_oneof')
    refuse_if(
        kind == 'grid_anchor_generator',
        f'ssd.anchor_generator.{kind}',
        'A `grid_anchor_generator` does not work with SSD; use `ssd_anchor_generator` or `multiscale_anchor_generator`.',
    )
    found = anchors_per_location(config.anchor_generator, 'ssd.anchor_generator')
    refuse_if(
        len(found) != maps,
        'ssd.anchor_generator',
        f'`{config.feature_extractor.type}` gives {maps} feature maps, but the anchor generator is set for {len(found)}; '
        'set its number of layers or levels to the same.',
        *_as_many(config, maps, len(found)),
    )
    return found


def _as_many(config: Config, maps: int, anchors: int) -> Iterator[Suggestion]:
    """As many layers or levels of anchors as there are feature maps, or the other way round."""
    kind = config.anchor_generator.WhichOneof('anchor_generator_oneof')
    generator, extractor = f'ssd.anchor_generator.{kind}', 'ssd.feature_extractor'
    if kind == 'ssd_anchor_generator':
        yield setting(f'{generator}.num_layers', maps)
        yield setting(f'{extractor}.num_layers', anchors)
    if kind == 'multiscale_anchor_generator':
        levels = config.anchor_generator.multiscale_anchor_generator
        for low in dict.fromkeys((config.feature_extractor.fpn.min_level, 3, levels.min_level)):
            yield _levels(generator, low, low + maps - 1)
        yield _levels(f'{extractor}.fpn', levels.min_level, levels.max_level)


def _levels(field: str, low: int, high: int) -> Suggestion:
    return (Change(f'{field}.min_level', str(low)), Change(f'{field}.max_level', str(high)))


def predictor_kind(config: Config) -> str:
    """The member of a `BoxPredictor` message that is set, one of `PREDICTORS`."""
    kind: str | None = config.WhichOneof('box_predictor_oneof')
    if kind in PREDICTORS:
        return kind
    if kind is None:
        raise BuildError(
            'ssd.box_predictor', 'No box predictor is set; an SSD model usually takes `convolutional_box_predictor`.'
        )
    raise BuildError(
        f'ssd.box_predictor.{kind}',
        f'SSD cannot be built with `{kind}`; use `convolutional_box_predictor` or the weight-shared one.',
    )


def check_predictor(config: Config, field: str, *, trains: bool = False) -> None:
    """What both predictors refuse."""
    builders.dropout(config, field, trains=trains)
    require_positive(config, field, 'kernel_size', 'box_code_size')
    refuse_if(
        config.use_depthwise and config.kernel_size == 1,
        f'{field}.kernel_size',
        'A depthwise head needs a kernel greater than 1; set `kernel_size: 3`, or `use_depthwise: false`.',
        setting(f'{field}.kernel_size', 3),
        setting(f'{field}.use_depthwise', False),
    )


def check_shared(config: Config, per_location: Sequence[int], field: str) -> None:
    """What a weight-shared predictor asks of the anchors, and of its own layers."""
    refuse_if(
        len(set(per_location)) > 1,
        field,
        'A weight-shared predictor needs the same number of anchors on every feature map, '
        f'but the anchor generator gives {list(per_location)}; set `reduce_boxes_in_lowest_layer: false`, for example.',
        setting('ssd.anchor_generator.ssd_anchor_generator.reduce_boxes_in_lowest_layer', False),
    )
    refuse_if(
        config.num_layers_before_predictor > 0 and config.depth < 1,
        f'{field}.depth',
        f'The {config.num_layers_before_predictor} layers before the predictor have `depth` {config.depth}; set it, to 256 for example.',
        setting(f'{field}.depth', 256),
    )
