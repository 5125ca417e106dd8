"""The planner against the real builder: every recorded variant, variable by variable and edge by edge.

`tests/facts` says what the API built (see oracle/facts.py); nothing here may differ from it (oracle/compare.py).
"""

from __future__ import annotations

import pytest

from oracle import facts
from oracle.compare import edge_differences, message, planned, root_differences, variable_differences
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan

ALL = [pytest.param(fact, id=f'{fact.family}: {fact.label}') for fact in facts.read_all()]
BUILT = [case for case in ALL if isinstance(case.values[0].outcome, facts.Inventory)]
REFUSED = [case for case in ALL if isinstance(case.values[0].outcome, facts.BuildError)]


def built(fact: facts.Fact) -> tuple[Tf2Plan, facts.Inventory]:
    result = planned(fact.text)
    assert isinstance(result, Tf2Plan), result
    assert isinstance(fact.outcome, facts.Inventory)
    return result, fact.outcome


@pytest.mark.parametrize('fact', BUILT)
def test_variables_are_those_of_the_real_model(fact: facts.Fact) -> None:
    assert variable_differences(*built(fact)) == []


@pytest.mark.parametrize('fact', BUILT)
def test_edges_are_those_of_the_real_model_in_its_order(fact: facts.Fact) -> None:
    assert edge_differences(*built(fact)) == []


@pytest.mark.parametrize('fact', BUILT)
def test_each_type_restores_what_the_api_hands_to_the_checkpoint(fact: facts.Fact) -> None:
    assert root_differences(*built(fact)) == []


@pytest.mark.parametrize('fact', REFUSED)
def test_what_the_api_refuses_cannot_be_built(fact: facts.Fact) -> None:
    result = planned(fact.text)
    assert isinstance(result, CannotBuild), fact.outcome
    assert _names_a_field(result.field), result.field


def _names_a_field(path: str) -> bool:
    """Whether a path leads through the schema, from the `model` block on; `name[2]` is the third of a list."""
    descriptor = message('DetectionModel', '').DESCRIPTOR
    for part in path.split('.'):
        name = part.split('[')[0]
        if descriptor is None or name not in descriptor.fields_by_name:
            return False
        descriptor = descriptor.fields_by_name[name].message_type
    return True
