"""Box predictors of anchors: the heads of an SSD, and of the first stage of Faster R-CNN (predictors/convolutional_box_predictor.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules import ssd as rules
from pipeline_config_ls.architectures.tf1.hyperparams import normalizer
from pipeline_config_ls.architectures.tf1.layers import (
    BIASES,
    After,
    Layer,
    Variables,
    conv2d,
    depthwise_conv2d,
    separable_conv2d,
    sequence,
    within,
)

BOX, CLASS = 'BoxEncodingPredictor', 'ClassPredictor'


class Task(NamedTuple):
    """What is to be predicted: `slots` scores for each anchor, of which each location of feature map i has `anchors[i]`, on
    maps with these channels."""

    slots: int
    anchors: Sequence[int]
    channels: Sequence[int]


def convolutional(config: Config, task: Task, field: str) -> Variables:
    """`ConvolutionalBoxPredictor`: layers of its own for each feature map."""
    rules.check_predictor(config, field, trains=True)
    after = normalizer(config.conv_hyperparams, f'{field}.conv_hyperparams')

    def predictor(channels: int, anchors: int) -> Variables:
        depth = max(min(channels, config.max_depth), config.min_depth)
        count = config.num_layers_before_predictor if depth > 0 else 0
        before = sequence(*(conv2d(f'Conv2d_{index}_1x1_{depth}', depth, 1, after) for index in range(count)))
        variables, channels = before(channels)
        for name, outputs in ((BOX, config.box_code_size), (CLASS, task.slots)):
            head = _head(name, anchors * outputs, config.kernel_size, after, depthwise=config.use_depthwise)
            variables |= head(channels).variables
        return variables

    return _each_map(task, predictor)


def proposal_heads(task: Task, code_size: int) -> Variables:
    """The same as the first stage of Faster R-CNN has it: 1 x 1 heads, nothing before them."""

    def heads(channels: int, anchors: int) -> Variables:
        boxes, classes = (
            conv2d(name, anchors * outputs, 1, BIASES) for name, outputs in ((BOX, code_size), (CLASS, task.slots))
        )
        return boxes(channels).variables | classes(channels).variables

    return _each_map(task, heads)


def _each_map(task: Task, predictor: Callable[[int, int], Variables]) -> Variables:
    """A predictor's variables on each map; only if there are several, each has a scope."""
    several = len(task.channels) > 1
    variables: Variables = {}
    for index, (channels, anchors) in enumerate(zip(task.channels, task.anchors, strict=True)):
        variables |= within(f'BoxPredictor_{index}' if several else '', predictor(channels, anchors))
    return variables


def _head(name: str, channels: int, kernel: int, after: After, *, depthwise: bool) -> Layer:
    if depthwise:
        return sequence(depthwise_conv2d(f'{name}_depthwise', kernel, after), conv2d(name, channels, 1, BIASES))
    return conv2d(name, channels, kernel, BIASES)


def weight_shared(config: Config, task: Task, field: str) -> Variables:
    """`WeightSharedConvolutionalBoxPredictor`: the same convolutions on every map, with batch norms of its own for each."""
    rules.check_predictor(config, field, trains=True)
    rules.check_shared(config, task.anchors, field)
    after = normalizer(config.conv_hyperparams, f'{field}.conv_hyperparams')
    norm = after if config.conv_hyperparams.HasField('batch_norm') else ()
    variables, incoming = _projections(task.channels, norm)
    convolution = separable_conv2d if config.use_depthwise else conv2d
    kernel, count = config.kernel_size, config.num_layers_before_predictor

    def tower(name: str) -> Layer:
        maps = range(len(task.channels))
        norms = tuple(vector.replace('BatchNorm', f'BatchNorm/feature_{index}') for index in maps for vector in norm)
        names = (f'{name}/conv2d_{index}' for index in range(count))
        return sequence(*(convolution(layer, config.depth, kernel, norms or BIASES) for layer in names))

    shared = config.share_prediction_tower
    for name, scope, outputs in (
        ('BoxPredictor', 'PredictionTower' if shared else 'BoxPredictionTower', config.box_code_size),
        ('ClassPredictor', 'PredictionTower' if shared else 'ClassPredictionTower', task.slots),
    ):
        head = convolution(name, task.anchors[0] * outputs, kernel, BIASES)
        variables |= sequence(tower(scope), head)(incoming).variables
    return within('WeightSharedConvolutionalBoxPredictor', variables)


def _projections(channels: Sequence[int], norm: After) -> tuple[Variables, int]:
    """Maps of unlike channels are first brought to the number that most of them have: a convolution for each."""
    if len(set(channels)) == 1:
        return {}, channels[0]
    # The API takes the most frequent member of a set: a tie goes to the first in the set's order, as it does here.
    target = max(set(channels), key=list(channels).count)
    variables: Variables = {}
    for index, incoming in enumerate(channels):
        variables |= conv2d(f'ProjectionLayer/conv2d_{index}', target, 1, norm or BIASES)(incoming).variables
    return variables, target
