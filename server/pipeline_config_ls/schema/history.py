"""Fields that earlier versions of the API had: since when they are gone, and what there is instead.

From the .proto files of tensorflow/models, every commit from June 2017 to July 2021. Only what was published for a while is listed, not what a
merge took away and gave back. A config of an old model archive sets them still, and `text_format.Merge` raises.
"""

from __future__ import annotations

from typing import NamedTuple


class Gone(NamedTuple):
    """The month in which a field left the API, and what to do without it, as the rest of a sentence."""

    since: str
    instead: str
    moved: bool = False  # the same field stands in another block now
    replacement: str = ''  # what says the same as the field did when it was true


_SAMPLING = 'the loss functions that it set up were never published; remove it.'
_MASKS = 'masks are predicted by the heads of a Mask R-CNN; remove it.'

GONE: dict[tuple[str, str], Gone] = {
    ('FasterRcnn', 'first_stage_only'): Gone(
        'January 2018', '`number_of_stages: 1` says the same.', replacement='number_of_stages: 1'
    ),
    ('InputReader', 'prefetch_buffer_size'): Gone(
        'February 2018', 'the reader decides how many batches it prepares; remove it, or set `num_prefetch_batches`.'
    ),
    ('SSDRandomCropPadFixedAspectRatioOperation', 'min_padded_size_ratio'): Gone(
        'March 2018', 'it stands once, beside `operations`.', moved=True
    ),
    ('SSDRandomCropPadFixedAspectRatioOperation', 'max_padded_size_ratio'): Gone(
        'March 2018', 'it stands once, beside `operations`.', moved=True
    ),
    ('SsdFeatureExtractor', 'batch_norm_trainable'): Gone(
        'April 2018', 'batch norm always trains in an SSD, unless `freeze_batchnorm: true` stands in `ssd`; remove it.'
    ),
    ('Ssd', 'minimum_negative_sampling'): Gone('November 2018', _SAMPLING),
    ('Ssd', 'min_num_negative_samples'): Gone('November 2018', 'it stands in `loss` now.', moved=True),
    ('Ssd', 'desired_negative_sampling_ratio'): Gone('November 2018', 'it stands in `loss` now.', moved=True),
    ('Ssd', 'weight_regression_loss_by_score'): Gone('November 2018', _SAMPLING),
    ('Ssd', 'use_expected_classification_loss_under_sampling'): Gone(
        'November 2018', '`expected_loss_weights` in `loss` took its place; remove it.'
    ),
    ('ConvolutionalBoxPredictor', 'mask_head'): Gone('November 2018', _MASKS),
    ('WeightSharedConvolutionalBoxPredictor', 'mask_head'): Gone('November 2018', _MASKS),
    ('CalibrationConfig', 'label_function_approximations'): Gone(
        'July 2019', '`class_id_function_approximations` takes ids of classes in place of their names.'
    ),
    ('CalibrationConfig', 'label_sigmoid_calibrations'): Gone(
        'July 2019', '`class_id_sigmoid_calibrations` takes ids of classes in place of their names.'
    ),
    ('CenterNet', 'occupancy_net_mask_prediction'): Gone('August 2020', '`deepmac_mask_estimation` learns masks now.'),
}


def gone(message: str, field: str) -> Gone | None:
    """When a field left a message of this name, without its package; None where it never did, or is unknown."""
    return GONE.get((message, field))
