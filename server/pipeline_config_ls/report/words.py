"""The sentences of the report: what a verdict, a row and the lack of a verdict mean, in words of the config."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.checkpoints.resolution import Correctable, NotSet, Remote, Resolved
from pipeline_config_ls.report.groups import Group, Tone, shapes_of
from pipeline_config_ls.restore.fates import Fate, Shape, VariableFate
from pipeline_config_ls.restore.tf1.parts import Part
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Tf1Verdict
from pipeline_config_ls.restore.verdict import Outcome, Verdict

SIGNS: Mapping[Tone, str] = {Tone.EXPECTED: '✓', Tone.SILENT: '⚠', Tone.STOPS: '✗'}
TYPE = 'train_config.fine_tune_checkpoint_type'
PREFIX = 'train_config.fine_tune_checkpoint'


def sign(found: Group) -> str:
    """The sign of a row: what starts fresh as intended is neither right nor wrong."""
    if found.tone is not Tone.EXPECTED or found.fate is Fate.RESTORED:
        return SIGNS[found.tone]
    return '·' if found.is_of_checkpoint else '○'


FATES: Mapping[Fate, str] = {
    Fate.RESTORED: 'restored',
    Fate.MISSING: 'not in the checkpoint',
    Fate.OTHER_SHAPE: 'another shape in the checkpoint',
    Fate.LEFT: 'named in the checkpoint, without a value',
    Fate.NOT_ASKED: 'start fresh',
    Fate.UNUSED: 'in the checkpoint, and not taken',
    Fate.NOT_TAKEN: 'in the checkpoint, not asked for',
}

# Which field decides about the variables of a part, below the meta-architecture.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    'class predictions': ('num_classes',),
    'box predictions': ('anchor_generator', 'box_predictor', 'second_stage_box_predictor'),
    'prediction tower': ('box_predictor', 'second_stage_box_predictor'),
    'region proposals': ('first_stage_anchor_generator',),
    'feature pyramid': ('feature_extractor.fpn', 'feature_extractor.bifpn', 'feature_extractor.type'),
    'backbone': ('feature_extractor.type',),
}


def count(number: int, noun: str) -> str:
    """`1 variable`, `2 variables`."""
    return f'{number:,} {noun}{"" if number == 1 else "s"}'


def parameters(number: int) -> str:
    """A number of parameters, as short as it can be told apart."""
    for size, unit in ((1_000_000_000, 'G'), (1_000_000, 'M'), (1_000, 'k')):
        if number >= size:
            return f'{number / size:.3g} {unit}'
    return str(number)


def shape(dimensions: Shape) -> str:
    """A shape as Keras writes it."""
    return '×'.join(map(str, dimensions)) if dimensions else 'scalar'


def parameters_of(fates: Iterable[VariableFate]) -> int:
    return sum(prod(one.model_shape or one.checkpoint_shape or ()) for one in fates)


def headline(verdict: Verdict | Tf1Verdict, groups: Sequence[Group]) -> str:
    """The first line: what of the model is restored, and why the rest is not."""
    ours = [one for one in groups if not one.is_of_checkpoint]
    total = sum(one.count for one in ours)
    restored = sum(one.count for one in ours if one.fate is Fate.RESTORED)
    if verdict.outcome not in (Outcome.RESTORED, Tf1Outcome.RESTORED) or not total:
        return verdict.message
    missing = sum(one.count for one in ours if one.tone is Tone.SILENT)
    unused = sum(one.count for one in groups if one.fate is Fate.UNUSED)
    if restored == total:
        text = f'All {total:,} variables are restored.'
    else:
        text = f'{restored:,} of {total:,} variables are restored{_fresh(ours, verdict.checkpoint_type)}.'
    if missing:
        lost = f'{count(missing, "variable")} that `{verdict.checkpoint_type}` looks for'
        start = 'starts from its initial value' if missing == 1 else 'start from initial values'
        text += f' {lost} {start}, silently.'
    if unused:
        text += (
            f' {count(unused, "variable")} of the checkpoint {"has" if unused == 1 else "have"} no place in this model.'
        )
    return text


def partial_label(verdict: Verdict | Tf1Verdict) -> str:
    """What TensorFlow 1 restores of a checkpoint that does not match in all: the backbone is what counts."""
    if not isinstance(verdict, Tf1Verdict):
        return ''
    if verdict.outcome is Tf1Outcome.NOTHING:
        return '✗ restores nothing'
    if verdict.outcome is not Tf1Outcome.PARTIAL:
        return ''
    share = verdict.coverage[Part.BACKBONE]
    if verdict.backbone_is_lost:
        return f'✗ restores {share.restored:,} of {share.variables:,} backbone variables'
    return f'✓ restores the backbone, {len(verdict.restored):,} variables'


def _fresh(ours: Sequence[Group], checkpoint_type: str) -> str:
    fresh = [one for one in ours if one.fate is Fate.NOT_ASKED]
    number = sum(one.count for one in fresh)
    if not number:
        return ''
    what = f'the {number:,} of the heads' if all(one.part.is_head for one in fresh) else f'{number:,}'
    return f'; {what} start fresh, as `{checkpoint_type}` intends'


def cause(found: Group, analysis: ConfigAnalysis, verdict: Verdict | Tf1Verdict) -> tuple[str, str]:
    """Why a row is what it is, and the config field that decides it."""
    kind = verdict.checkpoint_type
    match found.fate:
        case Fate.RESTORED:
            return 'restored from the checkpoint', ''
        case Fate.NOT_ASKED:
            return f'not part of what `{kind}` restores', TYPE
        case Fate.NOT_TAKEN:
            return f'in the checkpoint, and `{kind}` does not ask for it', TYPE
        case Fate.LEFT:
            text = 'the checkpoint names these without a value, so they keep their initial values'
        case Fate.MISSING:
            text = 'the checkpoint has no value for these'
        case Fate.UNUSED:
            text = 'the checkpoint has these, and no variable of this model takes them'
        case Fate.OTHER_SHAPE:
            both = shapes_of(found)
            text = f'{shape(both[0])} in the model, {shape(both[1])} in the checkpoint' if both else ''
    is_blamed = found.tone is Tone.STOPS or found.fate is Fate.MISSING
    blamed = verdict.blame if is_blamed and verdict.blame != PREFIX else ''
    return text, blamed or _field_of(found, analysis)


def _field_of(found: Group, analysis: ConfigAnalysis) -> str:
    """The field that decides about a part, the first one that the config sets."""
    architecture = analysis.config.model.WhichOneof('model')
    fields = [f'model.{architecture}.{name}' for name in _FIELDS.get(found.part.name, ())]
    return next((one for one in fields if analysis.document.where(one).value is not None), '')


def first_stop(analysis: ConfigAnalysis) -> tuple[str, str]:
    """What stops training before it looks at the values of the checkpoint, as outcome and sentence; empty where nothing does."""
    if analysis.framework is Framework.TF1:
        written, meant = analysis.tf1_restore.verdict, analysis.tf1_restore.verdict_of_meant
        return (written.outcome.value, written.message) if written and meant and written is not meant else ('', '')
    resolution = analysis.resolution
    if isinstance(resolution, Correctable):
        return Outcome.NOT_FOUND.value, resolution.message
    first, then = analysis.verdict, analysis.verdict_ignoring_version
    return (first.outcome.value, first.message) if first is not None and first is not then else ('', '')


def no_verdict(analysis: ConfigAnalysis) -> str:
    """Why there is no verdict, and what would give one."""
    plan, resolution = analysis.plan, analysis.resolution
    match resolution:
        case NotSet(placeholder=True):
            return 'No verdict yet: fine_tune_checkpoint is still a placeholder. Name a checkpoint, or set the config up for fine-tuning.'
        case NotSet():
            return 'No checkpoint is set: training starts from random weights.'
        case Remote():
            return f'No verdict: {resolution.message}'
    if isinstance(plan, CannotBuild):
        return f'No verdict: the model cannot be built. {plan.reason}'
    return 'No verdict: the checkpoint is not on this machine.'


def framework_reason(analysis: ConfigAnalysis) -> str:
    """How it is known which TensorFlow a config is for."""
    return analysis.framework_decision.reason


def checkpoint_name(analysis: ConfigAnalysis) -> str:
    """The checkpoint as the config writes it; where that cannot be used, as it should."""
    resolution = analysis.resolution
    if isinstance(resolution, Correctable):
        return resolution.suggestions[0].text if resolution.suggestions else resolution.prefix
    return str(analysis.config.train_config.fine_tune_checkpoint)


def checkpoint_path(analysis: ConfigAnalysis) -> str:
    """The prefix on this machine; empty where there is none."""
    resolution = analysis.resolution
    return resolution.prefix if isinstance(resolution, Resolved | Correctable) else ''
