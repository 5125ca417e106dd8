"""The steps of TF2 training up to the restored checkpoint, in its order, and what it would say at each.

Mirrors `train_loop` and `load_fine_tune_checkpoint` (model_lib_v2.py) and `ensure_checkpoint_supported`
(utils/variables_helper.py). Knows no files: what stands on disk comes in as a `Checkpoint` or an `Unreadable`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Fault, Format, Unreadable
from pipeline_config_ls.checkpoints.roles import Kind, kind_of, variables
from pipeline_config_ls.restore import messages as sentences
from pipeline_config_ls.restore.bind import bind
from pipeline_config_ls.restore.roots import CLASSIFICATION, DETECTION, Unsupported, roots
from pipeline_config_ls.restore.verdict import Outcome, Verdict

TYPE = 'train_config.fine_tune_checkpoint_type'
VERSION = 'train_config.fine_tune_checkpoint_version'
PREFIX = 'train_config.fine_tune_checkpoint'
LOAD_ALL = 'train_config.load_all_detection_checkpoint_vars'
V1 = 1  # CheckpointVersion.V1, which is also the default


def checkpoint_type(train_config: Any) -> str:
    """The type that training uses: the one that is set, else by the older field (`update_fine_tune_checkpoint_type`)."""
    if train_config.fine_tune_checkpoint_type:
        return str(train_config.fine_tune_checkpoint_type)
    return DETECTION if train_config.from_detection_checkpoint else CLASSIFICATION


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
        return Verdict(Outcome.REFUSED, sentences.LOAD_ALL, kind, LOAD_ALL)
    if isinstance(plan, CannotBuild):
        field = f'model.{plan.field}' if plan.field else 'model'
        return Verdict(Outcome.CANNOT_BUILD, plan.reason, kind, field)
    if isinstance(checkpoint, Unreadable):
        not_found = checkpoint.fault is Fault.NOT_FOUND
        return Verdict(Outcome.NOT_FOUND if not_found else Outcome.UNREADABLE, checkpoint.message, kind)
    return (
        _refused(kind, checkpoint, model_dir)
        or _version(train_config, kind, checkpoint)
        or _restored(plan, kind, checkpoint)
    )


def _refused(kind: str, checkpoint: Checkpoint, model_dir: str | None) -> Verdict | None:
    """`ensure_checkpoint_supported`: before anything is restored."""
    if kind == DETECTION and any(name.startswith('feature_extractor') for name in checkpoint.entries):
        return Verdict(Outcome.REFUSED, sentences.CLASSIFICATION_AS_DETECTION, kind, TYPE)
    if model_dir is not None and Path(checkpoint.prefix).parent == Path(model_dir):
        return Verdict(Outcome.REFUSED, sentences.SAME_FOLDER, kind)
    return None


def _version(train_config: Any, kind: str, checkpoint: Checkpoint) -> Verdict | None:
    """The first two lines of `load_fine_tune_checkpoint`."""
    if checkpoint.format is not Format.OBJECT_BASED:
        return Verdict(Outcome.NOT_OBJECT_BASED, sentences.NOT_OBJECT_BASED, kind)
    if train_config.fine_tune_checkpoint_version == V1:
        return Verdict(Outcome.VERSION_NOT_V2, sentences.VERSION, kind, VERSION)
    return None


def _restored(plan: Tf2Plan, kind: str, checkpoint: Checkpoint) -> Verdict:
    """The restore itself: types, then shapes, then objects without a value."""
    objects = roots(plan, kind)
    if isinstance(objects, Unsupported):
        return Verdict(Outcome.UNSUPPORTED_TYPE, objects.reason, kind, TYPE)
    binding = bind(objects, checkpoint)
    if binding.incompatible:
        outcome, blame = Outcome.INCOMPATIBLE_SHAPE, sentences.blame_for_shapes(plan, kind, binding)
    elif binding.unmatched:
        outcome, blame = Outcome.UNMATCHED, sentences.blame_for_unmatched(kind, checkpoint)
    else:
        outcome, blame = Outcome.RESTORED, TYPE
    return Verdict(
        outcome,
        sentences.message(outcome, plan, kind, checkpoint, binding),
        kind,
        blame,
        len(binding.restored),
        binding.unmatched,
        binding.incompatible,
        _unused(checkpoint, binding.taken),
    )


def _unused(checkpoint: Checkpoint, taken: frozenset[str]) -> tuple[str, ...]:
    """Variables of the checkpoint's model that nothing takes; optimizer slots and counters are not the model's."""
    return tuple(
        name for name in variables(checkpoint) if name not in taken and kind_of(name, checkpoint.format) is Kind.MODEL
    )
