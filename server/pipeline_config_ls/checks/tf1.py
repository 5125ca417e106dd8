"""TensorFlow 1: what its training skips silently, and that it is TensorFlow 1 at all.

Nothing here stops training, but for the types that it does not know: a variable without a match starts from random values, and
only the log says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline_config_ls.analysis.advice import advised_nearby
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Evidence, Framework
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.checkpoints.resolution import NotSet
from pipeline_config_ls.checks.check import TF1_ONLY, Family, Finding, Fix, FixSafety, Severity, config_check
from pipeline_config_ls.checks.choosing import choosing
from pipeline_config_ls.checks.setting import moving_fix, setting_fix
from pipeline_config_ls.restore.cause import PREFIX, TYPE
from pipeline_config_ls.restore.moving import FROM_DETECTION, Move
from pipeline_config_ls.restore.roots import DETECTION
from pipeline_config_ls.restore.tf1.cause import HARMLESS, Tf1CauseKind
from pipeline_config_ls.restore.tf1.parts import Part
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Trainer
from pipeline_config_ls.textproto import Span

_MOST_FIXES = 3
_TO_TF2 = 'Make this a TensorFlow 2 config'
# Where another checkpoint may be what is wanted, and not another model.
_OTHER_CHECKPOINT = (
    Tf1CauseKind.ARCHITECTURE,
    Tf1CauseKind.AVERAGES,
    Tf1CauseKind.EXTRACTOR,
    Tf1CauseKind.OBJECT_BASED,
    Tf1CauseKind.VARIABLES,
    Tf1CauseKind.WIDTH,
)


@config_check(
    'tf1-backbone-lost',
    family=Family.CHECKPOINT,
    severity=Severity.ERROR,
    fix=FixSafety.UNSAFE,
    frameworks=TF1_ONLY,
    source='object_detection.utils.variables_helper.get_variables_available_in_checkpoint',
)
def backbone_lost(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The backbone, or a part of it, is not restored: TensorFlow 1 training starts it from random values, silently.

    A variable that the checkpoint does not have under the name that is looked for, or has in another shape, is skipped with a line in
    the log. Training runs, and learns from nothing. The commonest causes are a checkpoint of another architecture or
    another `depth_multiplier`, and a detection checkpoint without `from_detection_checkpoint: true`.

    Wrong:

        fine_tune_checkpoint: "ssd_mobilenet_v1_coco_2018_01_28/model.ckpt"

    Right:

        fine_tune_checkpoint: "ssd_mobilenet_v1_coco_2018_01_28/model.ckpt"
        fine_tune_checkpoint_type: "detection"

    Each fix was predicted to restore the backbone; where it restores less than all of it, its title says how much.
    """
    found = analysis.tf1_restore
    if found.cause is None or found.cause.kind in HARMLESS or found.verdict_of_meant is None:
        return
    if found.verdict_of_meant.outcome not in (Tf1Outcome.PARTIAL, Tf1Outcome.NOTHING):
        return
    yield Finding(_place(analysis, found.cause.at), found.verdict_of_meant.message, tuple(_fixes(analysis)))


def _fixes(analysis: ConfigAnalysis) -> Iterator[Fix]:
    cause = analysis.tf1_restore.cause
    for fix in analysis.tf1_fixes[:_MOST_FIXES]:
        share = fix.verdict.coverage[Part.BACKBONE]
        nearly = f': restores {share.restored} of the {share.variables} variables of the backbone'
        for one in setting_fix(analysis.document, fix.changes):
            yield one._replace(title=one.title + (nearly if fix.verdict.backbone_is_lost else ''))
    if cause is not None and cause.kind is Tf1CauseKind.OBJECT_BASED:
        yield from moving_fix(analysis.document, analysis.moved_to(Framework.TF2), _TO_TF2)
    if cause is not None and cause.kind in _OTHER_CHECKPOINT:
        yield from (choosing(analysis, advice) for advice in advised_nearby(analysis)[:_MOST_FIXES])


def _place(analysis: ConfigAnalysis, path: str) -> Span:
    """The value of a field; for a type that is not set, the field that stands for it, else the checkpoint."""
    document = analysis.document
    if path == TYPE and not document.where(TYPE).is_set:
        path = FROM_DETECTION if document.where(FROM_DETECTION).is_set else PREFIX
    elif path.endswith('.convert_to_grayscale') and not document.where(path).is_set:
        path = PREFIX
    return document.where(path).value_span


@config_check(
    'tf1-heads-anew',
    family=Family.CHECKPOINT,
    severity=Severity.INFORMATION,
    fix=FixSafety.UNSAFE,
    frameworks=TF1_ONLY,
    source='object_detection.utils.variables_helper.get_variables_available_in_checkpoint',
)
def heads_anew(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The backbone is restored; layers after it are of other classes or of another kind, and learn anew.

    With other classes than the checkpoint was trained for, that is as it should be. Where the layers between backbone and predictors
    were trained with the other setting of `use_depthwise`, the fix sets it; it was predicted to restore them.
    """
    found = analysis.tf1_restore
    kinds = (Tf1CauseKind.HEADS, Tf1CauseKind.FEATURE_MAPS)
    if found.cause is None or found.cause.kind not in kinds or found.verdict_of_meant is None:
        return
    if found.verdict_of_meant.checkpoint_type == DETECTION:
        yield Finding(_place(analysis, PREFIX), found.verdict_of_meant.message, tuple(_fixes(analysis)))


@config_check(
    'tf1-restore-stops',
    family=Family.CHECKPOINT,
    severity=Severity.ERROR,
    fix=FixSafety.UNSAFE,
    frameworks=TF1_ONLY,
    source='tensorflow/models research/object_detection/model_lib.py, restore_map of the meta-architectures',
)
def restore_stops(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """TensorFlow 1 training stops when it restores: it does not know the type, or the checkpoint's values are not there.

    Wrong:

        fine_tune_checkpoint_type: "full"

    Right:

        fine_tune_checkpoint_type: "detection"
        load_all_detection_checkpoint_vars: true
    """
    verdict = analysis.tf1_restore.verdict_of_meant
    if verdict is None or isinstance(analysis.plan, CannotBuild) or not isinstance(analysis.checkpoint, Checkpoint):
        return
    stops = (Tf1Outcome.UNSUPPORTED_TYPE, Tf1Outcome.CANNOT_BUILD, Tf1Outcome.NOT_FOUND, Tf1Outcome.UNREADABLE)
    if verdict.outcome in stops:
        yield Finding(_place(analysis, verdict.blame), verdict.message, tuple(_fixes(analysis)))


@config_check(
    'tf1-checkpoint-ignored',
    family=Family.CHECKPOINT,
    severity=Severity.HINT,
    frameworks=TF1_ONLY,
    source='tensorflow/models#8695, #9284, #9384, #9791',
)
def checkpoint_ignored(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """`model_main.py` of the API's last version does not load `fine_tune_checkpoint` in TensorFlow 1 at all.

    It asks for `hparams.load_pretrained`, and passes no hparams: training starts from random weights, without an error or a line in
    the log. Older versions of `model_main.py` do load it, and so does `legacy/train.py`; for them set the trainer to
    `legacy`, or this code to `off`.
    """
    if analysis.project.trainer == Trainer.LEGACY.value or isinstance(analysis.resolution, NotSet):
        return
    yield Finding(
        _place(analysis, PREFIX),
        '`model_main.py` of the last version of the API ignores `fine_tune_checkpoint` in TensorFlow 1, silently. Older versions and '
        '`legacy/train.py` load it.',
    )


@config_check(
    'tensorflow-1',
    family=Family.MODEL,
    severity=Severity.HINT,
    fix=FixSafety.UNSAFE,
    frameworks=TF1_ONLY,
    source='tensorflow/models#8802, #9126, #8983',
)
def tensorflow_1(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """This is a config for TensorFlow 1, and nearly all training today is TensorFlow 2.

    A TensorFlow 2 config names another extractor (`ssd_mobilenet_v2_keras`), sets `fine_tune_checkpoint_version: V2` and needs a
    checkpoint of the TF2 model zoo. If you do train with TensorFlow 1, set the framework to `tf1`.

    Wrong:

        feature_extractor { type: "ssd_mobilenet_v2" }

    Right:

        feature_extractor { type: "ssd_mobilenet_v2_keras" }

    The fix moves the whole config; it was planned to build. Where TensorFlow 2 does not have the network, it takes the one that is
    most like it, and its title names that. Where TensorFlow 2 would refuse the model for another reason, the message says which.
    """
    decision = analysis.framework_decision
    if decision.evidence is not Evidence.EXTRACTOR:
        return
    architecture = analysis.config.model.WhichOneof('model')
    place = analysis.document.where(f'model.{architecture}.feature_extractor.type').value_span
    move = analysis.moved_to(Framework.TF2)
    message = (
        f'This config is for TensorFlow 1: {decision.reason} Nearly all training today is TensorFlow 2{_there(move)}.'
    )
    yield Finding(place, message, moving_fix(analysis.document, move, _TO_TF2))


def _there(move: Move | CannotBuild | None) -> str:
    """What TensorFlow 2 has in the place of the config's network, if not the same."""
    match move:
        case Move(same_network=False):
            return f', which does not have this network; `{move.extractor}` is the most like it'
        case CannotBuild():
            return f', which would refuse this model: {move.reason.removesuffix(".")}'
    return ''
