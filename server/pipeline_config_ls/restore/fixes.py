"""Single changes to a config after which its checkpoint would restore.

A remedy is never guessed: each candidate is applied to a copy of the messages and predicted, and only those that
restore are offered, the one that restores most first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.restore.identify import Identified
from pipeline_config_ls.restore.predict import TYPE, checkpoint_type, predict
from pipeline_config_ls.restore.roots import TYPES
from pipeline_config_ls.restore.verdict import Outcome, Verdict

Planner = Callable[[Any], 'Tf2Plan | CannotBuild']


class PredictedFix(NamedTuple):
    """Set `field` to `value` (as text format writes it), and `restored` variables are restored."""

    field: str
    value: str
    restored: int


def predicted_fixes(
    config: Any, plan: Tf2Plan, checkpoint: Checkpoint, planner: Planner, identified: Identified | None
) -> list[PredictedFix]:
    """What would restore, for a `TrainEvalPipelineConfig` message whose checkpoint does not. `planner` plans a changed model."""
    found = [*_other_types(config, plan, checkpoint), *_as_identified(config, checkpoint, planner, identified)]
    return sorted(found, key=lambda predicted_fix: -predicted_fix.restored)


def _other_types(config: Any, plan: Tf2Plan, checkpoint: Checkpoint) -> Iterator[PredictedFix]:
    current = checkpoint_type(config.train_config)
    for kind in TYPES:
        if kind != current:
            changed = _copy(config)
            changed.train_config.fine_tune_checkpoint_type = kind
            yield from _if_restored(TYPE, f'"{kind}"', predict(changed.train_config, plan, checkpoint))


def _as_identified(
    config: Any, checkpoint: Checkpoint, planner: Planner, identified: Identified | None
) -> Iterator[PredictedFix]:
    """The checkpoint's own extractor or number of classes in the config's place."""
    architecture = config.model.WhichOneof('model')
    if identified is None or architecture != identified.architecture:
        return
    changed = _copy(config)
    model = getattr(changed.model, architecture)
    if model.feature_extractor.type != identified.extractor:
        model.feature_extractor.type = identified.extractor
        verdict = predict(changed.train_config, planner(changed.model), checkpoint)
        yield from _if_restored(f'model.{architecture}.feature_extractor.type', f'"{identified.extractor}"', verdict)
    elif identified.classes is not None and hasattr(model, 'num_classes') and model.num_classes != identified.classes:
        model.num_classes = identified.classes
        verdict = predict(changed.train_config, planner(changed.model), checkpoint)
        yield from _if_restored(f'model.{architecture}.num_classes', str(identified.classes), verdict)


def _if_restored(field: str, value: str, verdict: Verdict) -> Iterator[PredictedFix]:
    if verdict.outcome is Outcome.RESTORED:
        yield PredictedFix(field, value, verdict.restored)


def _copy(config: Any) -> Any:
    changed = type(config)()
    changed.CopyFrom(config)
    return changed
