"""The planner against the real builder: every recorded variant of a TensorFlow 1 model (see oracle/slim_record.py)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oracle import slim_facts
from oracle.slim_facts import SlimFact
from oracle.slim_variants import VARIANTS
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf1.plan import SlimPlan

ALL = [pytest.param(fact, id=fact.label) for fact in slim_facts.read()]
BUILT = [case for case in ALL if case.values[0].variables is not None]
REFUSED = [case for case in ALL if case.values[0].variables is None]


def test_every_variant_is_recorded_once() -> None:
    assert [case.id for case in ALL] == [variant.label for variant in VARIANTS]


@pytest.mark.parametrize('fact', BUILT)
def test_variables_are_those_of_the_real_model(attempt_slim: Callable[[str], object], fact: SlimFact) -> None:
    result = attempt_slim(fact.text)
    assert isinstance(result, SlimPlan), result
    # These were recorded with the step made first, as trainers do; then NASNet makes none of its own.
    have = {
        name: (variable.shape, variable.dtype)
        for name, variable in result.variables.items()
        if not name.endswith('/global_step')
    }
    assert have == fact.variables


@pytest.mark.parametrize('fact', REFUSED)
def test_what_the_api_refuses_cannot_be_built(attempt_slim: Callable[[str], object], fact: SlimFact) -> None:
    assert isinstance(attempt_slim(fact.text), CannotBuild), fact.refusal
