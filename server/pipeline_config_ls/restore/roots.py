"""What each `fine_tune_checkpoint_type` restores: the objects that the API hands to `tf.train.Checkpoint`.

Mirrors `restore_from_objects` of the meta-architectures.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.architectures.tf2.trackable import Trackable

CLASSIFICATION, DETECTION, FULL = 'classification', 'detection', 'full'
TYPES = (CLASSIFICATION, DETECTION, FULL)

# What of the model `detection` restores.
_EXTRACTORS = {
    'ssd': ('_feature_extractor',),
    'center_net': ('_feature_extractor',),
    'faster_rcnn': (
        '_feature_extractor_for_box_classifier_features',
        '_feature_extractor_for_proposal_features',
    ),
}


@dataclass(frozen=True, slots=True)
class Unsupported:
    """The meta-architecture raises for this type; the reason is for the person."""

    reason: str


def roots(plan: Tf2Plan, checkpoint_type: str) -> dict[str, Trackable] | Unsupported:
    """The named roots for a type, or why there are none."""
    match checkpoint_type:
        case 'full':
            return {'model': plan.model}
        case 'detection':
            names = _EXTRACTORS[plan.architecture]
            tracked = plan.model.children
            if any(name not in tracked for name in names):
                return Unsupported(
                    'With `number_of_stages: 1` there is no second half of the feature extractor, which `detection` would '
                    'restore; use `classification` or `full`.'
                )
            return {'model': Trackable({name: tracked[name] for name in names})}
        case 'classification':
            if plan.backbone is None:
                return Unsupported(
                    f'`{plan.extractor}` has no classification network of its own, so '
                    '`classification` is not supported for it.'
                )
            return {'feature_extractor': plan.backbone}
        case 'fine_tune':
            return Unsupported('`fine_tune` is no longer supported; `detection` does what it did.')
    return Unsupported(
        f'`{checkpoint_type}` is not a checkpoint type; it must be `classification`, `detection` or `full`.'
    )


# Made by the constructor, not by the first step: the classification networks of EfficientDet, and all of CenterNet's extractors.
_EARLY_NETWORKS = 'model/_feature_extractor/'


def is_made_by_a_step(plan: Tf2Plan, checkpoint_type: str) -> bool:
    """Whether an object that the type restores comes to exist only when the model first runs; then the API has nothing to restore to."""
    if plan.architecture == 'faster_rcnn':
        return checkpoint_type in (CLASSIFICATION, DETECTION)
    return checkpoint_type == CLASSIFICATION and not _has_early_network(plan)


def exists_before_a_step(plan: Tf2Plan, name: str) -> bool:
    """Whether a variable is there before the model first runs."""
    if name.startswith('feature_extractor/'):
        return _has_early_network(plan)
    if plan.architecture == 'center_net':
        return name.startswith(_EARLY_NETWORKS)
    return _has_early_network(plan) and name.startswith(
        (f'{_EARLY_NETWORKS}_efficientnet/', f'{_EARLY_NETWORKS}classification_backbone/')
    )


def _has_early_network(plan: Tf2Plan) -> bool:
    return plan.architecture == 'center_net' or 'efficientnet' in plan.extractor
