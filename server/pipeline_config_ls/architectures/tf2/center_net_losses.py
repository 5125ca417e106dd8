"""Which losses CenterNet can be trained with.

A loss makes no variables, but training computes it before it restores a checkpoint. The losses of the API take tensors of
different ranks, and CenterNet calls them in ways that only some of them bear: those are the rules here, found by training each
task with each loss. The losses of overlaps take two numbers of CenterNet's for half a box: they come through with two objects in a
batch, and with no other number.
"""

from __future__ import annotations

from pipeline_config_ls.architectures.build_error import BuildError
from pipeline_config_ls.architectures.config import Config

BOXES = ('l1_localization_loss', 'weighted_l2')
POINTS = ('l1_localization_loss', 'weighted_l2')
DEPTHS = ('l1_localization_loss',)
MOTION = ('weighted_smooth_l1', 'weighted_l2')

SOFTMAXES = ('weighted_softmax', 'weighted_logits_softmax')


def check_classification_loss(config: Config, field: str) -> None:
    """Raises `BuildError` at `field` where a `ClassificationLoss` message sets no loss."""
    if config.WhichOneof('classification_loss') is None:
        raise BuildError(
            field, 'No classification loss is set; CenterNet usually takes `penalty_reduced_logistic_focal_loss`.'
        )


def check_keypoint_loss(config: Config, field: str, keypoints: int) -> None:
    """Raises `BuildError` at `field` where the loss is a softmax over the heat maps of several keypoints."""
    kind = config.WhichOneof('classification_loss')
    if kind in SOFTMAXES and keypoints > 1:
        raise BuildError(
            f'{field}.{kind}',
            f'`{kind}` cannot be computed for {keypoints} keypoints; take `penalty_reduced_logistic_focal_loss`.',
        )


def check_localization_loss(config: Config, field: str, bearable: tuple[str, ...]) -> None:
    """Raises `BuildError` at `field` where a `LocalizationLoss` message sets no loss, or one that is not among the bearable."""
    kind = config.WhichOneof('localization_loss')
    if kind is None:
        raise BuildError(field, f'No localization loss is set; CenterNet usually takes `{bearable[0]}`.')
    if kind not in bearable:
        raise BuildError(f'{field}.{kind}', f'`{kind}` cannot be computed for this task; take `{bearable[0]}`.')
