"""Fields that may be set and change nothing: the framework at hand, or the API as a whole, never reads them.

From the API's source: TF2's training and evaluation loops (model_lib_v2.py, inputs.py) and builders for the first
table, all of it for the second. A field that stops the build is not listed, nor is one that only some extractors
or heads read.
"""

from __future__ import annotations

from enum import Enum

from pipeline_config_ls.schema.components import PROTOS
from pipeline_config_ls.schema.types import FieldType


class Unread(Enum):
    """Who does not read a field."""

    BY_TF2 = 'TF2 ignores this field.'
    BY_ANYONE = 'Nothing reads this field.'


BY_TF2 = frozenset(
    (
        'BatchNorm.train',
        'ConvolutionalBoxPredictor.apply_sigmoid_to_scores',
        'EvalConfig.eval_interval_secs',
        'EvalConfig.eval_master',
        'EvalConfig.groundtruth_box_visualization_color',
        'EvalConfig.ignore_groundtruth',
        'EvalConfig.keep_image_id_for_visualization_export',
        'EvalConfig.max_evals',
        'EvalConfig.num_examples',
        'EvalConfig.save_graph',
        'EvalConfig.skip_labels',
        'EvalConfig.skip_scores',
        'EvalConfig.use_dummy_loss_in_eval',
        'EvalConfig.visualization_export_dir',
        'EvalConfig.visualize_groundtruth_boxes',
        'Hyperparams.group_norm',
        'Hyperparams.op',
        'InputReader.min_after_dequeue',
        'InputReader.num_parallel_map_calls',
        'InputReader.queue_capacity',
        'Ssd.inplace_batchnorm_update',
        'TrainConfig.batch_queue_capacity',
        'TrainConfig.bias_grad_multiplier',
        'TrainConfig.freeze_variables',
        'TrainConfig.keep_checkpoint_every_n_hours',
        'TrainConfig.num_batch_queue_threads',
        'TrainConfig.prefetch_queue_capacity',
        'TrainConfig.replicas_to_aggregate',
        'TrainConfig.startup_delay_steps',
        'TrainConfig.summarize_gradients',
        'TrainConfig.sync_replicas',
        'TrainConfig.update_trainable_variables',
        'TrainEvalPipelineConfig.graph_rewriter',
    )
)

BY_ANYONE = frozenset(
    (
        'BootstrappedSigmoidClassificationLoss.anchorwise_output',
        'CenterNetFeatureExtractor.use_depthwise',
        'EvalConfig.eval_instance_masks',
        'FasterRcnnFeatureExtractor.pad_to_multiple',
        'Hyperparams.regularize_depthwise',
        'InputReader.prefetch_size',
        'InputReader.use_display_name',
        'InputReader.use_keypoint_label_map',
        'Loss.EqualizationLoss.exclude_prefixes',
        'Loss.EqualizationLoss.weight',
        'Loss.equalization_loss',
        'MaskRCNNBoxPredictor.predict_keypoints',
        'Quantization.symmetric',
        'SigmoidFocalClassificationLoss.anchorwise_output',
        'Ssd.MaskHead.conv_hyperparams',
        'Ssd.MaskHead.convolve_then_upsample_masks',
        'Ssd.MaskHead.initial_crop_size',
        'Ssd.MaskHead.mask_height',
        'Ssd.MaskHead.mask_loss_sample_size',
        'Ssd.MaskHead.mask_loss_weight',
        'Ssd.MaskHead.mask_prediction_conv_depth',
        'Ssd.MaskHead.mask_prediction_num_conv_layers',
        'Ssd.MaskHead.mask_width',
        'Ssd.MaskHead.masks_are_class_agnostic',
        'Ssd.mask_head_config',
        'SsdFeatureExtractor.use_hardswish',
        'TrainConfig.max_number_of_boxes',
        'WeightedL2LocalizationLoss.anchorwise_output',
        'WeightedSigmoidClassificationLoss.anchorwise_output',
        'WeightedSmoothL1LocalizationLoss.anchorwise_output',
        'WeightedSoftmaxClassificationAgainstLogitsLoss.anchorwise_output',
        'WeightedSoftmaxClassificationLoss.anchorwise_output',
        'XYPairs.training_data_type',
    )
)


# Fields that are unread, and that nobody misses: what they ask for happens anyway, or concerns machines that are not there. The zoo's
# configs are full of them.
HARMLESS = frozenset(
    (
        'BatchNorm.train',
        'ConvolutionalBoxPredictor.apply_sigmoid_to_scores',
        'Hyperparams.op',
        'InputReader.use_display_name',
        'Ssd.inplace_batchnorm_update',
        'TrainConfig.replicas_to_aggregate',
        'TrainConfig.startup_delay_steps',
        'TrainConfig.sync_replicas',
        'WeightedL2LocalizationLoss.anchorwise_output',
        'WeightedSigmoidClassificationLoss.anchorwise_output',
        'WeightedSmoothL1LocalizationLoss.anchorwise_output',
        'WeightedSoftmaxClassificationAgainstLogitsLoss.anchorwise_output',
        'WeightedSoftmaxClassificationLoss.anchorwise_output',
    )
)

# What happens instead of what a field asks for, where that is worth knowing.
INSTEAD = {
    'EvalConfig.eval_interval_secs': 'the evaluation waits for each new checkpoint.',
    'EvalConfig.max_evals': 'the evaluation goes on until training has reached `num_steps`.',
    'EvalConfig.num_examples': 'all examples of the reader are evaluated.',
    'Hyperparams.group_norm': 'layers have no normalization at all.',
    'TrainConfig.bias_grad_multiplier': 'gradients stay as they are.',
    'TrainConfig.freeze_variables': 'all variables are trained.',
    'TrainConfig.keep_checkpoint_every_n_hours': 'the latest seven checkpoints are kept.',
    'TrainConfig.max_number_of_boxes': '`max_number_of_boxes` of the input reader counts.',
    'TrainConfig.update_trainable_variables': 'all variables are trained.',
    'TrainEvalPipelineConfig.graph_rewriter': 'the model is trained without quantization; quantize it when you export it.',
}


def unread(field: FieldType) -> Unread | None:
    """Who never reads `field`; None where TF2 does (TF1 may read a field that is unread BY_TF2)."""
    name = field.full_name.removeprefix(PROTOS)
    if name in BY_ANYONE:
        return Unread.BY_ANYONE
    return Unread.BY_TF2 if name in BY_TF2 else None
