"""What TensorFlow 1 training does in a folder that already holds a run.

Mirrors Estimator's `MonitoredTrainingSession` and the legacy trainer's Supervisor, which agree: the graph is built and the fine-tuning
checkpoint opened; then, where the state file names a checkpoint, a Saver restores every global variable of the graph, and what is
missing or has another shape stops it. Names that the graph lacks are ignored.

What it does not know: which trained variables no gradient reaches, so that a single missing slot says nothing.
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
from pipeline_config_ls.restore.tf1.graph_variables import AVERAGE, GLOBAL_STEP, SLOTS, graph_variables, model_variables
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Tf1Verdict, Trainer
from pipeline_config_ls.restore.verdict import Incompatible

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
    absent = _absent_slot(train, checkpoint, part)
    if missing or absent:
        said = _stops(found, missing, absent)
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


def _absent_slot(train: Any, checkpoint: Checkpoint, part: OptimizerPart) -> str | None:
    """The end of a name that the Saver looks for and no variable of the checkpoint has."""
    ends = {name.rsplit('/', 1)[-1] for name in checkpoint.entries}
    wanted = [*SLOTS.get(train.optimizer.WhichOneof('optimizer') or '', ()), *([AVERAGE] if part.averages else [])]
    return next((f'.../{name}' for name in wanted if name not in ends), None)


def _stops(found: Resume, missing: list[str], slot: str | None) -> str:
    part, run = found.optimizer, Path(found.checkpoint or '').name
    saved, ours = NAMES.get(part.saved or '', 'no optimizer'), NAMES.get(part.configured or '', 'another')
    head = f'Training stops when it resumes from `{run}`: `{missing[0] if missing else slot}` is not in it'
    if missing:
        others = f', nor are {count(len(missing) - 1, "other variable")} of this model' if len(missing) > 1 else ''
        state = f', nor is the state of {ours}' if slot is not None and part.saved != part.configured else ''
        return f'{head}{others}{state}. Undo the change, or train in another folder.'
    if part.saved != part.configured:
        return f'{head}. The run was trained with {saved}, and this config has {ours}. Undo the change, or train in another folder.'
    return f'{head}. Moving averages were switched on: set `use_moving_average: false`, or train in another folder.'
