"""The recorded facts are whole: one for each variant of the list, each graph sound, each root in its graph."""

import random
from pathlib import Path

import pytest

from oracle import facts
from oracle.compare import message
from oracle.edits import edited
from oracle.facts import BuildError, Fact, Inventory, Node, Variable
from oracle.random_variants import OPTIONS, random_variant
from oracle.variants import FAMILIES


@pytest.mark.parametrize('family', FAMILIES)
def test_every_variant_is_recorded_once(family: str) -> None:
    recorded = [fact.label for fact in facts.read(family)]
    assert recorded == [variant.label for variant in FAMILIES[family]]
    assert len(set(recorded)) == len(recorded)


@pytest.mark.parametrize('family', FAMILIES)
def test_what_is_recorded_is_the_text_of_the_variant(family: str) -> None:
    for variant, fact in zip(FAMILIES[family], facts.read(family), strict=True):
        text = edited(variant.base, variant.edits, message('DetectionModel', ''))
        assert message('DetectionModel', text) == message('DetectionModel', fact.text), variant.label


@pytest.mark.parametrize('seed', range(200))
def test_random_variants_are_texts_of_models(seed: int) -> None:
    family = random.Random(seed).choice(list(OPTIONS))
    chosen = random_variant(family, random.Random(seed))
    assert chosen == random_variant(family, random.Random(seed))
    text = edited(chosen.base, chosen.edits, message('DetectionModel', ''))
    assert message('DetectionModel', text).WhichOneof('model')


@pytest.mark.parametrize('family', FAMILIES)
def test_graphs_hold_together(family: str) -> None:
    for fact in facts.read(family):
        if isinstance(fact.outcome, BuildError):
            assert fact.outcome.stage in ('builder', 'forward'), fact.label
            continue
        nodes = len(fact.outcome.graph)
        assert all(0 < child < nodes for node in fact.outcome.graph for _, child in node.children), fact.label
        assert fact.outcome.keys_under(0) == fact.outcome.variables.keys(), fact.label
        for roots in fact.outcome.roots.values():
            assert isinstance(roots, str) or all(0 < node < nodes for node in roots.values()), fact.label


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    graph = (Node((('model', 1),), None), Node((('bias', 2), ('kernel', 3)), None), Node((), 'b'), Node((), 'k'))
    variables = {'b': Variable((3,), 'float32'), 'k': Variable((), 'int64')}
    roots: dict[str, dict[str, int] | str] = {'full': {'model': 1}, 'classification': 'ValueError: no'}
    untracked = {'classification': {'x': Variable((1, 2), 'float32')}}
    rows = [
        Fact('f', 'one', 'ssd {}', Inventory(variables, graph, roots, untracked)),
        Fact('f', 'two', 'ssd { num_classes: 1 }', BuildError('builder', 'ValueError', 'não')),
    ]
    facts.write('f', rows, tmp_path)
    assert list(facts.read('f', tmp_path)) == rows
    first = (tmp_path / 'f.jsonl.xz').read_bytes()
    facts.write('f', rows, tmp_path)
    assert (tmp_path / 'f.jsonl.xz').read_bytes() == first


def test_keys_under_a_node_follow_shared_children_once() -> None:
    graph = (Node((('a', 1), ('b', 1)), None), Node((('self', 1), ('v', 2)), None), Node((), 'a/v'))
    inventory = Inventory({'a/v': Variable((), 'float32')}, graph, {}, {})
    assert inventory.keys_under(0) == {'a/v'}
    assert inventory.keys_under(2) == {'a/v'}
