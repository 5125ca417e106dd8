"""Where the version of TensorFlow and Keras decides whether a config trains: facts from runs of the real API, in one table.

The runs: Python 3.8 with TensorFlow 2.4.4, 3.10 with 2.10.1, 3.11 with 2.15.1 and 2.21.0; between those, what the Keras of a version has.
A step with moving averages was run on 2.10 and 2.15, where it trains. An installation that somebody has repaired is not told from one that nobody has; `verify` tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

HIDDEN = (2, 13)
"""The first TensorFlow whose Keras hides what is not its public interface: 2.10 and 2.12 build both models, 2.15 and 2.21 neither."""


class VersionFact(NamedTuple):
    """`field` gives the path of the field that a TensorFlow from `since` on stumbles over, None where the config has none."""

    since: tuple[int, int]
    field: Callable[[Any], str | None]
    message: str


def facts_for(config: Any, versions: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(field, message) of every fact about a `TrainEvalPipelineConfig` message that holds for an installation's versions."""
    version = _numbers(versions.get('tensorflow', ''))
    for fact in FACTS:
        field = fact.field(config) if version >= fact.since else None
        if field is not None:
            yield field, fact.message.format(version=versions['tensorflow'])


def _numbers(version: str) -> tuple[int, ...]:
    match = re.match(r'(\d+)\.(\d+)', version)
    return (int(match[1]), int(match[2])) if match else ()


def _efficientnet_sync_batch_norm(config: Any) -> str | None:
    extractor = config.model.ssd.feature_extractor
    if 'efficientnet' in extractor.type and extractor.conv_hyperparams.HasField('sync_batch_norm'):
        return 'model.ssd.feature_extractor.conv_hyperparams.sync_batch_norm'
    return None


def _small_resnet_of_center_net(config: Any) -> str | None:
    if config.model.center_net.feature_extractor.type in ('resnet_v1_18_fpn', 'resnet_v1_34_fpn'):
        return 'model.center_net.feature_extractor.type'
    return None


FACTS = (
    VersionFact(
        HIDDEN,
        _efficientnet_sync_batch_norm,
        'With TensorFlow {version} this does not build: the EfficientNet of the API takes `is_tpu_strategy` from Keras, which '
        'hides it since 2.13. Use `batch_norm`, or TensorFlow 2.12.',
    ),
    VersionFact(
        HIDDEN,
        _small_resnet_of_center_net,
        'With TensorFlow {version} this does not build: the API takes `ResNet` from Keras, which hides it since 2.13. '
        'Use `resnet_v1_50_fpn`, or TensorFlow 2.12.',
    ),
)
