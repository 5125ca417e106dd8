"""The steps of TensorFlow 1 training up to the restored checkpoint, in its order, and what it would do at each.

Mirrors `model_fn` (model_lib.py), `train` (legacy/trainer.py) and `get_variables_available_in_checkpoint`
(utils/variables_helper.py). Knows no files: what stands on disk comes in as a `Checkpoint` or an `Unreadable`.

It takes for granted that training opens the checkpoint at all: `model_main.py` of the API's last version does not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.plan import refusal_of
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.architectures.variable import Shape
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Fault, Format, Unreadable
from pipeline_config_ls.checkpoints.roles import Kind, kind_of, variables
from pipeline_config_ls.restore.cause import TYPE
from pipeline_config_ls.restore.predict import checkpoint_type
from pipeline_config_ls.restore.tf1 import refusals
from pipeline_config_ls.restore.tf1.graph_variables import GLOBAL_STEP, graph_variables, model_variables
from pipeline_config_ls.restore.tf1.parts import Part, coverage, part_of
from pipeline_config_ls.restore.tf1.restore_map import TYPES, RestoreMap, restore_map
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Tf1Verdict, Trainer
from pipeline_config_ls.restore.verdict import Incompatible

FREEZE = 'train_config.freeze_variables'
OPTIMIZER = 'train_config.optimizer'
# What a batch norm has, or not, as its hyperparameters say, and what it always has.
_LEARNED, _STATISTIC = ('gamma', 'beta'), 'moving_mean'


def predict(
    train_config: Config, plan: Tf1Plan | CannotBuild, checkpoint: Checkpoint | Unreadable, trainer: Trainer
) -> Tf1Verdict:
    """What training would meet, for a `TrainConfig` message, the plan of its model and the checkpoint it names."""
    kind = checkpoint_type(train_config)
    # The loss is computed before the legacy trainer makes the map, and after model_lib does.
    refusal = refusal_of(plan) if trainer is Trainer.LEGACY else plan
    if isinstance(refusal, CannotBuild):
        field = f'model.{refusal.field}' if refusal.field else 'model'
        return Tf1Verdict(Tf1Outcome.CANNOT_BUILD, refusal.reason, kind, field)
    assert isinstance(plan, Tf1Plan)
    if trainer is Trainer.LEGACY and not train_config.optimizer.WhichOneof('optimizer'):
        return Tf1Verdict(Tf1Outcome.CANNOT_BUILD, refusals.NO_OPTIMIZER, kind, OPTIMIZER)
    try:
        graph = graph_variables(plan, train_config, trainer)
    except re.error as error:
        return Tf1Verdict(Tf1Outcome.CANNOT_BUILD, refusals.bad_pattern(error), kind, FREEZE)
    if kind not in TYPES:
        return Tf1Verdict(Tf1Outcome.UNSUPPORTED_TYPE, refusals.unsupported_type(kind), kind, TYPE)
    if isinstance(checkpoint, Unreadable):
        return _unreadable(checkpoint, kind)
    mapped = restore_map(
        graph, plan.architecture, plan.extractor, kind, load_all=train_config.load_all_detection_checkpoint_vars
    )
    return _restored(model_variables(plan), mapped, checkpoint, kind)


def _unreadable(checkpoint: Unreadable, kind: str) -> Tf1Verdict:
    found = checkpoint.fault is not Fault.NOT_FOUND
    return Tf1Verdict(Tf1Outcome.UNREADABLE if found else Tf1Outcome.NOT_FOUND, checkpoint.message, kind)


def _restored(model: Mapping[str, Shape], mapped: RestoreMap, checkpoint: Checkpoint, kind: str) -> Tf1Verdict:
    """`get_variables_available_in_checkpoint`: by name, then by shape. It leaves out the step, whatever the map says."""
    restored, missing, incompatible = [], [], []
    for key in sorted(mapped):
        entry = checkpoint.entries.get(key)
        if key == GLOBAL_STEP:
            continue
        if entry is None:
            missing.append(key)
        elif entry.shape != mapped[key].shape:
            incompatible.append(Incompatible(key, entry.shape, mapped[key].shape))
        else:
            restored.append(key)
    if restored and checkpoint.damage is not None:
        return _unreadable(checkpoint.damage, kind)
    found = set(restored)
    lost = Counter(part_of(mapped[one.name].variable) for one in incompatible)
    lost.update(_part_missing(key, mapped[key].variable, found) for key in missing)
    outcome = Tf1Outcome.NOTHING
    if restored:
        outcome = Tf1Outcome.PARTIAL if missing or incompatible else Tf1Outcome.RESTORED
    return Tf1Verdict(
        outcome,
        f'{len(restored)} of {len(restored) + len(missing) + len(incompatible)} variables are restored by `{kind}`.',
        kind,
        mapped=len(mapped),
        restored=tuple(restored),
        missing=tuple(missing),
        incompatible=tuple(incompatible),
        unused=_unused(checkpoint, found),
        coverage=coverage(model, (mapped[key].variable for key in restored)),
        lost=lost,
    )


def _part_missing(key: str, variable: str, restored: set[str]) -> Part:
    """The part that a missing variable is of.

    A scale starts at 1 and a shift at 0: where the rest of the batch norm is restored it was trained without, and nothing is lost.
    """
    layer, _, name = key.rpartition('/')
    part = part_of(variable)
    without = name in _LEARNED and f'{layer}/{_STATISTIC}' in restored
    return Part.SCALES if part is Part.BACKBONE and without else part


def _unused(checkpoint: Checkpoint, restored: set[str]) -> tuple[str, ...]:
    """Variables of the checkpoint's model that nothing takes; those of another shape count, slots and counters do not."""
    form: Format = checkpoint.format
    return tuple(name for name in variables(checkpoint) if name not in restored and kind_of(name, form) is Kind.MODEL)
