"""The image that reaches a network, and height and width where they decide whether the network can be run at all.

Variables do not depend on the size of the image. But a network that adds maps of two scales refuses an image whose halves
and doubles do not meet. A side is a height or a width, in pixels.
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline_config_ls.architectures.config import Config


def halved(side: int) -> int:
    """After a stride of two: the networks that ask here pad so that it rounds up."""
    return (side + 1) // 2


def halvings(side: int, count: int) -> int:
    """After that many strides of two."""
    return -(-side >> count)


def added(one: int, other: int) -> int | None:
    """The side of the sum of two maps: TensorFlow stretches a side of one, and refuses any other difference."""
    return max(one, other) if one == other or min(one, other) == 1 else None


def resized_channels(resizer: Config) -> int:
    """The channels of an image that an `ImageResizer` message has resized: one if it is made grey, else three."""
    kind = resizer.WhichOneof('image_resizer_oneof')
    grey = kind not in (None, 'identity_resizer') and getattr(resizer, kind).convert_to_grayscale
    return 1 if grey else 3


def fixed_sides(resizer: Config) -> dict[str, int]:
    """The sides that an `ImageResizer` message gives every image, by the field that sets them; empty where they are the
    image's own affair."""
    kind = resizer.WhichOneof('image_resizer_oneof')
    if kind == 'fixed_shape_resizer':
        shape = resizer.fixed_shape_resizer
        return {f'{kind}.height': shape.height, f'{kind}.width': shape.width}
    if kind == 'keep_aspect_ratio_resizer' and resizer.keep_aspect_ratio_resizer.pad_to_max_dimension:
        return {f'{kind}.max_dimension': resizer.keep_aspect_ratio_resizer.max_dimension}
    return {}


def limited_sides(resizer: Config) -> dict[str, int]:
    """Numbers of pixels that the shorter side of no image exceeds, by the field that sets them: its own, or a limit of the resizer."""
    kind = resizer.WhichOneof('image_resizer_oneof')
    fixed = fixed_sides(resizer)
    if not fixed and kind == 'keep_aspect_ratio_resizer':
        return {f'{kind}.min_dimension': resizer.keep_aspect_ratio_resizer.min_dimension}
    if kind == 'conditional_shape_resizer' and resizer.conditional_shape_resizer.condition == 1:
        return {f'{kind}.size_threshold': resizer.conditional_shape_resizer.size_threshold}
    return fixed


def alternative_sides(resizer: Config) -> dict[str, int]:
    """Sides of which every image has one at least, by the field that sets them: a resizer that keeps the aspect ratio brings the
    shorter side to its minimum, or the longer to its maximum."""
    if resizer.WhichOneof('image_resizer_oneof') != 'keep_aspect_ratio_resizer' or fixed_sides(resizer):
        return {}
    settings = resizer.keep_aspect_ratio_resizer
    return {f'keep_aspect_ratio_resizer.{name}': getattr(settings, name) for name in ('min_dimension', 'max_dimension')}


class Image(NamedTuple):
    """What is known of the images that a network sees: `sides` that every image has, `limits` that no shorter side exceeds,
    `alternatives` of which every image has one (all by the path of the field that sets them), channels, and the path of the
    resizer's own field. Whoever runs a network knows the size of an image, so `sized`; a graph knows it only where all have one."""

    sides: dict[str, int]
    limits: dict[str, int]
    alternatives: dict[str, int]
    channels: int
    field: str
    sized: bool = True

    def as_graph(self) -> Image:
        """What a graph knows of them while it is built: the size that all have."""
        return self._replace(limits=self.sides, alternatives={}, sized=bool(self.sides))


def image_from(resizer: Config, field: str) -> Image:
    """The images that come out of an `ImageResizer` message."""
    return Image(
        {f'{field}.{name}': side for name, side in fixed_sides(resizer).items()},
        {f'{field}.{name}': side for name, side in limited_sides(resizer).items()},
        {f'{field}.{name}': side for name, side in alternative_sides(resizer).items()},
        resized_channels(resizer),
        f'{field}.{resizer.WhichOneof("image_resizer_oneof")}',
    )
