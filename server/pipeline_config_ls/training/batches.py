"""Images that cannot be made into batches, and what else the input pipeline refuses of model and training (inputs.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.training.refusal import Refusals, Repair, TrainingRefusal


def refusals(config: Config) -> Refusals:
    """For a `TrainEvalPipelineConfig` message whose model is set, from the top."""
    kind = config.model.WhichOneof('model')
    model = getattr(config.model, kind)
    if not hasattr(model, 'image_resizer'):
        return
    if model.image_resizer.HasField('pad_to_multiple_resizer'):
        yield TrainingRefusal(
            f'model.{kind}.image_resizer.pad_to_multiple_resizer',
            'The model can be built with `pad_to_multiple_resizer`, but the input pipeline of training does not know it; '
            'use `fixed_shape_resizer` or `keep_aspect_ratio_resizer`.',
        )
    if not config.train_config.batch_size:
        yield TrainingRefusal(
            'train_config.batch_size',
            '`batch_size` is 0; it must be at least 1.',
            (Repair('train_config.batch_size', '1'),),
        )
    if not config.train_input_reader.drop_remainder:
        yield TrainingRefusal(
            'train_input_reader.drop_remainder',
            'Training takes a batch apart, and needs its size beforehand; it is not known where the last one may be smaller. Remove this field.',
        )
    if config.train_config.use_multiclass_scores and not config.train_input_reader.load_multiclass_scores:
        yield TrainingRefusal(
            'train_config.use_multiclass_scores',
            'The reader loads no class scores; set `load_multiclass_scores: true` in `train_input_reader`, or remove this field.',
        )
    if kind == 'faster_rcnn' and config.train_input_reader.load_context_features:
        most = model.context_config.max_num_context_features
        if most < 0:
            yield TrainingRefusal(
                'model.faster_rcnn.context_config.max_num_context_features',
                f'`max_num_context_features` is {most}; it cannot be negative.',
            )
    heads = 'second_stage_box_predictor.mask_rcnn_box_predictor.predict_instance_masks'
    if (
        kind == 'faster_rcnn'
        and model.number_of_stages == 3
        and _value(model, heads)
        and not config.train_input_reader.load_instance_masks
    ):
        yield TrainingRefusal(
            'train_input_reader.load_instance_masks',
            'The third stage learns masks, but the reader loads none; set `load_instance_masks: true`, or `number_of_stages: 2`.',
            (
                Repair('train_input_reader.load_instance_masks', 'true'),
                Repair('model.faster_rcnn.number_of_stages', '2'),
            ),
        )


def uneven(config: Config) -> str | None:
    """The field that leaves the images or boxes of a batch uneven, for a `TrainEvalPipelineConfig`: training goes on only as long as the
    records happen to be even."""
    kind = config.model.WhichOneof('model')
    if kind is None or config.train_config.batch_size < 2:
        return None
    model = getattr(config.model, kind)
    resizer = model.image_resizer.WhichOneof('image_resizer_oneof') if hasattr(model, 'image_resizer') else None
    padded = (
        resizer == 'keep_aspect_ratio_resizer' and model.image_resizer.keep_aspect_ratio_resizer.pad_to_max_dimension
    )
    if resizer in _UNEVEN and not padded:
        return f'model.{kind}.image_resizer.{resizer}'
    stacks = kind == 'center_net' and any(map(model.HasField, ('deepmac_mask_estimation', 'track_estimation_task')))
    if stacks and config.train_config.unpad_groundtruth_tensors:
        return 'train_config.unpad_groundtruth_tensors'
    return None


_UNEVEN = ('keep_aspect_ratio_resizer', 'identity_resizer', 'conditional_shape_resizer')


def _value(message: Config, path: str) -> Config:
    for name in path.split('.'):
        message = getattr(message, name)
    return message
