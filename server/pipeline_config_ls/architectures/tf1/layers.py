"""The vocabulary of TF-Slim: layers that know the names and shapes of their variables.

A TensorFlow 1 checkpoint is flat: a variable is its scopes and its own name, joined by slashes. So a `Layer` is a function from
incoming channels to the variables that it makes and the channels that leave it; layers in sequence, side by side or in a scope
are layers again. A backbone is a table of them: `Stages`, each under the name of its end point.

Sizes of images, strides and padding are not known here: no variable depends on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from pipeline_config_ls.architectures.build_error import refuse_if
from pipeline_config_ls.architectures.variable import Shape
from pipeline_config_ls.cancellation import step

Variables = dict[str, Shape]
"""Shapes by full name."""
Kernel = int | tuple[int, int]

After = tuple[str, ...]
"""What follows the product with the weights: names of vectors with a number for each channel that leaves."""
BIASES: After = ('biases',)


def batch_norm(*, center: bool = True, scale: bool = True) -> After:
    """The vectors of `slim.batch_norm`; TF-Slim's own defaults differ, those here are what its backbones ask for."""
    learned = (*(('gamma',) if scale else ()), *(('beta',) if center else ()))
    return tuple(f'BatchNorm/{name}' for name in (*learned, 'moving_mean', 'moving_variance'))


BATCH_NORM = batch_norm()
GROUPS = 32
GROUP_NORM: After = ('GroupNorm/gamma', 'GroupNorm/beta')


class Made(NamedTuple):
    """What a layer has made: its variables, and the channels that leave it."""

    variables: Variables
    channels: int


Layer = Callable[[int], Made]
Stages = Mapping[str, Layer]
"""The layers of a network in their order, by end point."""


class Network(NamedTuple):
    """Stages that have been run: all their variables, and the channels at each end point."""

    variables: Variables
    ends: dict[str, int]

    @property
    def channels(self) -> int:
        """The channels that leave the last stage."""
        return list(self.ends.values())[-1]


def run(stages: Stages, channels: int) -> Network:
    """Runs a table of stages, one after the other, on an input of so many channels."""
    variables: Variables = {}
    ends = {}
    for end, layer in stages.items():
        made, channels = layer(channels)
        variables |= made
        ends[end] = channels
    return Network(variables, ends)


def up_to(stages: Stages, last: str) -> Stages:
    """The stages up to the end point `last`, with it."""
    names = list(stages)
    return {name: stages[name] for name in names[: names.index(last) + 1]}


def beyond(stages: Stages, last: str) -> Stages:
    """The stages that follow the end point `last`."""
    return {name: layer for name, layer in stages.items() if name not in up_to(stages, last)}


def within(scope: str, variables: Variables) -> Variables:
    """The variables under a scope's name; an empty one changes nothing."""
    return {f'{scope}/{name}': shape for name, shape in variables.items()} if scope else variables


def numbered(name: str, index: int) -> str:
    """A name that TensorFlow makes unique: the second `Conv` is `Conv_1`."""
    return f'{name}_{index}' if index else name


def sequence(*layers: Layer) -> Layer:
    """Layers one after the other. None at all pass on what they are given, as pooling does."""

    def layer(channels: int) -> Made:
        network = run({str(index): layer for index, layer in enumerate(layers)}, channels)
        return Made(network.variables, network.channels if layers else channels)

    return layer


def scope(name: str, *layers: Layer) -> Layer:
    """Layers one after the other, in a scope."""
    inside = sequence(*layers)

    def layer(channels: int) -> Made:
        variables, outgoing = inside(channels)
        return Made(within(name, variables), outgoing)

    return layer


def concatenated(*layers: Layer) -> Layer:
    """Layers side by side on the same input; their channels are joined."""

    def layer(channels: int) -> Made:
        made = [branch(channels) for branch in layers]
        variables = {name: shape for branch in made for name, shape in branch.variables.items()}
        return Made(variables, sum(branch.channels for branch in made))

    return layer


def side_branch(*layers: Layer) -> Layer:
    """Layers whose output is used up on the spot, by a sum or a product that has the channels of its input: a shortcut, a gate."""
    inside = sequence(*layers)
    return lambda channels: Made(inside(channels).variables, channels)


def _parameters(name: str, weights: Mapping[str, Shape], channels: int, after: After, least: int = 1) -> Made:
    step()
    refuse_if(channels < least, '', f'`{name}` would have {channels} output channels; it needs at least one.')
    refuse_if(
        after == GROUP_NORM and channels % GROUPS != 0,
        '',
        f'A group norm has {GROUPS} groups, and the {channels} channels of `{name}` cannot be divided into them; use `batch_norm`.',
    )
    return Made(within(name, {**weights, **dict.fromkeys(after, (channels,))}), channels)


def _sides(kernel: Kernel) -> tuple[int, int]:
    return (kernel, kernel) if isinstance(kernel, int) else kernel


def conv2d(name: str, channels: int, kernel: Kernel, after: After) -> Layer:
    """`slim.conv2d`."""
    return lambda incoming: _parameters(name, {'weights': (*_sides(kernel), incoming, channels)}, channels, after)


def depthwise_conv2d(name: str, kernel: Kernel, after: After) -> Layer:
    """`slim.separable_conv2d` without outputs: only its depthwise half."""
    return lambda incoming: _parameters(name, {'depthwise_weights': (*_sides(kernel), incoming, 1)}, incoming, after)


def separable_conv2d(name: str, channels: int, kernel: Kernel, after: After, *, multiplier: int = 1) -> Layer:
    """`slim.separable_conv2d`: both halves in one layer; the first makes `multiplier` channels of each."""

    def layer(incoming: int) -> Made:
        weights = {
            'depthwise_weights': (*_sides(kernel), incoming, multiplier),
            'pointwise_weights': (1, 1, incoming * multiplier, channels),
        }
        return _parameters(name, weights, channels, after)

    return layer


def fully_connected(name: str, units: int, after: After) -> Layer:
    """`slim.fully_connected`."""
    return lambda incoming: _parameters(name, {'weights': (incoming, units)}, units, after, least=0)


def batch_norm_layer(name: str, norm: After = BATCH_NORM) -> Layer:
    """`slim.batch_norm` under a name of its own, and not in the scope of the layer before it."""
    vectors = [vector.removeprefix('BatchNorm/') for vector in norm]
    return lambda incoming: _parameters(name, {}, incoming, tuple(vectors))
