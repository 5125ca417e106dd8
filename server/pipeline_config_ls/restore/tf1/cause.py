"""Why a TensorFlow 1 checkpoint does not restore, or not all of it: one cause with its evidence.

Knows no documents: a place is the path of a config field. Wording is in `messages.py`, what mends it in `fixes.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Format
from pipeline_config_ls.checkpoints.prefix import INDEX
from pipeline_config_ls.document.messages import copy_of
from pipeline_config_ls.restore.cause import PREFIX, TYPE
from pipeline_config_ls.restore.identify import Identified
from pipeline_config_ls.restore.roots import CLASSIFICATION
from pipeline_config_ls.restore.tf1.parts import Part
from pipeline_config_ls.restore.tf1.predict import predict
from pipeline_config_ls.restore.tf1.reference_models import scope_of
from pipeline_config_ls.restore.tf1.restore_map import AVERAGED, TYPES
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Tf1Verdict, Trainer
from pipeline_config_ls.restore.verdict import Incompatible


class Tf1CauseKind(Enum):
    """What keeps variables from being restored."""

    NONE = 'everything is restored'
    UNKNOWN_TYPE = 'TensorFlow 1 does not know the type'
    INDEX_FILE = 'the index file is named, not the prefix'
    OBJECT_BASED = 'a checkpoint of TensorFlow 2'
    TYPE = 'the type looks for names that the checkpoint does not have'
    AVERAGES = 'the checkpoint holds moving averages only'
    CHANNELS = 'images of other channels were trained'
    EXTRACTOR = 'another feature extractor was trained'
    ARCHITECTURE = 'another meta-architecture was trained'
    WIDTH = 'another depth multiplier was trained'
    VARIABLES = 'variables of the backbone differ, and nothing that is known explains it'
    FEATURE_MAPS = 'the layers between backbone and predictors differ'
    HEADS = 'the predictors differ'
    SCALES = 'batch norms were trained without scales'
    SLOTS = 'only optimizer slots are not in the checkpoint'


# What leaves the backbone alone: a new task, and what training makes anew.
HARMLESS = frozenset(
    {
        Tf1CauseKind.NONE,
        Tf1CauseKind.FEATURE_MAPS,
        Tf1CauseKind.HEADS,
        Tf1CauseKind.SCALES,
        Tf1CauseKind.SLOTS,
    }
)

_SAME_WIDTH = 0.005


@dataclass(frozen=True, slots=True)
class Tf1Cause:
    """One cause.

    `at` is the path of the config field to show it at, `identified` what the checkpoint is of where that was looked up, `other_type`
    the type that would find more, `besides` what would still keep part of the backbone from being restored with that type. `shape`
    is a variable that shows it by its shapes, `width` the config's `depth_multiplier` where the checkpoint has another.
    """

    kind: Tf1CauseKind = Tf1CauseKind.NONE
    at: str = PREFIX
    identified: Identified | None = None
    other_type: str = ''
    shape: Incompatible | None = field(default=None)
    width: float | None = None
    besides: Tf1Cause | None = None


def explain(
    config: Config,
    plan: Tf1Plan,
    checkpoint: Checkpoint,
    verdict: Tf1Verdict,
    trainer: Trainer,
    identify: Callable[[Checkpoint], Identified | None],
) -> Tf1Cause:
    """The cause of a verdict on a `TrainEvalPipelineConfig` message whose checkpoint was compared; `identify` is called only where the backbone is lost."""
    if verdict.outcome is Tf1Outcome.RESTORED:
        return Tf1Cause()
    if verdict.outcome is Tf1Outcome.UNSUPPORTED_TYPE:
        return Tf1Cause(Tf1CauseKind.UNKNOWN_TYPE, TYPE, identify(checkpoint))
    if checkpoint.single_file and not checkpoint.entries and checkpoint.prefix.endswith(INDEX):
        return Tf1Cause(Tf1CauseKind.INDEX_FILE)
    if checkpoint.format is Format.OBJECT_BASED:
        return Tf1Cause(Tf1CauseKind.OBJECT_BASED, identified=identify(checkpoint))
    if not verdict.backbone_is_lost:
        return _beside_the_backbone(verdict)
    other = _other_type(config, plan, checkpoint, verdict, trainer)
    identified = identify(checkpoint)
    if other is None:
        return _other_channels(config, plan, verdict) or _other_model(config, plan, verdict, identified)
    besides = None
    if other.backbone_is_lost:
        besides = _other_channels(config, plan, other) or _other_model(config, plan, other, identified)
    return Tf1Cause(Tf1CauseKind.TYPE, TYPE, identified, other.checkpoint_type, besides=besides)


def _beside_the_backbone(verdict: Tf1Verdict) -> Tf1Cause:
    if verdict.lost.get(Part.FEATURE_MAPS):
        return Tf1Cause(Tf1CauseKind.FEATURE_MAPS)
    if verdict.lost.get(Part.CLASS_HEAD) or verdict.lost.get(Part.HEADS):
        return Tf1Cause(Tf1CauseKind.HEADS)
    return Tf1Cause(Tf1CauseKind.SCALES if verdict.lost.get(Part.SCALES) else Tf1CauseKind.SLOTS)


def _other_type(
    config: Config, plan: Tf1Plan, checkpoint: Checkpoint, verdict: Tf1Verdict, trainer: Trainer
) -> Tf1Verdict | None:
    """What the other type would do, if it finds more of the backbone under the names that it looks for."""
    for kind in TYPES:
        if kind != verdict.checkpoint_type:
            train_config = copy_of(config.train_config)
            train_config.fine_tune_checkpoint_type = kind
            other = predict(train_config, plan, checkpoint, trainer)
            if _found(other) > _found(verdict):
                return other
    return None


def _found(verdict: Tf1Verdict) -> tuple[int, int]:
    """How much of the backbone is restored, then how many names are in the checkpoint at all, if with other shapes."""
    return verdict.coverage[Part.BACKBONE].restored, len(verdict.restored) + len(verdict.incompatible)


def _other_channels(config: Config, plan: Tf1Plan, verdict: Tf1Verdict) -> Tf1Cause | None:
    """A first convolution that differs in the channels of its input, and in nothing else."""
    if verdict.lost[Part.BACKBONE] != 1:
        return None
    for variable in verdict.incompatible:
        theirs, ours = variable.checkpoint_shape, variable.model_shape
        if len(theirs) == len(ours) == 4 and {theirs[2], ours[2]} == {1, 3} and theirs[:2] == ours[:2]:
            resizer = getattr(config.model, plan.architecture).image_resizer.WhichOneof('image_resizer_oneof')
            field = f'model.{plan.architecture}.image_resizer.{resizer}.convert_to_grayscale'
            return Tf1Cause(Tf1CauseKind.CHANNELS, field if resizer else PREFIX, shape=variable)
    return None


def _other_model(config: Config, plan: Tf1Plan, verdict: Tf1Verdict, identified: Identified | None) -> Tf1Cause:
    shape = next(iter(verdict.incompatible), None)
    extractor = f'model.{plan.architecture}.feature_extractor'
    if identified is None:
        return Tf1Cause(Tf1CauseKind.VARIABLES, shape=shape)
    if identified.whole and identified.architecture != plan.architecture:
        return Tf1Cause(Tf1CauseKind.ARCHITECTURE, PREFIX, identified)
    wants_averages = verdict.checkpoint_type == CLASSIFICATION and plan.extractor in AVERAGED
    if (
        identified.averages_only != wants_averages
        and not verdict.coverage[Part.BACKBONE].restored
        and _same(plan, identified)
    ):
        return Tf1Cause(Tf1CauseKind.AVERAGES, PREFIX, identified)
    if not _same_backbone(plan, identified) and not verdict.coverage[Part.BACKBONE].restored:
        return Tf1Cause(Tf1CauseKind.EXTRACTOR, PREFIX, identified, shape=shape)
    settings = getattr(config.model, plan.architecture).feature_extractor
    if other_width(settings, identified):
        at, width = f'{extractor}.depth_multiplier', settings.depth_multiplier
        return Tf1Cause(Tf1CauseKind.WIDTH, at, identified, shape=shape, width=width)
    if identified.whole and identified.extractor != plan.extractor:
        return Tf1Cause(Tf1CauseKind.EXTRACTOR, PREFIX, identified, shape=shape)
    return Tf1Cause(Tf1CauseKind.VARIABLES, PREFIX, identified, shape=shape)


def _same_backbone(plan: Tf1Plan, identified: Identified) -> bool:
    """Whether a checkpoint is of a network that the config's extractor is made of, too, if with other layers after it."""
    scope = scope_of(plan.extractor)
    return identified.extractor == plan.extractor or (scope != '' and scope_of(identified.extractor) == scope)


def _same(plan: Tf1Plan, identified: Identified) -> bool:
    """Whether a checkpoint is of the config's extractor, or of a classifier that it is made of."""
    return identified.extractor == plan.extractor or (
        not identified.whole and scope_of(identified.extractor) == scope_of(plan.extractor)
    )


def other_width(feature_extractor: Config, identified: Identified) -> bool:
    """Whether the checkpoint is of another `depth_multiplier` than a config that has one."""
    ours = getattr(feature_extractor, 'depth_multiplier', None)
    return ours is not None and identified.width is not None and abs(identified.width - ours) > _SAME_WIDTH
