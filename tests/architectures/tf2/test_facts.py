"""The planner against the real builder: every recorded variant, variable by variable and edge by edge.

`tests/facts` says what the API built (see oracle/facts.py); nothing here may differ from it (oracle/compare.py).
"""

from __future__ import annotations

import pytest

from oracle import facts
from oracle.compare import edge_differences, planned, root_differences, variable_differences
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan

FACTS = list(facts.read_all())
ALL = [pytest.param(fact, id=f'{fact.family}: {fact.label}') for fact in FACTS]
BUILT = [case for case, fact in zip(ALL, FACTS, strict=True) if isinstance(fact.outcome, facts.Inventory)]


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
