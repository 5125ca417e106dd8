"""What becomes of each variable, of the model's and of the checkpoint's: the restore of one type, variable by variable.

A verdict counts; this names. Knows no presentation: the report groups and words it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.architectures.tf2.trackable import Trackable, variables
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.checkpoints.roles import Kind, kind_of
from pipeline_config_ls.checkpoints.roles import variables as saved_variables
from pipeline_config_ls.restore.bind import bind
from pipeline_config_ls.restore.roots import CLASSIFICATION, DETECTION, Unsupported, roots
from pipeline_config_ls.restore.tf1.graph_variables import GLOBAL_STEP, graph_variables, model_variables
from pipeline_config_ls.restore.tf1.restore_map import SCOPES, TYPES, restore_map
from pipeline_config_ls.restore.tf1.verdict import Trainer

Shape = tuple[int, ...]


class Fate(Enum):
    """What becomes of a variable; the values are words of the report's JSON."""

    RESTORED = 'restored'
    MISSING = 'missing'  # asked for, and the checkpoint has no value for it
    OTHER_SHAPE = 'other_shape'  # asked for, and the checkpoint has it in another shape
    LEFT = 'left'  # bound to an object of the checkpoint that has no value: stays as it is, silently
    NOT_ASKED = 'not_asked'  # not part of what the type restores: starts from its initial value, as intended
    UNUSED = 'unused'  # in the checkpoint, below what the type restores, and nothing takes it
    NOT_TAKEN = 'not_taken'  # in the checkpoint, beyond what the type restores


@dataclass(frozen=True, slots=True)
class VariableFate:
    """One variable: `name` as the model has it, or the checkpoint where the model has no such variable."""

    name: str
    fate: Fate
    model_shape: Shape | None
    checkpoint_shape: Shape | None


def tf2_fates(plan: Tf2Plan, checkpoint: Checkpoint, checkpoint_type: str) -> tuple[VariableFate, ...]:
    """Every variable of a TensorFlow 2 model and its checkpoint; nothing where the model does not support the type."""
    objects = roots(plan, checkpoint_type)
    if isinstance(objects, Unsupported):
        return ()
    binding = bind(objects, checkpoint)
    by_object = {id(leaf): name for name, leaf in variables(objects).items()}
    restored, missing = set(binding.restored), set(binding.unmatched)
    other = {found.name: found.checkpoint_shape for found in binding.incompatible}

    def of_model(name: str, leaf: Trackable) -> VariableFate:
        asked = by_object.get(id(leaf))
        if asked is None:
            return VariableFate(name, Fate.NOT_ASKED, leaf.shape, None)
        if asked in restored:
            return VariableFate(name, Fate.RESTORED, leaf.shape, leaf.shape)
        if asked in other:
            return VariableFate(name, Fate.OTHER_SHAPE, leaf.shape, other[asked])
        return VariableFate(name, Fate.MISSING if asked in missing else Fate.LEFT, leaf.shape, None)

    prefixes = tuple(f'{name}/' for name in _saved_roots(plan, checkpoint_type))
    of_plan = [of_model(name, leaf) for name, leaf in plan.tracked.items()]
    return (*of_plan, *_saved(checkpoint, binding.taken, prefixes))


def _saved_roots(plan: Tf2Plan, checkpoint_type: str) -> list[str]:
    """Where in a checkpoint a type looks."""
    objects = roots(plan, checkpoint_type)
    if isinstance(objects, Unsupported):
        return []
    if checkpoint_type == DETECTION:
        return [f'model/{name}' for name in objects['model'].children]
    return list(objects)


def tf1_fates(
    plan: Tf1Plan, checkpoint: Checkpoint, train_config: Config, checkpoint_type: str, trainer: Trainer
) -> tuple[VariableFate, ...]:
    """Every variable of a TensorFlow 1 model and its checkpoint; nothing for a type that is none.

    Raises `re.error` as `graph_variables` does. Slots of the optimizer are left out: a new run makes them anew.
    """
    if checkpoint_type not in TYPES:
        return ()
    graph = graph_variables(plan, train_config, trainer)
    load_all = train_config.load_all_detection_checkpoint_vars
    asked = restore_map(graph, plan.architecture, plan.extractor, checkpoint_type, load_all=load_all)
    key_of = {mapped.variable: key for key, mapped in asked.items()}
    taken = set()
    fates = []
    for name, shape in model_variables(plan).items():
        key = key_of.get(name)
        entry = checkpoint.entries.get(key) if key is not None else None
        if key is None:
            fate = Fate.NOT_ASKED
        elif entry is None:
            fate = Fate.MISSING
        else:
            fate = Fate.RESTORED if entry.shape == shape else Fate.OTHER_SHAPE
            taken.add(key)
        fates.append(VariableFate(name, fate, shape, entry.shape if entry else None))
    inside = () if checkpoint_type == CLASSIFICATION else SCOPES[plan.architecture]
    prefixes = ('',) if load_all and checkpoint_type == DETECTION else tuple(f'{scope}/' for scope in inside)
    return (*fates, *_saved(checkpoint, frozenset(taken), prefixes))


def _saved(checkpoint: Checkpoint, taken: frozenset[str], prefixes: tuple[str, ...]) -> Iterator[VariableFate]:
    """What the checkpoint has of a model and nothing takes; slots and counters are not the model's."""
    for name, entry in saved_variables(checkpoint).items():
        if name in taken or name == GLOBAL_STEP or kind_of(name, checkpoint.format) is not Kind.MODEL:
            continue
        fate = Fate.UNUSED if name.startswith(prefixes) else Fate.NOT_TAKEN
        yield VariableFate(name, fate, None, entry.shape)
