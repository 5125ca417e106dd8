"""The planner against the real builder: every recorded variant, variable by variable and edge by edge.

`tests/facts` says what the API built (see oracle/facts.py); nothing here may differ from it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from google.protobuf import text_format

from oracle import facts
from pipeline_config_ls.architectures.plan import Plan, plan
from pipeline_config_ls.architectures.refusal import CannotBuild
from pipeline_config_ls.architectures.trackable import Trackable, variables
from pipeline_config_ls.restore.roots import TYPES, Unsupported, roots
from pipeline_config_ls.schema.schema import load_schema

SCHEMA = load_schema()
MODEL = SCHEMA.message_class(SCHEMA.messages['object_detection.protos.DetectionModel'])
LABEL_MAP = SCHEMA.message_class(SCHEMA.messages['object_detection.protos.StringIntLabelMap'])
ROOT = Path(__file__).parents[2]

# Families that are recorded and not planned yet; whoever plans one takes it out.
AHEAD: set[str] = set()

ALL = [pytest.param(fact, id=f'{fact.family}: {fact.label}') for fact in facts.read_all() if fact.family not in AHEAD]
BUILT = [case for case in ALL if isinstance(case.values[0].outcome, facts.Inventory)]
REFUSED = [case for case in ALL if isinstance(case.values[0].outcome, facts.Refusal)]


def planned(fact: facts.Fact) -> Plan | CannotBuild:
    return plan(text_format.Merge(fact.text, MODEL()), label_map)


def label_map(path: str) -> Any:
    """The keypoint label map at a path from the repository's root on, as the recorder reads it."""
    file = ROOT / path
    return text_format.Merge(file.read_text(), LABEL_MAP()) if file.is_file() else None


def built(fact: facts.Fact) -> tuple[Plan, facts.Inventory]:
    result = planned(fact)
    assert isinstance(result, Plan), result
    assert isinstance(fact.outcome, facts.Inventory)
    return result, fact.outcome


@pytest.mark.parametrize('fact', BUILT)
def test_variables_are_those_of_the_real_model(fact: facts.Fact) -> None:
    ours, real = built(fact)
    assert {key: (found.shape, found.dtype) for key, found in ours.variables.items()} == dict(real.variables)


@pytest.mark.parametrize('fact', BUILT)
def test_edges_are_those_of_the_real_model_in_its_order(fact: facts.Fact) -> None:
    ours, real = built(fact)
    assert _differences(real, Trackable({'model': ours.model})) == []


@pytest.mark.parametrize('fact', BUILT)
def test_each_type_restores_what_the_api_hands_to_the_checkpoint(fact: facts.Fact) -> None:
    ours, real = built(fact)
    for checkpoint_type in TYPES:
        expected = real.roots[checkpoint_type]
        found = roots(ours, checkpoint_type)
        if isinstance(expected, str):
            assert isinstance(found, Unsupported), checkpoint_type
            continue
        assert not isinstance(found, Unsupported), checkpoint_type
        names = {id(variable): key for key, variable in ours.variables.items()}
        reached = {names[id(variable)] for variable in variables(found).values()}
        assert reached == set().union(*(real.keys_under(node) for node in expected.values())), checkpoint_type


@pytest.mark.parametrize('fact', REFUSED)
def test_what_the_api_refuses_cannot_be_built(fact: facts.Fact) -> None:
    result = planned(fact)
    assert isinstance(result, CannotBuild), fact.outcome
    assert _names_a_field(result.field), result.field


def _names_a_field(path: str) -> bool:
    """Whether a path leads through the schema, from the `model` block on."""
    message = MODEL.DESCRIPTOR
    for name in path.split('.'):
        if message is None or name not in message.fields_by_name:
            return False
        message = message.fields_by_name[name].message_type
    return True


def _differences(real: facts.Inventory, root: Trackable) -> list[str]:
    """Where the two graphs differ; objects that lead to no variable count on our side only if the real one lacks them."""
    found: list[str] = []
    seen: set[tuple[int, int]] = set()
    waiting = [('', 0, root)]
    while waiting:
        path, number, ours = waiting.pop()
        if (number, id(ours)) in seen:
            continue
        seen.add((number, id(ours)))
        node = real.graph[number]
        if (node.variable is None) != (ours.shape is None):
            found.append(f'{path}: a variable on one side only')
        expected = [name for name, _ in node.children]
        leading = [name for name, child in ours.children.items() if child.shape is not None or child.has_weights]
        if expected != leading:
            found.append(f'{path}: {expected[:20]} in the real model, {leading[:20]} here')
        waiting += [
            (f'{path}/{name}', child, ours.children[name]) for name, child in node.children if name in ours.children
        ]
    return found
