"""Settings that train, and do something else than they seem to: nothing is raised, and the model is worse for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline_config_ls.analysis.anchor_coverage import first_stride_of
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.checks.check import TF2_ONLY, Family, Finding, Fix, FixSafety, Severity, config_check
from pipeline_config_ls.document.edits import set_field
from pipeline_config_ls.training.batches import uneven

_OPTIMIZER = 'train_config.optimizer'
_STRIDES = ('height_stride', 'width_stride')
_TPU_BATCH = 32


@config_check(
    'rms-prop-decay',
    family=Family.TRAINING,
    severity=Severity.INFORMATION,
    fix=FixSafety.UNSAFE,
    source='object_detection.builders.optimizer_builder.build_optimizers_tf_v2',
    frameworks=TF2_ONLY,
)
def rms_prop_decay(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """`decay` of `rms_prop_optimizer`, which is 0.9 unless it is set, wears the learning rate away.

    In TensorFlow 1 it is the decay of the average of squared gradients. TensorFlow 2 hands it to a parameter of Keras with the same name,
    which divides the learning rate by 1 + decay × step: after a thousand steps some 900 times smaller.

    Wrong:

        rms_prop_optimizer { decay: 0.9 }

    Right:

        rms_prop_optimizer { decay: 0 }
    """
    optimizer = analysis.config.train_config.optimizer
    if optimizer.WhichOneof('optimizer') != 'rms_prop_optimizer' or optimizer.rms_prop_optimizer.decay <= 0:
        return
    decay, path = optimizer.rms_prop_optimizer.decay, f'{_OPTIMIZER}.rms_prop_optimizer.decay'
    yield Finding(
        analysis.document.where(path).span,
        f'TensorFlow 2 takes `decay` {decay:g} for a decay of the learning rate, which is {1 + decay * 1000:.0f} times smaller after 1000 '
        'steps; set it to 0. The average of squared gradients keeps its 0.9.',
        (Fix('Set decay to 0', (set_field(analysis.document, path, '0'),)),),
    )


@config_check('schedule-length', family=Family.TRAINING, severity=Severity.WARNING, fix=FixSafety.UNSAFE)
def schedule_length(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The learning rate is made for another number of steps than are trained.

    A cosine schedule gives 0 after its `total_steps`: what is trained from there on learns nothing. One that is longer than the training
    never comes down: information. An entry of a manual schedule after the last step is never reached: a hint.

    Wrong:

        num_steps: 50000  # total_steps: 25000

    Right:

        num_steps: 50000  # total_steps: 50000
    """
    train = analysis.config.train_config
    kind = train.optimizer.WhichOneof('optimizer')
    if kind is None or not train.num_steps:
        return
    rate, path = getattr(train.optimizer, kind).learning_rate, f'{_OPTIMIZER}.{kind}.learning_rate'
    match rate.WhichOneof('learning_rate'):
        case 'cosine_decay_learning_rate':
            yield from _cosine_length(analysis, rate.cosine_decay_learning_rate, f'{path}.cosine_decay_learning_rate')
        case 'manual_step_learning_rate':
            late = [entry.step for entry in rate.manual_step_learning_rate.schedule if entry.step >= train.num_steps]
            if late:
                number = len(rate.manual_step_learning_rate.schedule) - len(late)
                entry = analysis.document.where(f'{path}.manual_step_learning_rate.schedule[{number}].step')
                message = f'This entry is never reached: training ends at `num_steps` {train.num_steps}.'
                yield Finding(entry.span, message, severity=Severity.HINT)


def _cosine_length(analysis: ConfigAnalysis, rate: Any, path: str) -> Iterator[Finding]:
    steps, total = analysis.config.train_config.num_steps, rate.total_steps
    fix = Fix(f'Set total_steps to {steps}', (set_field(analysis.document, f'{path}.total_steps', str(steps)),))
    place = analysis.document.where(f'{path}.total_steps').span
    if rate.warmup_steps <= total < steps:
        yield Finding(
            place,
            f'From step {total + 1} on the learning rate is 0, but training goes on to `num_steps` {steps}; set `total_steps` to {steps}.',
            (fix,),
        )
    elif total > steps:
        yield Finding(
            place,
            f'Training ends at `num_steps` {steps}, before the learning rate has come down at {total}.',
            (fix,),
            severity=Severity.INFORMATION,
        )


@config_check('nan-learning-rate', family=Family.TRAINING, severity=Severity.WARNING)
def nan_learning_rate(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The learning rate is no number at some step, and from then on neither is any weight.

    The API divides by `decay_steps`, and by the steps of a cosine that are left after the warm-up, without looking.

    Wrong:

        exponential_decay_learning_rate { decay_steps: 0 }

    Right:

        exponential_decay_learning_rate { decay_steps: 1000 }
    """
    train = analysis.config.train_config
    kind = train.optimizer.WhichOneof('optimizer')
    rate = getattr(train.optimizer, kind).learning_rate if kind is not None else None
    path = f'{_OPTIMIZER}.{kind}.learning_rate'
    if rate is None:
        return
    exponential, cosine = rate.exponential_decay_learning_rate, rate.cosine_decay_learning_rate
    if rate.HasField('exponential_decay_learning_rate') and exponential.decay_steps == 0:
        place = analysis.document.where(f'{path}.exponential_decay_learning_rate.decay_steps').value_span
        yield Finding(place, '`decay_steps` is 0, so the learning rate is not a number; set it to 1 or more.')
    elif (
        rate.HasField('cosine_decay_learning_rate')
        and not cosine.hold_base_rate_steps
        and cosine.total_steps == cosine.warmup_steps
        and not 0 < train.num_steps <= cosine.total_steps
    ):
        place = analysis.document.where(f'{path}.cosine_decay_learning_rate.total_steps').value_span
        message = f'`total_steps` equals `warmup_steps`, so the learning rate is not a number at step {cosine.total_steps}; raise it.'
        yield Finding(place, message)


@config_check('no-steps', family=Family.TRAINING, severity=Severity.INFORMATION, frameworks=TF2_ONLY)
def no_steps(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """`num_steps` is not set: TensorFlow 2 training starts only if the command line says how many steps to train.

    Without `--num_train_steps` it raises "'NoneType' object cannot be interpreted as an integer".

    Wrong:

        train_config { batch_size: 8 }

    Right:

        train_config { batch_size: 8 num_steps: 25000 }
    """
    train = analysis.config.train_config
    if analysis.config.HasField('train_config') and train.HasField('optimizer') and not train.num_steps:
        place = analysis.document.where('train_config.num_steps').value_span
        yield Finding(place, '`num_steps` is not set; set it, or start the training with `--num_train_steps`.')


@config_check('anchor-stride', family=Family.MODEL, severity=Severity.WARNING, fix=FixSafety.UNSAFE)
def anchor_stride(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The anchors are laid out with another stride than the feature map has.

    Cell by cell, as many anchors as the map has cells: with a smaller stride they cover a corner of the image, with a larger one they run
    out of it. Objects elsewhere are never found.

    Wrong:

        grid_anchor_generator { height_stride: 4 width_stride: 4 }  # on a map with stride 16

    Right:

        grid_anchor_generator { height_stride: 16 width_stride: 16 }
    """
    if isinstance(analysis.plan, CannotBuild):
        return
    for field, stride, wanted in _strides(analysis.config.model):
        if stride == wanted:
            continue
        name, covered = field.rpartition('.')[2].partition('[')[0], stride / wanted
        yield Finding(
            analysis.document.where(field).span,
            f'`{name}` is {stride}, but the feature map has a stride of {wanted}: the anchors '
            + (f'cover {covered:.0%} of a side of the image.' if covered < 1 else 'run out of the image.'),
            (Fix(f'Set {name} to {wanted}', (set_field(analysis.document, field, str(wanted)),)),),
        )


def _strides(model: Any) -> Iterator[tuple[str, int, int]]:
    """The strides that anchor generators are told: where, which, and that of the feature map."""
    kind = model.WhichOneof('model')
    if kind == 'faster_rcnn':
        grid = model.faster_rcnn.first_stage_anchor_generator
        wanted, at = model.faster_rcnn.feature_extractor.first_stage_features_stride, 'first_stage_anchor_generator'
        if grid.HasField('grid_anchor_generator'):
            for name in _STRIDES:
                yield (
                    f'model.{kind}.{at}.grid_anchor_generator.{name}',
                    getattr(grid.grid_anchor_generator, name),
                    wanted,
                )
    first = first_stride_of(model.ssd.feature_extractor) if kind == 'ssd' else None
    if first is None:
        return
    generator, at = model.ssd.anchor_generator, 'model.ssd.anchor_generator'
    for name in _STRIDES:
        for level, stride in enumerate(getattr(generator.ssd_anchor_generator, name)):
            yield f'{at}.ssd_anchor_generator.{name}[{level}]', stride, first << level
        for level, one in enumerate(generator.flexible_grid_anchor_generator.anchor_grid):
            yield f'{at}.flexible_grid_anchor_generator.anchor_grid[{level}].{name}', getattr(one, name), first << level


@config_check('depth-multiplier-twice', family=Family.MODEL, severity=Severity.INFORMATION, frameworks=TF2_ONLY)
def depth_multiplier_twice(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """MobileNet V1 of TensorFlow 2 applies `depth_multiplier` twice: 0.5 makes a network a quarter as wide.

    Wrong:

        feature_extractor { type: "ssd_mobilenet_v1_keras" depth_multiplier: 0.5 }  # for half the width

    Right:

        feature_extractor { type: "ssd_mobilenet_v1_keras" depth_multiplier: 0.7071 }
    """
    extractor = analysis.config.model.ssd.feature_extractor
    factor = extractor.depth_multiplier
    if extractor.type.startswith('ssd_mobilenet_v1') and factor != 1:
        place = analysis.document.where('model.ssd.feature_extractor.depth_multiplier').value_span
        yield Finding(
            place,
            f'`{extractor.type}` applies `depth_multiplier` twice: its layers are {factor * factor:.3g} times as wide, not {factor:g}.',
        )


@config_check(
    'not-separable', family=Family.MODEL, severity=Severity.INFORMATION, fix=FixSafety.UNSAFE, frameworks=TF2_ONLY
)
def not_separable(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """`mobilenet_v2_fpn_sep_conv` has separable convolutions only where `use_separable_conv` is written, whatever its value.

    Wrong:

        feature_extractor { type: "mobilenet_v2_fpn_sep_conv" }

    Right:

        feature_extractor { type: "mobilenet_v2_fpn_sep_conv" use_separable_conv: true }

    The models of the zoo were trained without: the fix is offered only where no checkpoint is restored.
    """
    extractor, path = analysis.config.model.center_net.feature_extractor, 'model.center_net.feature_extractor'
    if extractor.type == 'mobilenet_v2_fpn_sep_conv' and not extractor.HasField('use_separable_conv'):
        add = set_field(analysis.document, f'{path}.use_separable_conv', 'true')
        # A checkpoint that was read is of plain convolutions, or says itself what is wrong.
        fixes = () if analysis.verdict is not None else (Fix('Add `use_separable_conv: true`', (add,)),)
        message = (
            'Without `use_separable_conv: true` this is the same as `mobilenet_v2_fpn`: its convolutions are plain.'
        )
        yield Finding(analysis.document.where(f'{path}.type').value_span, message, fixes)


@config_check('uneven-batch', family=Family.TRAINING, severity=Severity.INFORMATION, fix=FixSafety.UNSAFE)
def uneven_batch(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Images of different sizes cannot be put into one batch, nor can boxes that a model stacks.

    The resizer leaves them as different as they were, so training stops at the first batch with "Cannot batch tensors with different
    shapes", unless all images of the data set have one size. DeepMAC and `track_estimation_task` stack the boxes of a batch, and
    stop with "Shapes of all inputs
    must match", unless `unpad_groundtruth_tensors: false` leaves them padded to one number.

    Wrong:

        keep_aspect_ratio_resizer { min_dimension: 600 max_dimension: 1024 }  # batch_size: 8

    Right:

        keep_aspect_ratio_resizer { min_dimension: 600 max_dimension: 1024 pad_to_max_dimension: true }
    """
    batch = analysis.config.train_config.batch_size
    field = uneven(analysis.config) if analysis.config.train_config.HasField('batch_size') else None
    if field is None:
        return
    fixes = [Fix('Set batch_size to 1', (set_field(analysis.document, 'train_config.batch_size', '1'),))]
    if field == 'train_config.unpad_groundtruth_tensors':
        pad = set_field(analysis.document, field, 'false')
        place = analysis.document.where(field)
        yield Finding(
            place.value_span,
            f'This model stacks the boxes of a batch, and images with different numbers of them make none of {batch}; '
            'set `unpad_groundtruth_tensors: false`.',
            (Fix('Set unpad_groundtruth_tensors to false', (pad,)), *fixes),
        )
        return
    member = field.rpartition('.')[2]
    if member == 'keep_aspect_ratio_resizer':
        pad = set_field(analysis.document, f'{field}.pad_to_max_dimension', 'true')
        fixes.insert(0, Fix('Pad images to one size', (pad,)))
    yield Finding(
        analysis.document.where(field).span,
        f'`{member}` leaves images with different sizes, and {batch} of those make no batch; pad them, or set `batch_size` to 1.',
        tuple(fixes),
    )


@config_check('batch-of-one', family=Family.TRAINING, severity=Severity.INFORMATION)
def batch_of_one(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Batch norm learns from a single image at a time, whose statistics tell little of the next one's.

    Wrong:

        train_config { batch_size: 1 }

    Right:

        train_config { batch_size: 8 }
    """
    model = analysis.config.model
    kind = model.WhichOneof('model')
    trains = kind == 'center_net' or (kind == 'ssd' and not model.ssd.freeze_batchnorm)
    if trains and analysis.config.train_config.batch_size == 1:
        place = analysis.document.where('train_config.batch_size').value_span
        message = '`batch_size` is 1, so batch norm learns from one image at a time; take more'
        frozen = ', or set `freeze_batchnorm: true` in `ssd`.' if kind == 'ssd' else '.'
        yield Finding(place, message + frozen)


@config_check('tpu-settings', family=Family.TRAINING, severity=Severity.HINT, enabled=False, frameworks=TF2_ONLY)
def tpu_settings(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Batches that were made for a TPU seldom fit into the memory of one GPU, and a learning rate that was made for them is too high there.

    The zoo's configs come from trainings on TPUs. Off unless it is asked for, because only you know where you train.

    Wrong:

        train_config { batch_size: 128 }

    Right:

        train_config { batch_size: 8 }
    """
    batch = analysis.config.train_config.batch_size
    if (
        analysis.framework is Framework.TF2
        and analysis.config.train_config.HasField('batch_size')
        and batch > _TPU_BATCH
    ):
        place = analysis.document.where('train_config.batch_size').value_span
        message = f'A batch of {batch} is for a TPU; a GPU takes some 4 to 16, with a learning rate that is as many times smaller.'
        yield Finding(place, message)
