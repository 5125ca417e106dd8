"""What TF2 training does in a folder that already holds a run.

Mirrors `train_loop` (model_lib_v2.py) behind the load of `fine_tune_checkpoint`: the run's latest checkpoint is restored over it,
and nothing asserts that all was found; only another shape raises, and only when the variable exists. Knows no files: the folder
comes in as a `Run`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.architectures.tf2.trackable import Trackable
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Format, GraphNode, Unreadable
from pipeline_config_ls.checkpoints.run import Run
from pipeline_config_ls.checkpoints.state import EmptyState
from pipeline_config_ls.restore import optimizer as optimizers
from pipeline_config_ls.restore.bind import COUNTER, SLOT, VALUE, graph_of_keys, walk
from pipeline_config_ls.restore.optimizer import AVERAGE, BASE, Optimizer
from pipeline_config_ls.restore.predict import runs_before_loading
from pipeline_config_ls.restore.resume import ModelPart, OptimizerPart, Resume, ResumeOutcome
from pipeline_config_ls.restore.resume_messages import message
from pipeline_config_ls.restore.verdict import Incompatible, Outcome, Verdict

STEP = 'step'

# Values that differ by less were written by one config.
_SAME = 1e-5


def predict_resume(config: Any, plan: Tf2Plan | CannotBuild, run: Run, fine_tune: Verdict | None) -> Resume:
    """What training would do in the folder of `run`, for a `TrainEvalPipelineConfig` message.

    `fine_tune` is the verdict on `fine_tune_checkpoint`, None where none is named: it is loaded first, also when a run is there, and
    can stop it.
    """
    found = _outcome(config, plan, run, fine_tune)
    return replace(found, message=message(found, run, fine_tune))


def _outcome(config: Any, plan: Tf2Plan | CannotBuild, run: Run, fine_tune: Verdict | None) -> Resume:
    train, steps = config.train_config, config.train_config.num_steps
    stopped = fine_tune is not None and fine_tune.outcome is not Outcome.RESTORED
    if stopped or isinstance(plan, CannotBuild):
        return Resume(ResumeOutcome.NOT_REACHED, run.folder, num_steps=steps)
    if isinstance(run.state, EmptyState):
        return Resume(ResumeOutcome.INVALID_STATE, run.folder, num_steps=steps)
    checkpoint = run.checkpoint
    if isinstance(checkpoint, Unreadable) or (checkpoint is not None and checkpoint.damage is not None):
        return Resume(ResumeOutcome.UNREADABLE, run.folder, checkpoint.prefix, num_steps=steps)
    if checkpoint is None or checkpoint.format is Format.NAME_BASED:
        outcome = ResumeOutcome.STARTS_FRESH if steps else ResumeOutcome.ERROR
        return Resume(outcome, run.folder, step=0, num_steps=steps, overwrites=run.others)
    built = train.optimizer.use_moving_average or (fine_tune is not None and runs_before_loading(train))
    return _restored(train, plan, run.folder, checkpoint, built=bool(built))


def _restored(train: Any, plan: Tf2Plan, folder: str, checkpoint: Checkpoint, *, built: bool) -> Resume:
    """What the restore takes, and whether a shape stops it: at once where the model is built, else at its first step."""
    step = int(checkpoint.numbers.get(STEP, 0)) if f'{STEP}{VALUE}' in checkpoint.entries else 0
    optimizer = optimizers.configured(train.optimizer)
    model, kept = _account(plan, checkpoint, optimizer)
    found = Resume(
        ResumeOutcome.RESUMED,
        folder,
        checkpoint.prefix,
        step,
        train.num_steps,
        model,
        kept,
        rate_is_zero=_is_over(train.optimizer, step),
    )
    if model.incompatible and built:
        return replace(found, outcome=ResumeOutcome.INCOMPATIBLE_SHAPE, step=None)
    if not train.num_steps:
        return replace(found, outcome=ResumeOutcome.ERROR)
    if step >= train.num_steps:
        return replace(found, outcome=ResumeOutcome.FINISHED)
    return replace(found, outcome=ResumeOutcome.INCOMPATIBLE_SHAPE) if model.incompatible else found


def _account(plan: Tf2Plan, checkpoint: Checkpoint, optimizer: Optimizer | None) -> tuple[ModelPart, OptimizerPart]:
    """Which values of the checkpoint the model and its optimizer take."""
    graph = checkpoint.graph if checkpoint.graph is not None else graph_of_keys(checkpoint.entries)
    ours = _optimizer_objects(optimizer)
    roots = {
        'model': plan.model,
        'optimizer': ours,
        COUNTER: Trackable(shape=(), dtype='int64'),
        STEP: Trackable(shape=(), dtype='int64'),
    }
    owners = walk(graph, Trackable(roots)).owners
    return _model_part(plan, checkpoint, graph, owners), _optimizer_part(plan, checkpoint, graph, owners, optimizer)


def _optimizer_objects(optimizer: Optimizer | None) -> Trackable:
    """The optimizer as an object to bind; its numbers are bound by name, and have no part in the walk."""
    return Trackable({BASE: Trackable()} if optimizer is not None and optimizer.averages else {})


def _model_part(
    plan: Tf2Plan, checkpoint: Checkpoint, graph: tuple[GraphNode, ...], owners: dict[int, Trackable]
) -> ModelPart:
    restored, dropped, taken = 0, [], dict[int, str]()
    for number, node in enumerate(graph):
        if node.key is None or not node.key.startswith('model/') or SLOT in node.key:
            continue
        if number in owners:
            restored += 1
            taken[id(owners[number])] = node.key
        else:
            dropped.append(node.key.removesuffix(VALUE))
    bound = {id(owner) for owner in owners.values()}
    fresh, incompatible = [], []
    for name, variable in plan.tracked.items():
        entry = checkpoint.entries.get(taken.get(id(variable), ''))
        if id(variable) not in bound:
            fresh.append(name)
        elif entry is not None and variable.shape is not None and entry.shape != variable.shape:
            incompatible.append(Incompatible(name, entry.shape, variable.shape))
    return ModelPart(restored, tuple(fresh), tuple(dropped), tuple(incompatible))


def _optimizer_part(
    plan: Tf2Plan,
    checkpoint: Checkpoint,
    graph: tuple[GraphNode, ...],
    owners: dict[int, Trackable],
    optimizer: Optimizer | None,
) -> OptimizerPart:
    name, averages = optimizers.saved(checkpoint)
    saved = _saved_slots(graph)
    if optimizer is None:
        return OptimizerPart(name, None, averages, slots_dropped=len(saved))
    ours = _slots(plan, optimizer)
    restored = {(path, slot, id(owners[variable])) for path, slot, variable in saved if variable in owners} & ours
    return OptimizerPart(
        name,
        optimizer.name,
        averages,
        optimizer.averages,
        len(restored),
        len(saved) - len(restored),
        len(ours) - len(restored),
        _overridden(checkpoint, optimizer),
    )


def _saved_slots(graph: tuple[GraphNode, ...]) -> list[tuple[str, str, int]]:
    """(name of the optimizer below the root, name of the slot, node of its variable) of every slot that was saved."""
    top = graph[0].children.get('optimizer')
    if top is None:
        return []
    base = graph[top].children.get(BASE)
    held = [('optimizer', graph[top]), *([(BASE, graph[base])] if base is not None else [])]
    return [(path, slot, variable) for path, node in held for slot, variable, _ in node.slots]


def _slots(plan: Tf2Plan, optimizer: Optimizer) -> set[tuple[str, str, int]]:
    """The slots that the optimizer makes: for each variable that gets a gradient, and an average for each that is trainable."""
    trainable = {id(variable) for name, variable in plan.tracked.items() if is_trainable(name)}
    idle = {id(variable) for variable in plan.idle}
    own = BASE if optimizer.averages else 'optimizer'
    slots = {(own, slot, variable) for slot in optimizer.slots for variable in trainable - idle}
    return slots | ({('optimizer', AVERAGE, variable) for variable in trainable} if optimizer.averages else set())


def is_trainable(name: str) -> bool:
    """Whether a variable of a Keras model is trained: all but what a batch norm counts for itself."""
    return not name.endswith(('/moving_mean', '/moving_variance'))


def _overridden(checkpoint: Checkpoint, optimizer: Optimizer) -> tuple[tuple[str, float, float], ...]:
    """Numbers of the optimizer that a restore replaces by other values."""
    path = f'optimizer/{BASE}' if optimizer.averages else 'optimizer'
    both = ((name, value, checkpoint.numbers.get(f'{path}/{name}')) for name, value in optimizer.numbers.items())
    return tuple(
        (name, value, there) for name, value, there in both if there is not None and abs(there - value) > _SAME
    )


def _is_over(optimizer: Any, step: int) -> bool:
    """Whether the learning rate is 0 from this step on: behind the end of a cosine."""
    chosen = optimizer.WhichOneof('optimizer')
    rate = getattr(optimizer, chosen).learning_rate if chosen else None
    if rate is None or not rate.HasField('cosine_decay_learning_rate'):
        return False
    return bool(step >= rate.cosine_decay_learning_rate.total_steps)
