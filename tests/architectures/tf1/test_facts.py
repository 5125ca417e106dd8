"""The planner against the real builder: every recorded variant of a TensorFlow 1 model (see oracle/tf1_record.py)."""

from __future__ import annotations

import pytest

from oracle import tf1_facts
from oracle.compare_tf1 import differences
from oracle.tf1_facts import Tf1Fact
from oracle.variants_tf1 import VARIANTS

ALL = [pytest.param(fact, id=fact.label) for fact in tf1_facts.read()]
RANDOM = [pytest.param(fact, id=fact.label) for fact in tf1_facts.read(tf1_facts.RANDOM)]


def test_every_variant_is_recorded_once() -> None:
    assert [case.id for case in ALL] == [variant.label for variant in VARIANTS]


@pytest.mark.parametrize('fact', [*ALL, *RANDOM])
def test_the_plan_is_what_the_api_builds_or_refuses(fact: Tf1Fact) -> None:
    assert differences(fact) == []
