"""Changes to a config after which its checkpoint would restore, in the order in which to advise them.

A fix is never guessed: each is applied to a copy of the messages and predicted, and only what restores is offered. Where the number of
classes differs, `detection` comes first: whoever has other classes wants new heads, not the checkpoint's classes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.restore.cause import DUMMY, TYPE
from pipeline_config_ls.restore.explain import Change, Explanation, Planner
from pipeline_config_ls.restore.field_changes import FieldChange, changed
from pipeline_config_ls.restore.predict import checkpoint_type, predict
from pipeline_config_ls.restore.roots import DETECTION, TYPES
from pipeline_config_ls.restore.verdict import Outcome


class PredictedFix(NamedTuple):
    """Apply `settings`, and `restored` variables are restored."""

    settings: tuple[FieldChange, ...]
    restored: int

    @property
    def title(self) -> str:
        """What the config says afterwards."""
        first, *rest = [_said(setting) for setting in self.settings]
        return ' and '.join((first, *(said[:1].lower() + said[1:] for said in rest)))

    def changes(self, field: str) -> bool:
        """Whether it sets a field."""
        return any(setting.field == field for setting in self.settings)


def predicted_fixes(
    config: Any, plan: Tf2Plan, checkpoint: Checkpoint, planner: Planner, explanation: Explanation
) -> list[PredictedFix]:
    """What would restore, for a `TrainEvalPipelineConfig` message whose checkpoint does not, the best advice first."""
    found = [
        *_other_types(config, plan, checkpoint),
        *_with_a_step(config, plan, checkpoint),
        *as_explained(explanation),
        *_without_classes(config, checkpoint, planner, explanation.changes),
    ]
    other_classes = any(_is_classes(change) for change in explanation.changes)
    return sorted(found, key=lambda fix: (_takes_their_classes(fix) if other_classes else False, -fix.restored))


def _other_types(config: Any, plan: Tf2Plan, checkpoint: Checkpoint) -> Iterator[PredictedFix]:
    current = checkpoint_type(config.train_config)
    for kind in TYPES:
        if kind != current:
            settings = (FieldChange(TYPE, f'"{kind}"'),)
            verdict = predict(changed(config, settings).train_config, plan, checkpoint)
            if verdict.outcome is Outcome.RESTORED:
                yield PredictedFix(settings, verdict.restored)


def _with_a_step(config: Any, plan: Tf2Plan, checkpoint: Checkpoint) -> Iterator[PredictedFix]:
    """The dummy computation, where it is switched off and what is to be restored needs it."""
    if config.train_config.run_fine_tune_checkpoint_dummy_computation:
        return
    settings = (FieldChange(DUMMY, None),)
    verdict = predict(changed(config, settings).train_config, plan, checkpoint)
    if verdict.outcome is Outcome.RESTORED:
        yield PredictedFix(settings, verdict.restored)


def as_explained(explanation: Explanation) -> Iterator[PredictedFix]:
    """The options that the checkpoint was trained with, where it tells all of them."""
    if explanation.verdict is not None and _can_be_offered(explanation.changes):
        settings = tuple(setting for change in explanation.changes for setting in change.settings)
        yield PredictedFix(settings, explanation.verdict.restored)


def _without_classes(
    config: Any, checkpoint: Checkpoint, planner: Planner, changes: tuple[Change, ...]
) -> Iterator[PredictedFix]:
    """The other options and `detection`, where the classes are not all that differs."""
    others = tuple(change for change in changes if not _is_classes(change))
    if not others or len(others) == len(changes) or not _can_be_offered(others):
        return
    settings = (FieldChange(TYPE, f'"{DETECTION}"'), *(setting for change in others for setting in change.settings))
    after = changed(config, settings)
    verdict = predict(after.train_config, planner(after.model), checkpoint)
    if verdict.outcome is Outcome.RESTORED:
        yield PredictedFix(settings, verdict.restored)


def _can_be_offered(changes: tuple[Change, ...]) -> bool:
    """Whether each value is known, and a single one: what replaces a list is left to the person."""
    return all(
        change.exact and not any((setting.value or '').startswith('[') for setting in change.settings)
        for change in changes
    )


def _is_classes(change: Change) -> bool:
    return change.settings[0].field.endswith('.num_classes')


def _takes_their_classes(fix: PredictedFix) -> bool:
    return any(setting.field.endswith('.num_classes') for setting in fix.settings)


def _said(setting: FieldChange) -> str:
    name = setting.field.rpartition('.')[2]
    return f'Remove {name}' if setting.value is None else f'Set {name} to {setting.value}'
