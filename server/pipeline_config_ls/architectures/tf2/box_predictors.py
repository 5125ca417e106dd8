"""The box predictors of SSD: a head for each feature map, or one head and tower for all.

Mirrors `build_keras` (builders/box_predictor_builder.py) and predictors/convolutional_keras_box_predictor.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline_config_ls.architectures.build_error import refuse_if
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules import builders
from pipeline_config_ls.architectures.rules import ssd as rules
from pipeline_config_ls.architectures.tf2.hyperparams import ACTIVATION, Hyperparams, hyperparams
from pipeline_config_ls.architectures.tf2.layers import (
    Layer,
    conv2d,
    depthwise_conv2d,
    separable_conv2d,
    sequence,
    unbuilt,
    weightless,
)
from pipeline_config_ls.architectures.tf2.trackable import Trackable, items

BOX, CLASS = 'box_encodings', 'class_predictions_with_background'


class Task(NamedTuple):
    """What a predictor is built for: class slots (a background class counts), anchors per location of each feature map, the
    channels of each feature map."""

    class_slots: int
    anchors: Sequence[int]
    channels: Sequence[int]


def convolutional(config: Config, task: Task, field: str) -> Trackable:
    """`ConvolutionalBoxPredictor`: shared 1 x 1 convolutions and two heads for each feature map.

    Raises `BuildError` where the depths contradict each other, or depthwise heads have a 1 x 1 kernel.
    """
    builders.layer_hyperparams(config.conv_hyperparams, f'{field}.conv_hyperparams')
    rules.check_predictor(config, field)
    refuse_if(
        config.min_depth > config.max_depth,
        f'{field}.min_depth',
        f'`min_depth` {config.min_depth} is greater than `max_depth` {config.max_depth}; raise the latter, or lower the former.',
    )
    settings = hyperparams(config.conv_hyperparams)
    nets, depths = [], []
    for channels in task.channels:
        depth = max(min(channels, config.max_depth), config.min_depth)
        count = config.num_layers_before_predictor if depth > 0 else 0
        built, out = sequence(channels, [conv2d(depth, 1, bias=settings.use_bias), settings.norm, ACTIVATION] * count)
        nets.append(built)
        depths.append(out)
    heads = {
        BOX: [
            _box_head(config, settings, anchors * config.box_code_size, depth)
            for anchors, depth in zip(task.anchors, depths, strict=True)
        ],
        CLASS: [
            _class_head(config, settings, anchors * task.class_slots, depth)
            for anchors, depth in zip(task.anchors, depths, strict=True)
        ],
    }
    return Trackable(
        {
            '_prediction_heads': Trackable({name: items(of_maps) for name, of_maps in heads.items()}),
            '_shared_nets': items(nets),
        }
    )


def weight_shared(config: Config, task: Task, field: str) -> Trackable:
    """`WeightSharedConvolutionalBoxPredictor`: one tower and one head for all feature maps, batch norms apart.

    Raises `BuildError` where the feature maps differ in their anchors, or depthwise heads have a 1 x 1 kernel.
    """
    builders.layer_hyperparams(config.conv_hyperparams, f'{field}.conv_hyperparams')
    rules.check_predictor(config, field)
    rules.check_shared(config, task.anchors, field)
    settings = hyperparams(config.conv_hyperparams)
    projections, channels = _projections(settings, task.channels)
    shared = config.share_prediction_tower
    box_scope = 'PredictionTower' if shared else 'BoxPredictionTower'
    box_tower = _Tower(config, settings, channels, len(task.channels), called=True)
    class_tower = _Tower(config, settings, channels, len(task.channels), called=not shared)
    anchors = task.anchors[0]
    return Trackable(
        {
            '_box_prediction_head': _box_head(
                config, settings, anchors * config.box_code_size, box_tower.channels, separable=True
            ),
            '_prediction_heads': Trackable(
                {CLASS: _class_head(config, settings, anchors * task.class_slots, box_tower.channels, separable=True)}
            ),
            '_additional_projection_layers': projections,
            '_base_tower_layers_for_heads': Trackable({BOX: box_tower.levels, CLASS: class_tower.levels}),
            '_head_scope_conv_layers': Trackable(
                {box_scope: box_tower.convolutions, 'ClassPredictionTower': class_tower.convolutions}
            ),
        }
    )


class _Tower:
    """The tower in front of a head: convolutions that all levels share, batch norms of each level's own.

    A tower that nothing calls (the classes' own where the tower is shared) is tracked all the same, without variables.
    """

    def __init__(self, config: Config, settings: Hyperparams, channels: int, levels: int, *, called: bool) -> None:
        make = separable_conv2d if config.use_depthwise else conv2d
        convolution = make(config.depth, config.kernel_size, bias=_tower_bias(settings))
        count = config.num_layers_before_predictor
        if called:
            self.convolutions, self.channels = sequence(channels, [convolution] * count)
        else:
            self.convolutions, self.channels = unbuilt([convolution] * count), channels
        after: list[Layer] = [settings.norm] if settings.has_batch_norm else []
        after = [layer if called else _never_built for layer in (*after, ACTIVATION)]
        self.levels = items(
            items(
                tracked
                for shared in self.convolutions.children.values()
                for tracked in (shared, *(layer(config.depth).tracked for layer in after))
            )
            for _ in range(levels)
        )


_never_built = weightless


def _tower_bias(settings: Hyperparams) -> bool:
    """A tower's convolution has a bias unless a batch norm follows it; whether that batch norm centers does not count."""
    return settings.force_use_bias or not settings.has_batch_norm


def _projections(settings: Hyperparams, channels: Sequence[int]) -> tuple[Trackable, int]:
    """1 x 1 convolutions to the commonest number of channels, on every map as soon as two maps differ."""
    if len(set(channels)) <= 1:
        return items(items(()) for _ in channels), channels[0]
    target = max(set(channels), key=list(channels).count)
    layers: list[Layer] = [conv2d(target, 1, bias=_tower_bias(settings))]
    if settings.has_batch_norm:
        layers.append(settings.norm)
    return items(sequence(own, layers).tracked for own in channels), target


def _box_head(
    config: Config, settings: Hyperparams, filters: int, channels: int, *, separable: bool = False
) -> Trackable:
    layers = _head_layers(config, settings, filters, separable=separable)
    return Trackable({'_box_encoder_layers': sequence(channels, layers).tracked})


def _class_head(
    config: Config, settings: Hyperparams, filters: int, channels: int, *, separable: bool = False
) -> Trackable:
    layers = _head_layers(config, settings, filters, separable=separable)
    dropout = [weightless] if config.use_dropout else []
    return Trackable({'_class_predictor_layers': sequence(channels, [*dropout, *layers]).tracked})


def _head_layers(config: Config, settings: Hyperparams, filters: int, *, separable: bool) -> list[Layer]:
    """The last convolution, always with a bias. Depthwise, it is one separable layer in a weight-shared head and four
    layers in the other."""
    if not config.use_depthwise:
        return [conv2d(filters, config.kernel_size)]
    if separable:
        return [separable_conv2d(filters, config.kernel_size)]
    return [
        depthwise_conv2d(config.kernel_size, bias=settings.use_bias),
        settings.norm,
        ACTIVATION,
        conv2d(filters, 1),
    ]
