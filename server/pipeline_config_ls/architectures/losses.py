"""Losses that the builder refuses (builders/losses_builder.py). A loss makes no variables."""

from __future__ import annotations

from pipeline_config_ls.architectures.hyperparams import Config
from pipeline_config_ls.architectures.refusal import Refusal


def check_classification_loss(config: Config, field: str) -> None:
    """Raises `Refusal` at `field` where a `ClassificationLoss` message sets no loss."""
    if config.WhichOneof('classification_loss') is None:
        raise Refusal(
            field, 'No classification loss is set; CenterNet usually takes `penalty_reduced_logistic_focal_loss`.'
        )


def check_localization_loss(config: Config, field: str) -> None:
    """Raises `Refusal` at `field` where a `LocalizationLoss` message sets no loss."""
    if config.WhichOneof('localization_loss') is None:
        raise Refusal(field, 'No localization loss is set; CenterNet usually takes `l1_localization_loss`.')
