"""What TensorFlow 1 training does in a folder that already holds a run.

Mirrors Estimator's `MonitoredTrainingSession` and the legacy trainer's Supervisor, which agree: the graph is built and the fine-tuning
checkpoint opened; then, where the state file names a checkpoint, a Saver restores every global variable of the graph, and what is
missing or has another shape stops it. Names that the graph lacks are ignored.

The trainers read the patterns of `freeze_variables` otherwise: Estimator searches names for them, the legacy one compares beginnings.
What is frozen by one of them counts as frozen.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Unreadable
from pipeline_config_ls.checkpoints.roles import Kind, kind_of
from pipeline_config_ls.checkpoints.run import Run
from pipeline_config_ls.checkpoints.state import EmptyState, State
from pipeline_config_ls.restore.messages import count
from pipeline_config_ls.restore.resume import ModelPart, OptimizerPart, Resume, ResumeOutcome
from pipeline_config_ls.restore.resume_messages import NAMES, message
from pipeline_config_ls.restore.tf1.graph_variables import (
    AVERAGE,
    GLOBAL_STEP,
    SLOTS,
    graph_variables,
    is_trainable,
    model_variables,
)
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Tf1Verdict, Trainer
from pipeline_config_ls.restore.verdict import Incompatible

# Built and never used: no gradient reaches the fourth block in the first stage of a ResNet, so an optimizer keeps nothing for it.
_UNREACHED = re.compile(r'FirstStageFeatureExtractor/resnet_v1_\d+/block4/')
_OPTIMIZERS = {'momentum_optimizer': 'momentum', 'rms_prop_optimizer': 'rms_prop', 'adam_optimizer': 'adam'}
_STOPS = (Tf1Outcome.NOT_FOUND, Tf1Outcome.UNREADABLE, Tf1Outcome.UNSUPPORTED_TYPE, Tf1Outcome.CANNOT_BUILD)


def predict_resume_tf1(config: Any, plan: Tf1Plan | CannotBuild, run: Run, fine_tune: Tf1Verdict | None) -> Resume:
    """What training would do in the folder of `run`, for a `TrainEvalPipelineConfig` message; `fine_tune` as for TensorFlow 2."""
    steps = config.train_config.num_steps
    stopped = fine_tune is not None and fine_tune.outcome in _STOPS
    if stopped or isinstance(plan, CannotBuild):
        found = Resume(ResumeOutcome.NOT_REACHED, run.folder, num_steps=steps)
    elif isinstance(run.state, EmptyState):
        found = Resume(ResumeOutcome.INVALID_STATE, run.folder, num_steps=steps)
    elif run.state is None:
        found = Resume(ResumeOutcome.STARTS_FRESH, run.folder, step=0, num_steps=steps, overwrites=run.others)
    else:
        found = _of_state(config.train_config, plan, run, run.state)
    return found if found.message else replace(found, message=message(found, run, None))


def _of_state(train: Any, plan: Tf1Plan, run: Run, state: State) -> Resume:
    checkpoint = run.checkpoint
    if checkpoint is None:
        said = f'The state file names `{state.latest}`, which is not there: training stops with "The passed save_path is not a valid checkpoint".'
        return Resume(ResumeOutcome.UNREADABLE, run.folder, num_steps=train.num_steps, message=said)
    if isinstance(checkpoint, Unreadable) or checkpoint.damage is not None:
        return Resume(ResumeOutcome.UNREADABLE, run.folder, checkpoint.prefix, num_steps=train.num_steps)
    step = checkpoint.numbers.get(GLOBAL_STEP)
    found = Resume(
        ResumeOutcome.RESUMED, run.folder, checkpoint.prefix, None if step is None else int(step), train.num_steps
    )
    if found.step is not None and 0 < train.num_steps <= found.step:
        return replace(found, outcome=ResumeOutcome.FINISHED)
    return _saver(train, plan, checkpoint, found)


def _saver(train: Any, plan: Tf1Plan, checkpoint: Checkpoint, found: Resume) -> Resume:
    """`Saver.restore` of all global variables."""
    model, part = model_variables(plan), _optimizers(train, checkpoint)
    missing = [name for name in model if name not in checkpoint.entries]
    incompatible = tuple(
        Incompatible(name, checkpoint.entries[name].shape, shape)
        for name, shape in model.items()
        if name in checkpoint.entries and checkpoint.entries[name].shape != shape
    )
    try:
        names = graph_variables(plan, train, Trainer.LEGACY).keys()
    except re.error:
        names = {GLOBAL_STEP: (), **model}.keys()
    dropped = tuple(
        name for name in checkpoint.entries if name not in names and kind_of(name, checkpoint.format) is Kind.MODEL
    )
    taken = len(model) - len(missing) - len(incompatible)
    found = replace(found, model=ModelPart(taken, tuple(missing), dropped, incompatible), optimizer=part)
    slots = [name for name in _slots(train, plan) if name not in checkpoint.entries]
    found = replace(found, optimizer=replace(part, slots_fresh=len(slots)))
    if missing or slots:
        said = _stops(found, missing, slots)
        return replace(found, outcome=ResumeOutcome.ERROR, message=said)
    if incompatible:
        return replace(found, outcome=ResumeOutcome.INCOMPATIBLE_SHAPE)
    at = '' if found.step is None else f' at step {found.step:,}'
    over = ' `fine_tune_checkpoint` counts for nothing then.' if train.fine_tune_checkpoint else ''
    return replace(found, message=f'Resumes from `{Path(checkpoint.prefix).name}`{at}.{over}')


def _optimizers(train: Any, checkpoint: Checkpoint) -> OptimizerPart:
    """Which optimizer the slots of the checkpoint are of, and which is configured."""
    ends = {name.rsplit('/', 1)[-1] for name in checkpoint.entries}
    saved = next((_OPTIMIZERS[member] for member, slots in SLOTS.items() if set(slots) <= ends), None)
    configured = _OPTIMIZERS.get(train.optimizer.WhichOneof('optimizer') or '')
    return OptimizerPart(saved, configured, AVERAGE in ends, bool(train.optimizer.use_moving_average))


def _slots(train: Any, plan: Tf1Plan) -> list[str]:
    """The optimizer's own variables in the graph, by name; none for patterns that cannot be read, with which training stops earlier."""
    model = model_variables(plan)
    try:
        included = [re.compile(pattern) for pattern in train.update_trainable_variables if pattern]
        frozen = [re.compile(pattern) for pattern in train.freeze_variables if pattern]
    except re.error:
        return []
    trained = [
        name
        for name in model
        if is_trainable(name)
        and not _UNREACHED.match(name)
        and (not included or any(pattern.search(name) for pattern in included))
        and not any(pattern.search(name) for pattern in frozen)
    ]
    ends = [*SLOTS.get(train.optimizer.WhichOneof('optimizer') or '', ())]
    if train.optimizer.use_moving_average:
        ends.append(AVERAGE)
    return [f'{name}/{end}' for name in trained for end in ends]


def _stops(found: Resume, missing: list[str], slots: list[str]) -> str:
    part, run = found.optimizer, Path(found.checkpoint or '').name
    saved, ours = NAMES.get(part.saved or '', 'no optimizer'), NAMES.get(part.configured or '', 'another')
    head = f'Training stops when it resumes from `{run}`: `{(missing or slots)[0]}` is not in it'
    if missing:
        others = (
            f', nor {_are(len(missing) - 1)} {count(len(missing) - 1, "other variable")} of this model'
            if len(missing) > 1
            else ''
        )
        state = f', nor is the state of {ours}' if slots and part.saved != part.configured else ''
        return f'{head}{others}{state}. Undo the change, or train in another folder.'
    if part.saved != part.configured:
        return f'{head}. The run was trained with {saved}, and this config has {ours}. Undo the change, or train in another folder.'
    if part.averages and not part.saved_averages:
        return f'{head}. Moving averages were switched on: set `use_moving_average: false`, or train in another folder.'
    others = f', nor {_are(len(slots) - 1)} {count(len(slots) - 1, "other slot")} of {ours}' if len(slots) > 1 else ''
    return (
        f'{head}{others}. That run did not train these variables, by its `freeze_variables` or `update_trainable_variables`: set them '
        'as they were, or train in another folder.'
    )


def _are(number: int) -> str:
    return 'is' if number == 1 else 'are'
