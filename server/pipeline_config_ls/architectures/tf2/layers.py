"""The vocabulary of layers: names and shapes of their variables, and nothing else.

A `Layer` is a layer before it is built: given the number of channels of its input it says what it tracks and how many
channels it puts out, as `tf.keras.layers.Layer.build` does. Spatial sizes, strides, padding, initial values and
regularization change no variable and do not occur here; where a layer flattens space (a dense layer), its author passes the
size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from pipeline_config_ls.architectures.build_error import BuildError, refuse_if
from pipeline_config_ls.architectures.tf2.trackable import Trackable, items, variable
from pipeline_config_ls.cancellation import step


class Built(NamedTuple):
    """A layer that has seen its input: what it tracks, and the channels of its output."""

    tracked: Trackable
    channels: int


Layer = Callable[[int], Built]

# The same arguments make the same layer, so that a network made of layers can be remembered by them.
_remembered = lru_cache(maxsize=256)


def weightless(channels: int) -> Built:
    """Any layer without variables: an activation, padding, pooling, a Lambda. It still takes its place in lists."""
    return Built(Trackable(), channels)


def _check(filters: int, kernel: int) -> None:
    """Keras makes no layer without output channels, and no kernel without pixels."""
    if filters < 1:
        raise BuildError('', f'A layer would have {filters} output channels; it needs at least one.')
    if kernel < 1:
        raise BuildError('', f'A convolution would have a kernel of {kernel} pixels; it needs at least one.')


@_remembered
def conv2d(filters: int, kernel: int | tuple[int, int], *, bias: bool = True) -> Layer:
    """`tf.keras.layers.Conv2D`; a kernel that is not square is given as height and width."""
    height, width = kernel if isinstance(kernel, tuple) else (kernel, kernel)

    def build(channels: int) -> Built:
        _check(filters, min(height, width))
        tracked = Trackable({'kernel': variable(height, width, channels, filters)})
        if bias:
            tracked.children['bias'] = variable(filters)
        return Built(tracked, filters)

    return build


@_remembered
def depthwise_conv2d(kernel: int, *, bias: bool = True) -> Layer:
    """`tf.keras.layers.DepthwiseConv2D` with a square kernel and depth multiplier 1."""

    def build(channels: int) -> Built:
        _check(channels, kernel)
        tracked = Trackable({'depthwise_kernel': variable(kernel, kernel, channels, 1)})
        if bias:
            tracked.children['bias'] = variable(channels)
        return Built(tracked, channels)

    return build


@_remembered
def conv2d_transpose(filters: int, kernel: int) -> Layer:
    """`tf.keras.layers.Conv2DTranspose` with a square kernel, whose variable has output channels before input channels."""

    def build(channels: int) -> Built:
        return Built(
            Trackable({'kernel': variable(kernel, kernel, filters, channels), 'bias': variable(filters)}), filters
        )

    return build


@_remembered
def separable_conv2d(filters: int, kernel: int, *, bias: bool = True) -> Layer:
    """`tf.keras.layers.SeparableConv2D` with a square kernel and depth multiplier 1."""

    def build(channels: int) -> Built:
        _check(filters, kernel)
        tracked = Trackable(
            {
                'depthwise_kernel': variable(kernel, kernel, channels, 1),
                'pointwise_kernel': variable(1, 1, channels, filters),
            }
        )
        if bias:
            tracked.children['bias'] = variable(filters)
        return Built(tracked, filters)

    return build


@_remembered
def dense(units: int, *, bias: bool = True) -> Layer:
    """`tf.keras.layers.Dense` on the last axis of its input; unlike a convolution it may have no units."""

    def build(channels: int) -> Built:
        refuse_if(units < 0, '', f'A dense layer would have {units} units; it cannot have fewer than none.')
        tracked = Trackable({'kernel': variable(channels, units)})
        if bias:
            tracked.children['bias'] = variable(units)
        return Built(tracked, units)

    return build


@_remembered
def batch_norm(*, scale: bool = True, center: bool = True) -> Layer:
    """`tf.keras.layers.BatchNormalization`, synchronized and freezable variants included."""
    names = (*(['gamma'] if scale else []), *(['beta'] if center else []), 'moving_mean', 'moving_variance')

    def build(channels: int) -> Built:
        return Built(Trackable({name: variable(channels) for name in names}), channels)

    return build


def chain(channels: int, layers: Iterable[Layer]) -> tuple[list[Trackable], int]:
    """Builds layers one after the other: what each tracks, and the channels that the last one puts out."""
    tracked = []
    for layer in layers:  # as many as a config asks for
        step()
        built, channels = layer(channels)
        tracked.append(built)
    return tracked, channels


def sequence(channels: int, layers: Iterable[Layer]) -> Built:
    """A Python list of layers that are applied in turn, tracked as a list."""
    tracked, channels = chain(channels, layers)
    return Built(items(tracked), channels)


def attributes(**layers: Layer) -> Layer:
    """A layer of the API's own that holds others as attributes, and applies them in turn."""

    def build(channels: int) -> Built:
        tracked, channels = chain(channels, layers.values())
        return Built(Trackable(dict(zip(layers, tracked, strict=True))), channels)

    return build


def unbuilt(layers: Iterable[Layer]) -> Trackable:
    """A list of layers that are made but never called: tracked, in their places, without variables."""
    return items(Trackable() for _ in layers)
