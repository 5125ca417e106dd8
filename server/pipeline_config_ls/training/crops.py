"""Random crops that TensorFlow refuses: `tf.image.sample_distorted_bounding_box`, and the padding after it."""

from __future__ import annotations

from itertools import islice

from pipeline_config_ls.training.refusal import Config, Refusals, TrainingRefusal, below


def crop(config: Config) -> Refusals:
    """The bounds of a crop: what is cut out of the image, as a share of it and as width by height."""
    yield from _bounds(config, 'aspect_ratio', None)
    yield from _bounds(config, 'area', 1)
    covered = config.min_object_covered
    if covered < 0:
        yield TrainingRefusal('min_object_covered', f'`min_object_covered` is {covered:g}; it cannot be negative.')


def _bounds(config: Config, name: str, limit: float | None) -> Refusals:
    low, high = f'min_{name}', f'max_{name}'
    for bound in (low, high):
        value = getattr(config, bound)
        if value <= 0 or (limit is not None and value > limit):
            wanted = 'greater than 0' + (f', and at most {limit:g}' if limit is not None else '')
            place = bound if config.HasField(bound) else ''
            yield TrainingRefusal(place, f'`{bound}` is {value:g}; it must be {wanted}.')
            return


def pad_color(config: Config) -> Refusals:
    """Pixels that are added have one colour for all channels, or one for each."""
    count = len(config.pad_color)
    if count not in (0, 1, 3):
        yield TrainingRefusal('pad_color', f'`pad_color` has {count} numbers; an image has three channels.')


def crop_and_pad(config: Config) -> Refusals:
    yield from crop(config)
    yield from _pairs(config, (0, 2))
    yield from pad_color(config)


def _pairs(config: Config, allowed: tuple[int, ...]) -> Refusals:
    for name in ('min_padded_size_ratio', 'max_padded_size_ratio'):
        count = len(getattr(config, name))
        if count not in allowed:
            yield TrainingRefusal(
                name if count else '',
                f'`{name}` has {count} numbers; it needs two, for height and width, as in `{name}: [1, 1]`.',
            )


def operations(config: Config) -> Refusals:
    """One of the operations is drawn for each image."""
    for number, operation in enumerate(config.operations):
        yield from below(f'operations[{number}]', islice(crop(operation), 1))


def padded_operations(config: Config) -> Refusals:
    for number, operation in enumerate(config.operations):
        yield from below(f'operations[{number}]', islice(crop(operation), 1))
        yield from below(f'operations[{number}]', _pairs(operation, (1, 2)))


def fixed_aspect_operations(config: Config) -> Refusals:
    """The operations say nothing of the aspect ratio, which is the same for all."""
    for number, operation in enumerate(config.operations):
        at = f'operations[{number}]'
        yield from below(at, _bounds(operation, 'area', 1))
    yield from _ratio(config)


def padded_fixed_aspect_operations(config: Config) -> Refusals:
    yield from operations(config)
    yield from _pairs(config, (0, 2))
    yield from _ratio(config)


def _ratio(config: Config) -> Refusals:
    if config.aspect_ratio <= 0:
        yield TrainingRefusal('aspect_ratio', f'`aspect_ratio` is {config.aspect_ratio:g}; it must be greater than 0.')
