"""Keypoints that a model needs, and the reader does not ask the records for."""

from __future__ import annotations

from pipeline_config_ls.training.refusal import Config, Refusals, Repair, TrainingRefusal

FIELD = 'train_input_reader.num_keypoints'


def refusals(config: Config) -> Refusals:
    """For a `TrainEvalPipelineConfig` message, from the top."""
    coder = config.model.ssd.box_coder
    if not coder.HasField('keypoint_box_coder') or config.train_input_reader.num_keypoints > 0:
        return
    wanted = coder.keypoint_box_coder.num_keypoints
    repairs = (Repair(FIELD, str(wanted)),) if wanted > 0 else ()
    yield TrainingRefusal(
        FIELD,
        'The `keypoint_box_coder` of the model encodes the keypoints of every box, but `num_keypoints` is not set here, so none are '
        f'read; set `num_keypoints: {max(wanted, 1)}`, or use `faster_rcnn_box_coder`.',
        repairs,
    )


def uses_keypoints(model: Config) -> bool:
    """Whether a `DetectionModel` message's model learns from keypoints."""
    center_net = model.center_net
    return bool(
        center_net.keypoint_estimation_task
        or center_net.HasField('deepmac_mask_estimation')
        or center_net.object_center_params.keypoint_weights_for_center
        or model.ssd.box_coder.HasField('keypoint_box_coder')
    )
