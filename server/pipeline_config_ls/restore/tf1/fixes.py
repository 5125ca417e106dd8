"""Changes to a TensorFlow 1 config after which its checkpoint would restore the whole backbone, or the layers after it.

A fix is never guessed: each candidate is applied to a copy of the messages, planned and predicted. Fewest changes come first,
and of those what restores most. Where none restores all of it, the one is given that restores nearly all, if there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.document.edits import quote
from pipeline_config_ls.restore.cause import TYPE
from pipeline_config_ls.restore.field_changes import FieldChange, changed
from pipeline_config_ls.restore.predict import checkpoint_type
from pipeline_config_ls.restore.tf1.cause import HARMLESS, Tf1Cause, Tf1CauseKind, other_width
from pipeline_config_ls.restore.tf1.parts import Part
from pipeline_config_ls.restore.tf1.predict import predict
from pipeline_config_ls.restore.tf1.restore_map import TYPES
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Tf1Verdict, Trainer

_MOST_CHANGES = 3
_NEARLY = 0.1  # of the backbone's parameters may start at random, if no change restores all


class Tf1Fix(NamedTuple):
    """Changes that belong together, and the verdict that they were predicted to lead to."""

    changes: tuple[FieldChange, ...]
    verdict: Tf1Verdict


def predicted_fixes(
    config: Config, planned: Tf1Plan, checkpoint: Checkpoint, cause: Tf1Cause, trainer: Trainer
) -> list[Tf1Fix]:
    """What would restore the backbone, for a `TrainEvalPipelineConfig` message, planned, whose checkpoint does not."""
    if cause.kind is Tf1CauseKind.FEATURE_MAPS:
        return list(_of_feature_maps(config, planned, checkpoint, trainer))
    if cause.kind in HARMLESS:
        return []
    candidates = list(_candidates(config, cause))
    nearly: list[Tf1Fix] = []
    for number in range(1, _MOST_CHANGES + 1):
        found = [
            Tf1Fix(changes, verdict)
            for changes in combinations(candidates, number)
            if len({change.field for change in changes}) == number
            and (verdict := _predicted(config, planned, changes, checkpoint, trainer)) is not None
        ]
        whole = [fix for fix in found if not fix.verdict.backbone_is_lost]
        if whole:
            return sorted(whole, key=lambda fix: -len(fix.verdict.restored))
        nearly += found
    return sorted(nearly, key=lambda fix: -len(fix.verdict.restored))[:1]


def _of_feature_maps(config: Config, planned: Tf1Plan, checkpoint: Checkpoint, trainer: Trainer) -> Iterator[Tf1Fix]:
    """The other kind of convolutions after the backbone, if the checkpoint has them all."""
    extractor = getattr(config.model, planned.architecture).feature_extractor
    if 'use_depthwise' not in extractor.DESCRIPTOR.fields_by_name:
        return
    other = 'false' if extractor.use_depthwise else 'true'
    change = FieldChange(f'model.{planned.architecture}.feature_extractor.use_depthwise', other)
    verdict = _predicted(config, planned, (change,), checkpoint, trainer)
    if verdict is not None and not verdict.lost.get(Part.FEATURE_MAPS) and not verdict.backbone_is_lost:
        yield Tf1Fix((change,), verdict)


def _candidates(config: Config, cause: Tf1Cause) -> Iterator[FieldChange]:
    current = checkpoint_type(config.train_config)
    yield from (FieldChange(TYPE, quote(kind)) for kind in TYPES if kind != current)
    architecture = config.model.WhichOneof('model')
    model = getattr(config.model, architecture)
    resizer = model.image_resizer.WhichOneof('image_resizer_oneof')
    if resizer and getattr(getattr(model.image_resizer, resizer), 'convert_to_grayscale', False):
        yield FieldChange(f'model.{architecture}.image_resizer.{resizer}.convert_to_grayscale', None)
    identified = cause.identified
    if identified is None or (identified.whole and identified.architecture != architecture):
        return
    extractor = f'model.{architecture}.feature_extractor'
    if identified.architecture == architecture and identified.extractor != model.feature_extractor.type:
        yield FieldChange(f'{extractor}.type', quote(identified.extractor))
    if other_width(model.feature_extractor, identified):
        yield FieldChange(f'{extractor}.depth_multiplier', f'{identified.width:g}')
    if identified.width is not None and 'min_depth' in {
        field.name for field, _ in model.feature_extractor.ListFields()
    }:
        yield FieldChange(f'{extractor}.min_depth', None)


def _predicted(
    config: Config, here: Tf1Plan, changes: tuple[FieldChange, ...], checkpoint: Checkpoint, trainer: Trainer
) -> Tf1Verdict | None:
    """The verdict after the changes, if the backbone is restored then, or nearly so."""
    after = changed(config, changes)
    same_model = not any(change.field.startswith('model.') for change in changes)
    planned = here if same_model else plan(after.model, Framework.TF1)
    if not isinstance(planned, Tf1Plan):
        return None
    verdict = predict(after.train_config, planned, checkpoint, trainer)
    restores = verdict.outcome in (Tf1Outcome.RESTORED, Tf1Outcome.PARTIAL)
    return verdict if restores and verdict.coverage[Part.BACKBONE].at_random <= _NEARLY else None
