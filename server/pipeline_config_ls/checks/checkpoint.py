"""The checkpoint: whether it is there, and whether training would restore it into the model that the config builds.

Each check says one thing at the place of the verdict's cause. Fixes that are said to restore were predicted to.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline_config_ls.analysis.advice import advised, fit_of
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.checkpoints.checkpoint import Unreadable
from pipeline_config_ls.checkpoints.nearby import is_of_saved_model
from pipeline_config_ls.checkpoints.resolution import Correctable, NotFound, NotSet, Remote, Resolved, Suggestion
from pipeline_config_ls.checks.check import TF2_ONLY, Family, Finding, Fix, FixSafety, Related, Severity, config_check
from pipeline_config_ls.checks.choosing import choosing
from pipeline_config_ls.checks.paths import is_elsewhere
from pipeline_config_ls.checks.setting import moving_fix, settings_edits
from pipeline_config_ls.document.edits import quote, remove_field, set_field
from pipeline_config_ls.restore.cause import LOAD_ALL, OF_THE_MODEL, OF_THE_TYPE, PREFIX, TYPE, VERSION, CauseKind
from pipeline_config_ls.restore.fixes import as_explained
from pipeline_config_ls.restore.messages import STOPS, listed
from pipeline_config_ls.restore.predict import V1
from pipeline_config_ls.restore.roots import FULL
from pipeline_config_ls.restore.verdict import Verdict
from pipeline_config_ls.textproto import Span

_INSTEAD = {TYPE: ('train_config.from_detection_checkpoint', PREFIX)}


def _at(analysis: ConfigAnalysis, path: str) -> Span:
    """The value of a field; where it is not set, that of the field that says the same, or of the checkpoint that it is about."""
    places = map(analysis.document.where, (path, *_INSTEAD.get(path, ())))
    return next((place for place in places if place.is_set), analysis.document.where(path)).value_span


def _setting(analysis: ConfigAnalysis, path: str, value: str) -> Fix:
    return Fix(f'Set {path.rpartition(".")[2]} to {value}', (set_field(analysis.document, path, value),))


def _rewriting(analysis: ConfigAnalysis, suggestions: tuple[Suggestion, ...]) -> tuple[Fix, ...]:
    """The same checkpoint, written as TensorFlow wants it."""
    return tuple(
        Fix(f'Use the prefix `{suggestion.text}`', (set_field(analysis.document, PREFIX, quote(suggestion.text)),))
        for suggestion in suggestions
    )


def _correcting(analysis: ConfigAnalysis, suggestions: tuple[Suggestion, ...]) -> tuple[Fix, ...]:
    """The checkpoint that was meant, with a word where it would not restore; none of a SavedModel, which cannot."""
    fixes = []
    for suggestion, fix in zip(suggestions, _rewriting(analysis, suggestions), strict=True):
        if not is_of_saved_model(suggestion.prefix):
            fixes.append(fix._replace(title=f'{fix.title}{_reservation(analysis, suggestion.prefix)}'))
    return tuple(fixes)


def _reservation(analysis: ConfigAnalysis, prefix: str) -> str:
    """What a title adds for a checkpoint that was meant and that would not do."""
    if isinstance(analysis.project.read(prefix), Unreadable):
        return ', which cannot be read'
    fit = fit_of(analysis, prefix)
    return ', which does not restore as it is' if fit is not None and not (fit.whole and fit.as_is) else ''


def _other_checkpoints(analysis: ConfigAnalysis, suggestions: tuple[Suggestion, ...]) -> tuple[Fix, ...]:
    """Other checkpoints that were predicted to restore; one that needs another type is offered with it."""
    return tuple(choosing(analysis, advice) for advice in advised(analysis, suggestions))


def _predicted(analysis: ConfigAnalysis, field: str | None = None) -> tuple[Fix, ...]:
    """The fixes that were predicted to restore, the best advice first; with a field, those that change it."""
    fixes = [fix for fix in analysis.predicted_fixes if field is None or fix.changes(field)]
    return tuple(Fix(fix.title, settings_edits(analysis.document, fix.settings)) for fix in fixes)


def _underlying(analysis: ConfigAnalysis, *causes: CauseKind) -> Verdict | None:
    """The underlying verdict, if its cause is one of these."""
    verdict = analysis.verdict_ignoring_version
    return verdict if verdict is not None and verdict.cause.kind in causes else None


@config_check('checkpoint-path', family=Family.CHECKPOINT, severity=Severity.ERROR, fix=FixSafety.UNSAFE)
def checkpoint_path(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """`fine_tune_checkpoint` does not name a checkpoint that TensorFlow finds.

    It wants the prefix, which is no file of its own: `ckpt-0` for `ckpt-0.index` and `ckpt-0.data-00000-of-00001`. Neither a
    folder nor one of the files will do.

    Wrong:

        fine_tune_checkpoint: "pretrained/checkpoint/ckpt-0.index"

    Right:

        fine_tune_checkpoint: "pretrained/checkpoint/ckpt-0"

    Only information where none of the other files that the config names is here, either: it is for another machine.
    """
    if analysis.exported is not None:
        return
    match analysis.resolution:
        case Correctable(message=message, suggestions=suggestions):
            yield Finding(_at(analysis, PREFIX), message, _correcting(analysis, suggestions))
        case NotFound(message=message, suggestions=suggestions, is_near=is_near):
            # The same address with a scheme that there is: what is in a bucket cannot be predicted.
            addresses = tuple(one for one in suggestions if '://' in one.text)
            fixes = _rewriting(analysis, addresses) or _other_checkpoints(analysis, suggestions)
            away = not suggestions and not is_near and is_elsewhere(analysis)
            yield Finding(_at(analysis, PREFIX), message, fixes, severity=Severity.INFORMATION if away else None)


@config_check('checkpoint-placeholder', family=Family.CHECKPOINT, severity=Severity.ERROR, fix=FixSafety.UNSAFE)
def checkpoint_placeholder(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """`fine_tune_checkpoint` is still the placeholder of the sample configs.

    Wrong:

        fine_tune_checkpoint: "PATH_TO_BE_CONFIGURED"

    Right:

        fine_tune_checkpoint: "ssd_mobilenet_v2_320x320_coco17_tpu-8/checkpoint/ckpt-0"
    """
    if analysis.exported is not None:
        return
    match analysis.resolution:
        case NotSet(placeholder=True, message=message, suggestions=suggestions):
            yield Finding(_at(analysis, PREFIX), message, _other_checkpoints(analysis, suggestions))


@config_check('checkpoint-relative', family=Family.CHECKPOINT, severity=Severity.HINT, fix=FixSafety.UNSAFE)
def checkpoint_relative(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The path is relative, and found from another folder than the one in which training is known to start.

    TensorFlow looks for relative paths in the folder in which the training script was started, wherever the config is.
    """
    match analysis.resolution:
        case Resolved(message=str(message), suggestions=suggestions):
            yield Finding(_at(analysis, PREFIX), message, _rewriting(analysis, suggestions))


@config_check('checkpoint-elsewhere', family=Family.CHECKPOINT, severity=Severity.INFORMATION)
def checkpoint_elsewhere(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The checkpoint is on another machine or in a bucket, so it is not checked."""
    if analysis.exported is not None:
        return
    match analysis.resolution:
        case Remote(message=message):
            yield Finding(_at(analysis, PREFIX), message)


@config_check('checkpoint-unreadable', family=Family.CHECKPOINT, severity=Severity.ERROR)
def checkpoint_unreadable(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The checkpoint is there but cannot be read: cut off, damaged, without its shard, or no checkpoint at all.

    Most often a download that stopped halfway, or a git repository without its large files; unpack the archive once more, or
    run `git lfs pull`.
    """
    checkpoint, damaged = analysis.checkpoint, _underlying(analysis, CauseKind.DAMAGED)
    if isinstance(checkpoint, Unreadable):
        yield Finding(_at(analysis, PREFIX), checkpoint.message)
    elif damaged is not None:
        yield Finding(_at(analysis, PREFIX), damaged.message)
    elif checkpoint is not None and checkpoint.damage is not None:
        yield Finding(_at(analysis, PREFIX), checkpoint.damage.message)


@config_check(
    'checkpoint-version', family=Family.CHECKPOINT, severity=Severity.ERROR, fix=FixSafety.SAFE, frameworks=TF2_ONLY
)
def checkpoint_version(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """`fine_tune_checkpoint_version` is V1, which it is unless it is set: TensorFlow 2 training stops.

    "ValueError: Checkpoint version should be V2", after the model was built and the checkpoint opened.

    Wrong:

        fine_tune_checkpoint: "ckpt-0"

    Right:

        fine_tune_checkpoint: "ckpt-0"
        fine_tune_checkpoint_version: V2
    """
    train = analysis.config.train_config
    is_v1 = bool(train.fine_tune_checkpoint) and train.fine_tune_checkpoint_version == V1
    if is_v1 and analysis.framework is Framework.TF2:
        yield Finding(
            _at(analysis, VERSION), STOPS[CauseKind.VERSION], (_setting(analysis, VERSION, 'V2')._replace(safe=True),)
        )


@config_check(
    'load-all-variables', family=Family.CHECKPOINT, severity=Severity.ERROR, fix=FixSafety.UNSAFE, frameworks=TF2_ONLY
)
def load_all_variables(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """`load_all_detection_checkpoint_vars` is not supported in TensorFlow 2: training stops at once.

    The type `full` restores every variable.
    """
    place = analysis.document.where(LOAD_ALL)
    if analysis.framework is Framework.TF2 and place.scalar is True and place.field is not None:
        fixes = (Fix('Remove it', (remove_field(analysis.document, place.field),)),)
        yield Finding(place.span, STOPS[CauseKind.LOAD_ALL], fixes)


@config_check(
    'checkpoint-format', family=Family.CHECKPOINT, severity=Severity.ERROR, fix=FixSafety.UNSAFE, frameworks=TF2_ONLY
)
def checkpoint_format(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The checkpoint was written by TensorFlow 1, and the config is for TensorFlow 2.

    "OSError: Checkpoint is expected to be an object-based checkpoint." The TF2 model zoo has one for each architecture.

    The fix makes the whole config one for TensorFlow 1, where that has the same network; it was planned to build.
    """
    verdict = _underlying(analysis, CauseKind.NAME_BASED)
    if verdict is not None:
        kind = f' It is of {analysis.identified}.' if analysis.identified else ''
        move = moving_fix(analysis.document, analysis.moved_to(Framework.TF1), 'Make this a TensorFlow 1 config')
        yield Finding(_at(analysis, PREFIX), verdict.message + kind, move)


@config_check(
    'checkpoint-type', family=Family.CHECKPOINT, severity=Severity.ERROR, fix=FixSafety.UNSAFE, frameworks=TF2_ONLY
)
def checkpoint_type(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """`fine_tune_checkpoint_type` does not match this checkpoint, or this model.

    `classification` looks for the network alone, under `feature_extractor/`: a checkpoint of a classifier. `detection` takes the
    feature extractor of a detection checkpoint, which is what the model zoo has; `full` takes the heads, too, and needs the same
    classes.

    Wrong:

        fine_tune_checkpoint_type: "classification"   # with a checkpoint of the detection zoo

    Right:

        fine_tune_checkpoint_type: "detection"
    """
    verdict = _underlying(analysis, *OF_THE_TYPE)
    if verdict is not None:
        yield Finding(_at(analysis, verdict.blame), verdict.message, _predicted(analysis))


@config_check('checkpoint-model-dir', family=Family.CHECKPOINT, severity=Severity.ERROR, frameworks=TF2_ONLY)
def checkpoint_model_dir(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The checkpoint lies in the folder that training writes to, which training refuses."""
    verdict = _underlying(analysis, CauseKind.MODEL_DIR)
    if verdict is not None:
        yield Finding(_at(analysis, PREFIX), verdict.message)


@config_check(
    'checkpoint-mismatch', family=Family.CHECKPOINT, severity=Severity.ERROR, fix=FixSafety.UNSAFE, frameworks=TF2_ONLY
)
def checkpoint_mismatch(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The checkpoint is of another model than the config builds: variables are missing from it, or have another shape.

    Training stops with "Found N Python objects that were not bound to checkpointed values" or "Received incompatible
    tensor with shape ...", after it has built the model. The place is the option in which the two differ, where one explains it: the
    options that a checkpoint was trained with are read from its own config and from its shapes, and tried. With another number of
    classes use the type `detection`, which leaves the class predictions out.
    """
    verdict = _underlying(analysis, *OF_THE_MODEL)
    if verdict is not None:
        place = _at(analysis, verdict.blame)
        options = [(option.field, option.trained) for option in verdict.cause.options if option.field != verdict.blame]
        related = tuple(
            Related(_at(analysis, field), f'The checkpoint was trained with {trained}.') for field, trained in options
        )
        yield Finding(place, verdict.message, _predicted(analysis), related)


@config_check(
    'checkpoint-type-advice',
    family=Family.CHECKPOINT,
    severity=Severity.HINT,
    fix=FixSafety.UNSAFE,
    frameworks=TF2_ONLY,
)
def checkpoint_type_advice(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Another `fine_tune_checkpoint_type` would restore a checkpoint that does not restore with this one.

    The problem itself is told at the option in which the model and the checkpoint differ; this is the offer at the type's own line.
    """
    verdict = _underlying(analysis, *OF_THE_MODEL)
    fixes = _predicted(analysis, TYPE) if verdict is not None and verdict.blame != TYPE else ()
    if fixes and analysis.document.where(TYPE).is_set:
        assert verdict is not None
        yield Finding(
            _at(analysis, TYPE),
            f'`{verdict.checkpoint_type}` does not restore this checkpoint; another type would.',
            fixes,
        )


@config_check(
    'checkpoint-dropped',
    family=Family.CHECKPOINT,
    severity=Severity.INFORMATION,
    fix=FixSafety.UNSAFE,
    frameworks=TF2_ONLY,
)
def checkpoint_dropped(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Everything restores, but the checkpoint has variables that the model does not take: their weights are lost silently.

    `full` is meant to take all of them; a predictor with fewer layers than the checkpoint's is the commonest cause.
    """
    verdict = _underlying(analysis, CauseKind.NONE)
    if verdict is not None and verdict.checkpoint_type == FULL and verdict.unused:
        count, first = len(verdict.unused), verdict.unused[0]
        said = f'{count} variables of the checkpoint are not in this model, the first `{first}`: their weights are not used.'
        explanation = analysis.explanation_of_unused
        if explanation.options:
            said = f'{said} The checkpoint was trained with {listed(explanation.options)}.'
        fixes = tuple(
            Fix(fix.title, settings_edits(analysis.document, fix.settings)) for fix in as_explained(explanation)
        )
        place = explanation.options[0].field if explanation.options else TYPE
        yield Finding(_at(analysis, place), said, fixes)
