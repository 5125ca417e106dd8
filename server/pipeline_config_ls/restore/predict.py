"""The steps of TF2 training up to the restored checkpoint, in its order, and what it would say at each.

Mirrors `train_loop` and `load_fine_tune_checkpoint` (model_lib_v2.py) and `ensure_checkpoint_supported`
(utils/variables_helper.py). Knows no files: what stands on disk comes in as a `Checkpoint` or an `Unreadable`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Fault, Format, Unreadable
from pipeline_config_ls.checkpoints.roles import Kind, kind_of, variables
from pipeline_config_ls.restore import messages
from pipeline_config_ls.restore.bind import COUNTER, Binding, bind
from pipeline_config_ls.restore.cause import NO_CAUSE, Cause, CauseKind
from pipeline_config_ls.restore.roots import (
    CLASSIFICATION,
    DETECTION,
    Unsupported,
    exists_before_a_step,
    is_made_by_a_step,
    roots,
)
from pipeline_config_ls.restore.stages import is_refused_by_a_run
from pipeline_config_ls.restore.verdict import Outcome, Verdict

V1 = 1  # CheckpointVersion.V1, which is also the default


def checkpoint_type(train_config: Any) -> str:
    """The type that training uses: the one that is set, else by the older field (`update_fine_tune_checkpoint_type`)."""
    if train_config.fine_tune_checkpoint_type:
        return str(train_config.fine_tune_checkpoint_type)
    return DETECTION if train_config.from_detection_checkpoint else CLASSIFICATION


def runs_before_loading(train_config: Any) -> bool:
    """Whether the model is run once before a checkpoint is loaded, which makes its variables."""
    return bool(train_config.optimizer.use_moving_average or train_config.run_fine_tune_checkpoint_dummy_computation)


def predict(
    train_config: Any,
    plan: Tf2Plan | CannotBuild,
    checkpoint: Checkpoint | Unreadable,
    model_dir: str | None = None,
) -> Verdict:
    """What training would meet, for a `TrainConfig` message, the plan of its model and the checkpoint it names.

    `model_dir` is the folder that training writes to, absolute like the checkpoint's prefix; None where it is not known.
    """
    kind = checkpoint_type(train_config)
    if train_config.load_all_detection_checkpoint_vars:
        return _stopped(Outcome.REFUSED, CauseKind.LOAD_ALL, kind)
    if isinstance(plan, CannotBuild):
        field = f'model.{plan.field}' if plan.field else 'model'
        refused = Verdict(Outcome.CANNOT_BUILD, plan.reason, kind, Cause(CauseKind.MODEL, field))
        # Moving averages make the model run before the checkpoint is looked at; else it runs when that was opened.
        late = is_refused_by_a_run(plan.field) and not train_config.optimizer.use_moving_average
        return (_opened(train_config, kind, checkpoint, model_dir) if late else None) or refused
    stopped = _opened(train_config, kind, checkpoint, model_dir)
    if stopped is not None or isinstance(checkpoint, Unreadable):
        assert stopped is not None
        return stopped
    return _loaded(train_config, plan, kind, checkpoint)


def _opened(train_config: Any, kind: str, checkpoint: Checkpoint | Unreadable, model_dir: str | None) -> Verdict | None:
    """What stops training before the model has to be built: the checkpoint's files, its place, its format."""
    if not isinstance(checkpoint, Unreadable):
        return _refused(kind, checkpoint, model_dir) or _version(train_config, kind, checkpoint)
    if checkpoint.fault is Fault.NOT_FOUND:
        return Verdict(Outcome.NOT_FOUND, checkpoint.message, kind, Cause(CauseKind.ABSENT))
    return Verdict(Outcome.UNREADABLE, checkpoint.message, kind, Cause(CauseKind.UNREADABLE))


def _stopped(outcome: Outcome, cause: CauseKind, kind: str) -> Verdict:
    return Verdict(outcome, messages.STOPS[cause], kind, Cause(cause))


def _refused(kind: str, checkpoint: Checkpoint, model_dir: str | None) -> Verdict | None:
    """`ensure_checkpoint_supported`: before anything is restored."""
    if kind == DETECTION and any(name.startswith('feature_extractor') for name in checkpoint.entries):
        return _stopped(Outcome.REFUSED, CauseKind.BACKBONE_AS_DETECTION, kind)
    if model_dir is not None and Path(checkpoint.prefix).parent == Path(model_dir):
        return _stopped(Outcome.REFUSED, CauseKind.MODEL_DIR, kind)
    return None


def _version(train_config: Any, kind: str, checkpoint: Checkpoint) -> Verdict | None:
    """The first two lines of `load_fine_tune_checkpoint`."""
    if checkpoint.format is not Format.OBJECT_BASED:
        if checkpoint.single_file and not checkpoint.entries:
            said = messages.index_file(checkpoint.prefix)
            return Verdict(Outcome.NOT_OBJECT_BASED, said, kind, Cause(CauseKind.INDEX_FILE))
        return _stopped(Outcome.NOT_OBJECT_BASED, CauseKind.NAME_BASED, kind)
    if train_config.fine_tune_checkpoint_version == V1:
        return _stopped(Outcome.VERSION_NOT_V2, CauseKind.VERSION, kind)
    return None


def _loaded(train_config: Any, plan: Tf2Plan, kind: str, checkpoint: Checkpoint) -> Verdict:
    """The objects that the type restores, then their values."""
    built = runs_before_loading(train_config)
    if not built and is_made_by_a_step(plan, kind):
        return _stopped(Outcome.REFUSED, CauseKind.NOT_BUILT, kind)
    objects = roots(plan, kind)
    if isinstance(objects, Unsupported):
        return Verdict(Outcome.UNSUPPORTED_TYPE, objects.reason, kind, Cause(CauseKind.TYPE))
    binding = bind(objects, checkpoint)
    if not built:
        binding = _as_far_as_built(plan, binding)
    verdict = _bound(plan, kind, checkpoint, binding)
    if checkpoint.damage is None:
        return verdict
    said = f'{checkpoint.damage.message} {messages.otherwise(verdict)}'
    return replace(
        verdict, outcome=Outcome.UNREADABLE, message=said, cause=Cause(CauseKind.DAMAGED), restored=0, rest=verdict
    )


def _as_far_as_built(plan: Tf2Plan, binding: Binding) -> Binding:
    """Only variables that exist can be missed: those that a first step makes take their values then, or stay as they are."""
    missed = tuple(name for name in binding.unmatched if name == COUNTER or exists_before_a_step(plan, name))
    return binding._replace(unmatched=missed)


def _bound(plan: Tf2Plan, kind: str, checkpoint: Checkpoint, binding: Binding) -> Verdict:
    """The restore itself: shapes, then objects without a value."""
    if binding.incompatible:
        outcome = Outcome.INCOMPATIBLE_SHAPE
    else:
        outcome = Outcome.UNMATCHED if binding.unmatched else Outcome.RESTORED
    cause = NO_CAUSE if outcome is Outcome.RESTORED else _first_cause(plan, kind, checkpoint, binding)
    verdict = Verdict(
        outcome,
        '',
        kind,
        cause,
        len(binding.restored),
        binding.unmatched,
        binding.incompatible,
        _unused(checkpoint, binding.taken),
    )
    return replace(verdict, message=messages.of_variables(verdict))


def _first_cause(plan: Tf2Plan, kind: str, checkpoint: Checkpoint, binding: Binding) -> Cause:
    """What the names alone tell; which options are behind differing variables takes more than that (`explain.py`)."""
    if not has_root(kind, checkpoint):
        return Cause(CauseKind.ROOT)
    if not binding.incompatible and binding.unmatched == (COUNTER,):
        return Cause(CauseKind.COUNTER)
    names = (*(found.name for found in binding.incompatible), *binding.unmatched)
    return Cause(CauseKind.VARIABLES, f'model.{plan.architecture}.feature_extractor.type', variables=names[:10])


def has_root(kind: str, checkpoint: Checkpoint) -> bool:
    """Whether a checkpoint has anything under the root that a type looks for."""
    root = 'feature_extractor/' if kind == CLASSIFICATION else 'model/'
    return any(key.startswith(root) for key in checkpoint.entries)


def _unused(checkpoint: Checkpoint, taken: frozenset[str]) -> tuple[str, ...]:
    """Variables of the checkpoint's model that nothing takes; optimizer slots and counters are not the model's."""
    return tuple(
        name for name in variables(checkpoint) if name not in taken and kind_of(name, checkpoint.format) is Kind.MODEL
    )
