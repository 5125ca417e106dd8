"""CenterNet's prediction heads: a few convolutions and a last one of 1 x 1, for each map of the extractor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from pipeline_config_ls.architectures.build_error import BuildError
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.tf2.center_net_extractors import CenterNetExtractor
from pipeline_config_ls.architectures.tf2.functional import sequential
from pipeline_config_ls.architectures.tf2.layers import Layer, conv2d, separable_conv2d, weightless
from pipeline_config_ls.architectures.tf2.trackable import Trackable, items


class Convolution(NamedTuple):
    """A convolution in front of the last one."""

    filters: int
    kernel: int | tuple[int, int]


DEFAULT = (Convolution(256, 3),)


class Head(NamedTuple):
    """A head: its name in the model's dict, the channels that it predicts, the field that says how many, and the convolutions
    in front."""

    name: str
    channels: int
    field: str
    convolutions: tuple[Convolution, ...] = DEFAULT


def head_params(task: Config, name: str, field: str) -> tuple[Convolution, ...]:
    """The convolutions that a `PredictionHeadParams` field of a task asks for; `field` is the task's path. A message that is set
    but empty means none at all.

    Raises `BuildError` where filters and kernels differ in number, or one is not positive.
    """
    if not task.HasField(name):
        return DEFAULT
    params = getattr(task, name)
    filters, kernels = list(params.num_filters), list(params.kernel_sizes)
    if len(filters) != len(kernels):
        raise BuildError(
            f'{field}.{name}',
            f'{len(filters)} `num_filters` and {len(kernels)} `kernel_sizes`: each convolution needs one of both.',
        )
    for field_name, values in (('num_filters', filters), ('kernel_sizes', kernels)):
        if min(values, default=1) < 1:
            raise BuildError(
                f'{field}.{name}.{field_name}', f'A convolution cannot have {min(values)} here; it must be at least 1.'
            )
    return tuple(map(Convolution, filters, kernels))


def prediction_heads(
    heads: Iterable[Head], extractor: CenterNetExtractor, *, depthwise: bool = False
) -> dict[str, Trackable]:
    """The heads by name: a list of networks each, one for each map of the extractor (`_make_prediction_net_list`). Of two heads with
    one name the later counts.

    Raises `BuildError` where a head would predict no channels.
    """
    make = separable_conv2d if depthwise else conv2d
    return {head.name: items(_network(head, extractor, make) for _ in range(extractor.maps)) for head in heads}


def _network(head: Head, extractor: CenterNetExtractor, make: Callable[..., Layer]) -> Trackable:
    """`make_prediction_net`."""
    if head.channels < 1:
        name = head.field.rpartition('.')[2]
        raise BuildError(
            head.field,
            f'`{name}` is {head.channels}; it must be at least 1, as a prediction head has that many channels.',
        )
    layers: list[Layer] = []
    for convolution in head.convolutions:
        layers += [make(*convolution), weightless]
    return sequential(extractor.channels, [*layers, conv2d(head.channels, 1)]).tracked
