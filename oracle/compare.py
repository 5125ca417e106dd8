"""The planner beside the real API: where a plan differs from what was built. Needs no TensorFlow.

Each function gives its differences as lines for the person; none is agreement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf import text_format

from oracle.facts import BuildError, Fact, Inventory, Variable
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.architectures.tf2.trackable import Trackable, variables
from pipeline_config_ls.restore.roots import TYPES, Unsupported, roots
from pipeline_config_ls.restore.verdict import Outcome
from pipeline_config_ls.schema.schema import load_schema

# The recorder runs in the repository's root, and the variants name their label map from there.
_ROOT = Path(__file__).parents[1]
_SCHEMA = load_schema()


def message(name: str, text: str) -> Any:
    """A message of the API's package, from text."""
    found = _SCHEMA.message_class(_SCHEMA.messages[f'object_detection.protos.{name}'])
    return text_format.Merge(text, found())


def label_map(path: str) -> Any | None:
    """The label map that a variant names, or None where there is no such file."""
    file = _ROOT / path
    return message('StringIntLabelMap', file.read_text()) if file.is_file() else None


def planned(text: str) -> Tf2Plan | CannotBuild:
    """What the planner makes of a `model` block."""
    return plan(message('DetectionModel', text), Framework.TF2, label_map)


def differences(fact: Fact) -> list[str]:
    """Where the planner differs from a fact: built or refused, variables, edges, restored roots."""
    ours = planned(fact.text)
    if isinstance(fact.outcome, BuildError):
        said = f'the API refuses it ({fact.outcome.stage}: {fact.outcome.error}: {fact.outcome.message})'
        return [said] if isinstance(ours, Tf2Plan) else []
    if isinstance(ours, CannotBuild):
        return [f'the API builds it; the planner says {ours.field}: {ours.reason}']
    return [
        *variable_differences(ours, fact.outcome),
        *edge_differences(ours, fact.outcome),
        *root_differences(ours, fact.outcome),
    ]


def variable_differences(ours: Tf2Plan, real: Inventory) -> list[str]:
    """Variables, shapes and dtypes that one side alone has."""
    have = {key: Variable(found.shape, found.dtype) for key, found in ours.variables.items()}
    return [
        f'{key}: {real.variables.get(key, "none")} in the real model, {have.get(key, "none")} here'
        for key in sorted(real.variables.keys() | have.keys())
        if real.variables.get(key) != have.get(key)
    ]


def edge_differences(ours: Tf2Plan, real: Inventory) -> list[str]:
    """Edges that differ, or come in another order. Objects that lead to no variable are left out."""
    return list(_walk(real, Trackable({'model': ours.model})))


def _walk(real: Inventory, root: Trackable) -> Iterator[str]:
    seen: set[tuple[int, int]] = set()
    waiting = [('', 0, root)]
    while waiting:
        path, number, ours = waiting.pop()
        if (number, id(ours)) in seen:
            continue
        seen.add((number, id(ours)))
        node = real.graph[number]
        if (node.variable is None) != (ours.shape is None):
            yield f'{path}: a variable on one side only'
        expected = [name for name, _ in node.children]
        leading = [name for name, child in ours.children.items() if child.shape is not None or child.has_weights]
        if expected != leading:
            yield f'{path}: {expected[:20]} in the real model, {leading[:20]} here'
        waiting += [
            (f'{path}/{name}', child, ours.children[name]) for name, child in node.children if name in ours.children
        ]


def root_differences(ours: Tf2Plan, real: Inventory) -> list[str]:
    """Types that restore other variables than the real model's, or are supported on one side only."""
    return [line for restore_type in TYPES for line in _root_differences(ours, real, restore_type)]


def _root_differences(ours: Tf2Plan, real: Inventory, restore_type: str) -> Iterator[str]:
    expected, found = real.roots[restore_type], roots(ours, restore_type)
    if isinstance(expected, str) or isinstance(found, Unsupported):
        if not (isinstance(expected, str) and isinstance(found, Unsupported)):
            yield f'{restore_type}: {expected if isinstance(expected, str) else "restores"}; here {found}'
        return
    key_of = {id(variable): key for key, variable in ours.tracked.items()}
    under = variables(found)
    tracked = {key_of[id(variable)] for variable in under.values() if id(variable) in key_of}
    strangers = {
        path: Variable(variable.shape or (), variable.dtype)
        for path, variable in under.items()
        if id(variable) not in key_of
    }
    keys = frozenset[str]().union(*(real.keys_under(node) for node in expected.values()))
    if tracked != keys:
        yield f'{restore_type}: {sorted(keys - tracked)[:5]} not restored here, {sorted(tracked - keys)[:5]} here alone'
    if strangers != real.untracked.get(restore_type, {}):
        yield f'{restore_type}: beside the model {real.untracked.get(restore_type, {})}, here {strangers}'


def expected(outcome: str, message: str) -> tuple[Outcome, int | None]:
    """What a verdict must be for a recorded restore, and how many objects it must find without a value."""
    match outcome:
        case 'restored':
            return Outcome.RESTORED, 0
        case 'AssertionError' if found := re.match(r'Found (\d+) Python objects', message):
            return Outcome.UNMATCHED, int(found[1])
        case 'ValueError' if message.startswith('Received incompatible tensor'):
            return Outcome.INCOMPATIBLE_SHAPE, None
        case 'ValueError' if message.startswith('Checkpoint version should be V2'):
            return Outcome.VERSION_NOT_V2, 0
        case 'ValueError' if message.startswith('train_pb2.load_all_detection_checkpoint_vars'):
            return Outcome.REFUSED, 0
        case 'ValueError' if message.startswith("Couldn't find 'checkpoint' file"):
            return Outcome.UNREADABLE, 0
        case 'ValueError' | 'NotImplementedError':
            return Outcome.UNSUPPORTED_TYPE, 0
        case 'RuntimeError':
            return Outcome.REFUSED, 0
        case 'NotFoundError':
            return Outcome.NOT_FOUND, 0
        case 'DataLossError' | 'OpError' | 'IndexError':
            return Outcome.UNREADABLE, None
        case 'TypeError' if message.startswith('Since we are restoring a v2 style checkpoint restore_map'):
            return Outcome.REFUSED, 0
        case 'OSError':
            return Outcome.NOT_OBJECT_BASED, 0
    raise ValueError(f'no verdict is like {outcome}: {message}')
