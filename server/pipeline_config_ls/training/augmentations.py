"""Augmentations that the API refuses (builders/preprocessor_builder.py, core/preprocessor.py).

Some raise when they are built, some on the first image, and some on that image only for which chance draws a number that they cannot
take: a training that runs long enough ends there as well.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.training import crops
from pipeline_config_ls.training.refusal import Config, Refusals, TrainingRefusal, below


def refusals(steps: Config, reader: Config, model: Config, framework: Framework) -> Refusals:
    """For the `data_augmentation_options` of a `TrainConfig`, on what an `InputReader` loads, for a `DetectionModel`; the fields are counted from the config."""
    for number, step in enumerate(steps):
        at = f'data_augmentation_options[{number}]'
        kind = step.WhichOneof('preprocessing_step')
        if kind is None:
            yield TrainingRefusal(at, 'No augmentation is set in this block; name one, or remove the block.')
            continue
        settings, path = getattr(step, kind), f'{at}.{kind}'
        if kind in _STEPS:
            yield from below(path, _STEPS[kind](settings))
        elif kind in _TURNS:
            yield from below(path, _turn(settings, reader.num_keypoints, kind))
        elif kind == 'scale_boxes_to_pixel_coordinates' and not model.HasField('ssd'):
            yield TrainingRefusal(
                path, 'Boxes in pixels are far outside 0 to 1, which the losses want; remove this step.'
            )
        elif kind == 'rgb_to_gray' and (_wants_color(model, framework) or _needs_color(steps[number + 1 :])):
            yield TrainingRefusal(
                path,
                'This leaves an image one channel, and the network wants three; use `random_rgb_to_gray { probability: 1 }`.',
            )
        elif kind == 'convert_class_logits_to_softmax':
            yield from below(path, _softmax(settings, reader))
        elif kind == 'autoaugment_image':
            yield from below(path, _autoaugment(settings, framework))


_NEED_COLOR = {'random_adjust_contrast', 'random_adjust_hue', 'random_adjust_saturation', 'random_distort_color'}


def _wants_color(model: Config, framework: Framework) -> bool:
    """Whether the network is built for three channels: TensorFlow 1 builds it for what it is given, and CenterNet subtracts a mean for
    each channel, which makes three of one."""
    if framework is Framework.TF1 or not model.HasField('center_net'):
        return framework is Framework.TF2
    extractor = model.center_net.feature_extractor
    stretched = max(len(extractor.channel_means) or 3, len(extractor.channel_stds) or 3) > 1
    return extractor.bgr_ordering or not (stretched or extractor.type.startswith('hourglass'))


def _needs_color(steps: Config) -> bool:
    return any(step.WhichOneof('preprocessing_step') in _NEED_COLOR for step in steps)


_TURNS = ('random_horizontal_flip', 'random_vertical_flip', 'random_rotation90')


def _turn(config: Config, keypoints: int, kind: str) -> Refusals:
    """Mirrored, a left hand is a right hand: which keypoints change places has to be said."""
    if config.probability == 0:
        yield TrainingRefusal(
            'probability',
            '`probability` is 0, which the API takes for not set, and then has none; remove this step instead.',
        )
    name = 'keypoint_rot_permutation' if kind == 'random_rotation90' else 'keypoint_flip_permutation'
    places = list(getattr(config, name))
    if keypoints and not places and kind != 'random_rotation90':
        yield TrainingRefusal(
            '',
            f'The reader loads {keypoints} keypoints: `{name}` must say where each goes, with {keypoints} numbers from 0 on.',
        )
    elif keypoints and not all(0 <= place < keypoints for place in places):
        yield TrainingRefusal(
            name, f'The reader loads {keypoints} keypoints, so `{name}` can name 0 to {keypoints - 1} only.'
        )


def _normalize(config: Config) -> Refusals:
    for name in ('original_minval', 'original_maxval', 'target_minval', 'target_maxval'):
        if not config.HasField(name):
            yield TrainingRefusal(
                '', f'`{name}` is not set; this step needs all four of its fields, and no default is used.'
            )
            return
    if config.original_minval == config.original_maxval:
        yield TrainingRefusal(
            'original_maxval',
            f'`original_minval` and `original_maxval` are both {config.original_maxval:g}: there is no range to scale.',
        )


# A side that is this many times as long fits no memory, and overflows what counts pixels.
_MOST = 1e6


def _scaled(config: Config, *names: str) -> Refusals:
    """Numbers by which the sides of an image are multiplied."""
    for name in names:
        scale = getattr(config, name)
        if scale <= 0:
            yield TrainingRefusal(
                name, f'`{name}` is {scale:g}, so images would have no pixels; it must be greater than 0.'
            )
        elif not scale < _MOST:
            yield TrainingRefusal(
                name, f'`{name}` is {scale:g}, and no image can be as large as that; 1 leaves its size.'
            )


def _scale(config: Config) -> Refusals:
    yield from islice(_scaled(config, 'min_scale_ratio', 'max_scale_ratio'), 1)


def _distort_color(config: Config) -> Refusals:
    if config.color_ordering not in (0, 1):
        yield TrainingRefusal(
            'color_ordering', f'`color_ordering` is {config.color_ordering}; there are two orders, 0 and 1.'
        )


def _pad(config: Config) -> Refusals:
    for bound in ('min', 'max'):
        height, width = f'{bound}_image_height', f'{bound}_image_width'
        if config.HasField(height) != config.HasField(width):
            name, missing = (height, width) if config.HasField(height) else (width, height)
            yield TrainingRefusal(name, f'`{name}` is set and `{missing}` is not; set both, or neither.')
    yield from crops.pad_color(config)


def _aspect_ratio(config: Config) -> Refusals:
    if config.aspect_ratio <= 0:
        yield TrainingRefusal('aspect_ratio', f'`aspect_ratio` is {config.aspect_ratio:g}; it must be greater than 0.')


def _black_patches(config: Config) -> Refusals:
    ratio = config.size_to_image_ratio
    if config.max_black_patches > 0 and config.probability > 0 and not 0 < ratio <= 1:
        yield TrainingRefusal(
            'size_to_image_ratio',
            f'`size_to_image_ratio` is {ratio:g}; a patch needs pixels, and must fit into the image: more than 0, and 1 at most.',
        )


def _jpeg_quality(config: Config) -> Refusals:
    low, high = config.min_jpeg_quality, config.max_jpeg_quality
    if config.random_coef >= 1:
        return  # no image is ever encoded
    if low >= high:
        yield TrainingRefusal(
            'min_jpeg_quality', f'`min_jpeg_quality` {low} must be less than `max_jpeg_quality` {high}.'
        )
        return
    for name, wrong in (('min_jpeg_quality', low < 0), ('max_jpeg_quality', high > 101)):
        if wrong:
            yield TrainingRefusal(name, f'`{name}` is {getattr(config, name)}; a JPEG quality is from 0 to 100.')


def _downscale(config: Config) -> Refusals:
    low, high = config.min_target_pixels, config.max_target_pixels
    for name in ('min_target_pixels', 'max_target_pixels'):
        if getattr(config, name) <= 0:
            yield TrainingRefusal(name, f'`{name}` is {getattr(config, name)}; it must be greater than 0.')
            return
    if low == 1 and config.random_coef < 1:
        yield TrainingRefusal(
            'min_target_pixels',
            '`min_target_pixels` is 1: an image that is no square would have a side without pixels. Set it to 2 at least.',
        )
        return
    if low >= high:
        yield TrainingRefusal(
            'min_target_pixels', f'`min_target_pixels` {low} must be less than `max_target_pixels` {high}.'
        )


def _gaussian(config: Config) -> Refusals:
    low, high = config.min_patch_size, config.max_patch_size
    if low < 1:
        yield TrainingRefusal('min_patch_size', f'`min_patch_size` is {low}; it must be at least 1.')
    elif low >= high and config.random_coef < 1:
        yield TrainingRefusal('min_patch_size', f'`min_patch_size` {low} must be less than `max_patch_size` {high}.')


def _resize(height: str, width: str) -> Callable[[Config], Refusals]:
    def check(config: Config) -> Refusals:
        for name in (height, width):
            if getattr(config, name) < 1:
                yield TrainingRefusal(
                    name if config.HasField(name) else '',
                    f'`{name}` is {getattr(config, name)}, so images would have no pixels; set it to 1 or more.',
                )

    return check


def _channel_means(config: Config) -> Refusals:
    if len(config.means) != 3:
        yield TrainingRefusal(
            'means' if config.means else '',
            f'`means` has {len(config.means)} numbers; an image has three channels, and each needs its mean.',
        )
    else:
        # `image - [[means]]`, where `means` is protobuf's own kind of list: its length is not seen inside of two others.
        yield TrainingRefusal(
            '',
            'The published API hands `means` over in a form that TensorFlow does not take, so this step fails on every image; remove it. '
            'The networks subtract the means of their own training anyway.',
        )


def _square_crop(config: Config) -> Refusals:
    if config.num_scales < 1:
        yield TrainingRefusal('num_scales', f'`num_scales` is {config.num_scales}; it must be at least 1.')
    yield from _scaled(config, *(('scale_min', 'scale_max') if config.num_scales > 1 else ('scale_min',)))


def _square_pad(config: Config) -> Refusals:
    yield from _scaled(config, 'scale_min', 'scale_max')
    if config.output_size < 1:
        yield TrainingRefusal(
            'output_size',
            f'`output_size` is {config.output_size}, so images would have no pixels; set it to 1 or more.',
        )


def _softmax(config: Config, reader: Config) -> Refusals:
    if not reader.load_multiclass_scores:
        yield TrainingRefusal(
            '',
            'There are no class scores to convert; set `load_multiclass_scores: true` in `train_input_reader`, or remove this step.',
        )
    elif config.temperature == 0:
        yield TrainingRefusal(
            'temperature', '`temperature` is 0, and scores are divided by it; 1 leaves them as they are.'
        )


_POLICIES = ('v0', 'v1', 'v2', 'v3', 'test')


def _autoaugment(config: Config, framework: Framework) -> Refusals:
    if framework is Framework.TF2:
        yield TrainingRefusal(
            '', 'AutoAugment needs `tensorflow.contrib`, which TensorFlow 2 does not have; remove this step.'
        )
    elif config.policy_name not in _POLICIES:
        names = ', '.join(f'`{name}`' for name in _POLICIES)
        yield TrainingRefusal('policy_name', f'There is no policy `{config.policy_name}`; the policies are {names}.')


def _gamma(config: Config) -> Refusals:
    if config.gamma < 0:
        yield TrainingRefusal('gamma', f'`gamma` is {config.gamma:g}; it cannot be negative.')


_GROWS = ('EXPAND', 'EXPAND_SYMMETRIC', 'EXPAND_SYMMETRIC_XY')
_SHRINKS = ('SHRINK', 'SHRINK_SYMMETRIC', 'SHRINK_SYMMETRIC_XY')


def _jitter(config: Config) -> Refusals:
    """A side is multiplied by 1 and up to `ratio` more or less: by less than 0, the box ends before it begins."""
    ratio = config.ratio
    mode = config.DESCRIPTOR.fields_by_name['jitter_mode'].enum_type.values_by_number[config.jitter_mode].name
    worst = ratio if mode in _GROWS else -ratio if mode in _SHRINKS else -abs(ratio)
    if not 1 + min(worst, 0) >= 0:
        yield TrainingRefusal(
            'ratio',
            f'`ratio` is {ratio:g}, so a box could end before it begins; use a share of the side, such as 0.05.',
        )


_STEPS: dict[str, Callable[[Config], Refusals]] = {
    'normalize_image': _normalize,
    'random_image_scale': _scale,
    'random_distort_color': _distort_color,
    'random_pad_image': _pad,
    'random_absolute_pad_image': crops.pad_color,
    'random_crop_image': crops.crop,
    'random_crop_pad_image': crops.crop_and_pad,
    'random_crop_to_aspect_ratio': _aspect_ratio,
    'random_black_patches': _black_patches,
    'random_jitter_boxes': _jitter,
    'random_jpeg_quality': _jpeg_quality,
    'random_downscale_to_target_pixels': _downscale,
    'random_patch_gaussian': _gaussian,
    'random_resize_method': _resize('target_height', 'target_width'),
    'resize_image': _resize('new_height', 'new_width'),
    'subtract_channel_mean': _channel_means,
    'ssd_random_crop': crops.operations,
    'ssd_random_crop_pad': crops.padded_operations,
    'ssd_random_crop_fixed_aspect_ratio': crops.fixed_aspect_operations,
    'ssd_random_crop_pad_fixed_aspect_ratio': crops.padded_fixed_aspect_operations,
    'random_square_crop_by_scale': _square_crop,
    'random_scale_crop_and_pad_to_square': _square_pad,
    'adjust_gamma': _gamma,
}
