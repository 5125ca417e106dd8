"""The image that reaches a network, and height and width where they decide whether the network can be run at all.

Variables do not depend on the size of the image. But a network that adds maps of two scales refuses an image whose halves
and doubles do not meet. A side is a height or a width, in pixels.
"""

from __future__ import annotations

from pipeline_config_ls.architectures.hyperparams import Config


def halved(side: int) -> int:
    """After a stride of two: the networks that ask here pad so that it rounds up."""
    return (side + 1) // 2


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
