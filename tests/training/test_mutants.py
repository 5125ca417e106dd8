"""Random mutants of whole configs, as the real pipeline took them (oracle/mutant_record.py), and what is predicted of them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import text_format

from oracle import mutant_bases, mutant_facts, mutants
from oracle.mutant_facts import MutantFact
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan, refusal_of
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.checks.check import Family, Severity
from pipeline_config_ls.document import open_document
from pipeline_config_ls.schema import load_schema
from pipeline_config_ls.training.batches import uneven
from pipeline_config_ls.training.refusals import refusals

SCHEMA = load_schema()
LABEL_MAP = 'object_detection.protos.StringIntLabelMap'
KEYPOINTS = Path(mutants.__file__).parent / 'models' / 'keypoints.pbtxt'

# What is predicted otherwise, and why. Each is a mutant's base and its last edit.
EXPLAINED: dict[tuple[str, str], str] = {
    ('ssd_small', 'eval_input_reader[0].load_instance_masks: true'): 'the records have masks as PNG, not as numbers',
    (
        'center_net_masks',
        'train_input_reader.load_dense_pose: true',
    ): 'the package lacks UV_symmetry_transforms.mat, with which surfaces are mirrored',
}

# Refused where boxes are computed or evaluated, which the recording stops before; test_evaluation.py runs it.
NOT_RECORDED = ('eval_config.retain_original_images', 'model.center_net.post_processing')


def fields_refused(config: Any, framework: Framework) -> list[str]:
    """The fields that the planner and the rules of training refuse."""
    label_map = open_document(KEYPOINTS.read_text(), None, SCHEMA, root=LABEL_MAP).message
    refusal = refusal_of(plan(config.model, framework, lambda _: label_map))
    model = [f'model.{refusal.field}'] if refusal is not None else []
    return [*model, *(refusal.field for refusal in refusals(config, framework))]


# What is said of the images that happened to be in one batch: it is true of these records, and no matter of the config.
BATCHED = re.compile('Cannot add tensor to the batch|Shapes of all inputs must match')


def is_predicted(fact: MutantFact, config: Any, refused: list[str]) -> bool:
    """Where the images of the records have different sizes, what is refused is their batch, of which the editor warns."""
    if BATCHED.search(fact.message):
        return bool(refused) or uneven(config) is not None
    return bool(refused) == bool(fact.stage)


def is_recorded(fact: MutantFact) -> bool:
    return not any(edit.startswith(NOT_RECORDED) for edit in fact.mutant.edits)


@cache
def differences(framework: Framework) -> tuple[int, list[tuple[MutantFact, list[str]]]]:
    """How many mutants there are, and those that are predicted otherwise."""
    bases, facts = mutant_facts.read(framework.value)
    messages = {name: open_document(text, None, SCHEMA).message for name, text in bases.items()}
    different = []
    for fact in filter(is_recorded, facts):
        config: Any = type(messages[fact.mutant.base])()
        config.CopyFrom(messages[fact.mutant.base])
        mutants.apply(fact.mutant, config)
        refused = fields_refused(config, framework)
        if not is_predicted(fact, config, refused):
            different.append((fact, refused))
    return len(facts), different


@pytest.mark.parametrize('framework', list(Framework))
def test_what_the_real_pipeline_refuses_is_refused(framework: Framework) -> None:
    count, different = differences(framework)
    unexplained = [one for one in different if (one[0].mutant.base, one[0].mutant.edits[-1]) not in EXPLAINED]
    assert unexplained == []
    assert len(different) <= count * 0.005


@pytest.mark.parametrize('framework', list(Framework))
def test_nothing_is_refused_that_trains(framework: Framework) -> None:
    _, different = differences(framework)
    assert [(fact.mutant, refused) for fact, refused in different if refused] == []


TOLD = {Family.MODEL, Family.TRAINING}
"""The families of what is wrong with a config alone: files are not there for a test."""


@pytest.mark.parametrize('framework', list(Framework))
def test_what_is_refused_is_told_as_an_error_and_nothing_else_is(
    framework: Framework, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / mutant_bases.LABEL_MAP).write_text(KEYPOINTS.read_text())
    bases, facts = mutant_facts.read(framework.value)
    messages = {name: open_document(text, None, SCHEMA).message for name, text in bases.items()}
    different = []
    for fact in filter(is_recorded, facts[:: len(facts) // 150]):
        config: Any = type(messages[fact.mutant.base])()
        config.CopyFrom(messages[fact.mutant.base])
        mutants.apply(fact.mutant, config)
        if not config.HasField('train_config'):
            continue  # nobody means to train
        document = open_document(text_format.MessageToString(config), str(tmp_path / 'pipeline.config'), SCHEMA)
        with caplog.at_level('ERROR'):
            found = config_problems(ConfigAnalysis(document, ProjectContext(framework=framework.value)))
        errors = [one for one in found if one.severity is Severity.ERROR and one.family in TOLD]
        if bool(errors) != bool(fact.stage) and fact.stage != 'evaluation' and not BATCHED.search(fact.message):
            different.append((fact, errors))
    assert different == []
    assert caplog.messages == []  # no check failed


def test_there_are_enough_of_them_over_every_meta_architecture() -> None:
    facts = [fact for name in mutant_facts.FRAMEWORKS for fact in mutant_facts.read(name)[1]]
    assert len({fact.mutant for fact in facts}) >= 2000
    assert mutant_bases.BASES.keys() == {fact.mutant.base for fact in facts if not fact.stage}
