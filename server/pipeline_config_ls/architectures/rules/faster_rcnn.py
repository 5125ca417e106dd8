"""What the API refuses of a Faster R-CNN beyond its layers: rules on numbers, images and anchors.

Some refusals come from the step before a checkpoint is restored, which runs the model as outside training: the third stage
suppresses boxes there, and anchors that do not touch the image are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat

from pipeline_config_ls.architectures.build_error import Change, Suggestion, refuse_if, require_positive, setting
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules import builders, proposal_anchors
from pipeline_config_ls.architectures.rules.spatial import fixed_sides, halvings, resized_channels
from pipeline_config_ls.architectures.tables.detectors import BOX_CODE


def check(config: Config, *, version: int) -> None:
    """Raises `BuildError` where a `FasterRcnn` message breaks a rule of either TensorFlow."""
    _check_stages(config, version)
    _check_proposals(config)
    builders.image_resizer(config.image_resizer, 'faster_rcnn.image_resizer')
    builders.post_processing(config.second_stage_post_processing, 'faster_rcnn.second_stage_post_processing')
    if config.number_of_stages == 3:
        _check_mask_resizing(config)


def check_first_run(config: Config) -> None:
    """Raises `BuildError` where TensorFlow 2's run before a checkpoint is restored fails: it is outside training, and its networks
    take three channels."""
    refuse_if(
        resized_channels(config.image_resizer) != 3,
        f'faster_rcnn.image_resizer.{config.image_resizer.WhichOneof("image_resizer_oneof")}.convert_to_grayscale',
        'The networks of Faster R-CNN take images of three channels; remove the field.',
    )
    if config.number_of_stages == 3:
        _check_suppression(config.second_stage_post_processing)


def check_sampling(config: Config, *, least: int) -> None:
    """Raises `BuildError` where training cannot choose the regions that the second stage learns from: so many at least, or the hard ones."""
    if config.number_of_stages == 1:
        return
    if config.HasField('hard_example_miner'):
        builders.hard_example_miner(config.hard_example_miner, 'faster_rcnn.hard_example_miner')
        return
    refuse_if(
        config.second_stage_batch_size < least,
        'faster_rcnn.second_stage_batch_size',
        f'`second_stage_batch_size` is {config.second_stage_batch_size}, so the second stage has nothing to learn from; set it to 1 or more.',
        setting('faster_rcnn.second_stage_batch_size', config.first_stage_max_proposals),
    )


def _check_stages(config: Config, version: int) -> None:
    """The meta-architecture's own rules."""
    refuse_if(
        not 1 <= config.number_of_stages <= 3,
        'faster_rcnn.number_of_stages',
        f'`number_of_stages` is {config.number_of_stages}; it must be 1, 2 or 3.',
        setting('faster_rcnn.number_of_stages', 2),
    )
    refuse_if(
        config.number_of_stages == 3 and config.second_stage_box_predictor.HasField('rfcn_box_predictor'),
        'faster_rcnn.number_of_stages',
        'R-FCN has no third stage; set `number_of_stages: 2`.',
        setting('faster_rcnn.number_of_stages', 2),
    )
    least = 1 if config.number_of_stages > 1 or config.second_stage_box_predictor.HasField('rfcn_box_predictor') else 0
    refuse_if(
        config.num_classes < least,
        'faster_rcnn.num_classes',
        f'`num_classes` is {config.num_classes}; the second stage needs at least one class.',
    )
    refuse_if(
        config.inplace_batchnorm_update,
        'faster_rcnn.inplace_batchnorm_update',
        f'Faster R-CNN in TensorFlow {version} has no in-place batch norm update; remove the field.',
    )


def _check_proposals(config: Config) -> None:
    """The first stage's numbers."""
    refuse_if(
        not 0 <= config.first_stage_nms_iou_threshold <= 1,
        'faster_rcnn.first_stage_nms_iou_threshold',
        f'`first_stage_nms_iou_threshold` is {config.first_stage_nms_iou_threshold:g}; it must be between 0 and 1, and usually is 0.7.',
        setting('faster_rcnn.first_stage_nms_iou_threshold', 0.7),
    )
    refuse_if(
        config.second_stage_batch_size > config.first_stage_max_proposals,
        'faster_rcnn.second_stage_batch_size',
        f'`second_stage_batch_size` {config.second_stage_batch_size} is more than the '
        f'{config.first_stage_max_proposals} proposals of the first stage; lower it, or raise `first_stage_max_proposals`.',
        setting('faster_rcnn.second_stage_batch_size', config.first_stage_max_proposals),
        setting('faster_rcnn.first_stage_max_proposals', config.second_stage_batch_size),
    )
    require_positive(
        config,
        'faster_rcnn',
        'first_stage_box_predictor_depth',
        'first_stage_box_predictor_kernel_size',
        'first_stage_atrous_rate',
    )
    for field in ('first_stage_positive_balance_fraction', 'second_stage_balance_fraction'):
        fraction = getattr(config, field)
        refuse_if(
            not 0 <= fraction <= 1,
            f'faster_rcnn.{field}',
            f'`{field}` is {fraction:g}; it must be between 0 and 1.',
        )


def _check_suppression(config: Config) -> None:
    """The third stage suppresses boxes first, and moves them into the image's own frame."""
    settings, field = (
        config.batch_non_max_suppression,
        'faster_rcnn.second_stage_post_processing.batch_non_max_suppression',
    )
    refuse_if(
        settings.use_combined_nms,
        f'{field}.use_combined_nms',
        'A model with masks cannot use combined suppression; remove the field.',
    )
    refuse_if(
        settings.use_static_shapes and settings.soft_nms_sigma != 0,
        f'{field}.soft_nms_sigma',
        'Soft suppression does not work with static shapes; remove `soft_nms_sigma` or `use_static_shapes`.',
    )
    refuse_if(
        settings.use_class_agnostic_nms and settings.max_classes_per_detection > 1,
        f'{field}.max_classes_per_detection',
        'Suppression across classes gives a detection one class; remove `max_classes_per_detection`.',
    )
    require_positive(settings, field, 'max_total_detections')


def _check_mask_resizing(config: Config) -> None:
    """Masks are resized as an image of one channel, which cannot be padded with the values of three."""
    kind = config.image_resizer.WhichOneof('image_resizer_oneof')
    refuse_if(
        config.resize_masks
        and kind == 'keep_aspect_ratio_resizer'
        and config.image_resizer.keep_aspect_ratio_resizer.pad_to_max_dimension,
        'faster_rcnn.resize_masks',
        'Masks cannot be padded with the image; set `resize_masks: false`, or use `fixed_shape_resizer`.',
        setting('faster_rcnn.resize_masks', False),
    )


def _crop_settings(config: Config) -> Iterator[Suggestion]:
    """The usual numbers, for those that are not set."""
    usual = {'initial_crop_size': 14, 'maxpool_kernel_size': 2, 'maxpool_stride': 2}
    yield tuple(
        Change(f'faster_rcnn.{name}', str(number)) for name, number in usual.items() if getattr(config, name) < 1
    )


def check_pooling(config: Config) -> None:
    """Refuses the pooling layer that is made as soon as it has a kernel, whether a stage uses it or not."""
    for name in ('maxpool_kernel_size', 'maxpool_stride'):
        value = getattr(config, name)
        refuse_if(
            value < 0 and config.maxpool_kernel_size != 0,
            f'faster_rcnn.{name}',
            f'`{name}` is {value}; it cannot be negative.',
            setting(f'faster_rcnn.{name}', 2),
        )


def check_crop(config: Config) -> int:
    """The side of a region's features after it is cropped and pooled. Raises `BuildError` where there would be none."""
    for name, usual in (('initial_crop_size', 14), ('maxpool_kernel_size', 2), ('maxpool_stride', 2)):
        value = getattr(config, name)
        refuse_if(
            value < 1,
            f'faster_rcnn.{name}',
            f'`{name}` is {value}; it must be at least 1, and usually is {usual}.',
            *_crop_settings(config),
        )
    size, kernel = config.initial_crop_size, config.maxpool_kernel_size
    refuse_if(
        kernel > size,
        'faster_rcnn.maxpool_kernel_size',
        f'A crop of {size} x {size} cannot be pooled by {kernel} x {kernel}; the kernel must not exceed `initial_crop_size`.',
        setting('faster_rcnn.maxpool_kernel_size', 2),
    )
    side: int = (size - kernel) // config.maxpool_stride + 1
    return side


def check_box_code(config: Config, field: str) -> None:
    """What the loss of a box predictor asks of the message at `field`."""
    refuse_if(
        config.box_code_size != BOX_CODE,
        f'{field}.box_code_size',
        f'A box of Faster R-CNN has {BOX_CODE} numbers, not {config.box_code_size}; remove the field.',
    )


def check_bins(config: Config, field: str) -> None:
    """Refuses an R-FCN predictor's crop that cannot be cut into bins of whole pixels."""
    for side in ('height', 'width'):
        crop, bins = getattr(config, f'crop_{side}'), getattr(config, f'num_spatial_bins_{side}')
        refuse_if(
            crop % bins != 0,
            f'{field}.crop_{side}',
            f'`crop_{side}` {crop} is not a multiple of `num_spatial_bins_{side}` {bins}; change one of them.',
        )


def check_masks(config: Config, field: str) -> None:
    """What a third stage asks of the box predictor's message at `field`."""
    refuse_if(
        not config.predict_instance_masks,
        'faster_rcnn.number_of_stages',
        'A third stage predicts masks: set `predict_instance_masks: true` in the box predictor, or `number_of_stages: 2`.',
        setting(f'{field}.predict_instance_masks', True),
        setting('faster_rcnn.number_of_stages', 2),
    )
    refuse_if(
        not config.HasField('conv_hyperparams'),
        f'{field}.conv_hyperparams',
        'The mask head takes its convolutions from `conv_hyperparams`, which is not set; add it.',
        setting(f'{field}.conv_hyperparams', '{ }'),
    )


def check_mask_size(config: Config, sides: tuple[int | None, int | None], field: str) -> None:
    """A mask has a pixel, and where it is drawn by upsampling, at least those of the region's features, whose height and width are
    given."""
    for name, side in zip(('mask_height', 'mask_width'), sides, strict=True):
        least = (side or 1) if config.convolve_then_upsample_masks else 1
        size = getattr(config, name)
        refuse_if(
            size < least,
            f'{field}.{name}',
            f'`{name}` is {size}; for these regions it must be at least {least}.',
            setting(f'{field}.{name}', max(least, 15)),
        )


def known_sides(resizer: Config) -> tuple[int, int] | None:
    """Height and width of every image, where they are known."""
    sides = list(fixed_sides(resizer).values())
    return (sides[0], sides[-1]) if sides else None


def check_fitting(config: Config) -> None:
    """Raises `BuildError` where training would have no anchors, of those that a `FasterRcnn` message makes on its images."""
    generator, image = config.first_stage_anchor_generator, known_sides(config.image_resizer)
    grids = proposal_anchors.grids(generator)
    if config.clip_anchors_to_image or image is None or not grids:
        return
    levels = generator.multiscale_anchor_generator
    pyramid = generator.HasField('multiscale_anchor_generator')
    stride = 1 << max(levels.min_level, 0) if pyramid else config.feature_extractor.first_stage_features_stride
    cells = [(-(-image[0] // (stride << level)), -(-image[1] // (stride << level))) for level in range(len(grids))]
    refuse_if(
        not any(map(proposal_anchors.fits, grids, cells, repeat(image))),
        f'faster_rcnn.first_stage_anchor_generator.{generator.WhichOneof("anchor_generator_oneof")}',
        f'No anchor lies within images of {image[0]} x {image[1]}, and training takes no other; make the anchors smaller or the images '
        'larger, or set `clip_anchors_to_image: true`.',
        setting('faster_rcnn.clip_anchors_to_image', True),
    )


def check_positions(generator: Config, finest: tuple[int, int], image: tuple[int, int]) -> None:
    """Raises `BuildError` where an anchor of an `AnchorGenerator` message lies outside an image of this height and width; `finest` are
    those of the finest feature map."""
    field = f'faster_rcnn.first_stage_anchor_generator.{generator.WhichOneof("anchor_generator_oneof")}'
    for level, grid in enumerate(proposal_anchors.grids(generator)):
        height, width = halvings(finest[0], level), halvings(finest[1], level)
        refuse_if(
            proposal_anchors.leaves(grid, (height, width), image),
            field,
            f'On images of {image[0]} x {image[1]} some anchors lie outside, and the first step fails before a checkpoint '
            f'is restored: feature map {level} has {height} x {width} cells, with anchors {grid.stride[0]:g} x '
            f'{grid.stride[1]:g} pixels apart. Match the strides or levels to the extractor, or the image to its strides.',
        )
