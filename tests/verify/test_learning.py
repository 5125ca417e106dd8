"""What is learnt of a fork: its models are then known as if they were planned, and its messages as if they were ours."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet

from oracle import facts
from oracle.compare import edge_differences, message, root_differences, variable_differences
from oracle.facts import Fact, Inventory
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.learnt import Learnt, answer_for, load_schema_with, model_key
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Entry
from pipeline_config_ls.checkpoints.roles import VALUE_SUFFIX
from pipeline_config_ls.document import open_document
from pipeline_config_ls.schema import Schema, load_schema
from pipeline_config_ls.verify.learning import learn_messages, learn_model
from pipeline_config_ls.verify.process import Worker
from pipeline_config_ls.verify.request import request_for
from verify.conftest import Analysed

FAMILIES = ('ssd_mobilenet_v2', 'faster_rcnn_resnet', 'centernet_mobilenet_v2')
UNKNOWN = ('"ssd_mobilenet_v2_fpn_keras"', '"ssd_mobilenet_v9_keras"')


class Scripted:
    """A worker with known answers."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers

    def ask(self, question: str, **_: Any) -> Any:
        return self._answers[question]


def worker(**answers: Any) -> Worker:
    return cast(Worker, Scripted(**answers))


def built(inventory: Inventory) -> dict[str, Any]:
    """The worker's answer to `build` for a recorded model."""
    return {
        'raised': None,
        'variables': [[name, list(found.shape), found.dtype] for name, found in inventory.variables.items()],
        'graph': [[[list(child) for child in node.children], node.variable] for node in inventory.graph],
        'roots': inventory.roots,
        'untracked': inventory.untracked,
        'versions': {'tensorflow': '2.15.1'},
    }


def recorded(family: str) -> Iterator[tuple[Fact, Inventory]]:
    for fact in facts.read(family):
        if isinstance(fact.outcome, Inventory):
            yield fact, fact.outcome


@pytest.mark.parametrize('family', FAMILIES)
def test_a_learnt_model_is_the_real_one(family: str, tmp_path: Path) -> None:
    learnt = Learnt('/opt/fork/bin/python', tmp_path)
    for fact, inventory in list(recorded(family))[:6]:
        model = message('DetectionModel', fact.text)
        learnt.store.put(model_key(model, Framework.TF2), answer_for(model, Framework.TF2, built(inventory)))
        plan = learnt.plan(model, Framework.TF2)
        assert isinstance(plan, Tf2Plan), fact.label
        for differences in (variable_differences, edge_differences, root_differences):
            assert differences(plan, inventory) == [], fact.label


def test_a_config_of_a_fork_is_known_once_it_was_verified(analysed: Analysed, tmp_path: Path) -> None:
    learnt = Learnt('/opt/fork/bin/python', tmp_path)
    analysis = with_learnt(analysed(UNKNOWN), learnt)
    request = request_for(analysis, learnt.executable)
    assert request.unknown is not None
    assert analysis.verdict is not None
    assert analysis.verdict.outcome.value == 'cannot_build'
    _, inventory = next((fact, one) for fact, one in recorded('ssd_mobilenet_v2_fpn') if '|' not in fact.label)
    learn_model(worker(build=built(inventory)), learnt, request.unknown, request)
    again = with_learnt(analysed(UNKNOWN), learnt)
    assert isinstance(again.plan, Tf2Plan)
    assert again.plan.learnt_from == 'TensorFlow 2.15.1 of /opt/fork/bin/python'
    assert len(again.plan.variables) == len(inventory.variables)
    assert again.verdict is not None
    assert again.verdict.outcome.value != 'cannot_build'


def test_a_checkpoint_of_a_fork_is_identified_by_what_was_learnt(analysed: Analysed, tmp_path: Path) -> None:
    learnt = Learnt('/opt/fork/bin/python', tmp_path)
    analysis = with_learnt(analysed(), learnt)
    checkpoint = analysis.checkpoint
    assert isinstance(checkpoint, Checkpoint)
    # The fork's network has one more convolution than the API's, and so has its checkpoint.
    model = message('DetectionModel', 'ssd { feature_extractor { type: "ssd_mobilenet_v9_keras" } }')
    added = 'model/_feature_extractor/classification_backbone/layer_with_weights-99/kernel'
    _, inventory = next((fact, one) for fact, one in recorded('ssd_mobilenet_v2_fpn') if '|' not in fact.label)
    answer = built(inventory)
    answer['variables'].append([added, [1, 1, 8, 8], 'float32'])
    answer['graph'].append([[], added])
    backbone = answer['roots']['classification']['feature_extractor']
    layer = len(answer['graph'])
    answer['graph'].append([[['kernel', layer - 1]], None])
    answer['graph'][backbone][0].append(['layer_with_weights-99', layer])
    learnt.store.put(model_key(model, Framework.TF2), answer_for(model, Framework.TF2, answer))
    theirs = replace(
        checkpoint, entries={**checkpoint.entries, f'{added}{VALUE_SUFFIX}': Entry((1, 1, 8, 8), 'float32')}
    )
    project = ProjectContext(analysis.project.search, learnt=learnt, read=lambda prefix: theirs)
    found = ConfigAnalysis(analysis.document, project).identified
    assert found is not None
    assert found.extractor == 'ssd_mobilenet_v9_keras'
    ours = ConfigAnalysis(analysis.document, ProjectContext(analysis.project.search)).identified
    assert ours is not None
    assert ours.extractor == 'ssd_mobilenet_v2_fpn_keras'


def with_learnt(analysis: ConfigAnalysis, learnt: Learnt) -> ConfigAnalysis:
    return ConfigAnalysis(analysis.document, ProjectContext(analysis.project.search, learnt=learnt))


def test_a_model_of_tensorflow_1_is_its_variables(tmp_path: Path) -> None:
    learnt = Learnt('/opt/fork/bin/python', tmp_path)
    model = message('DetectionModel', 'ssd { feature_extractor { type: "ssd_own" } }')
    answer = {'variables': [['FeatureExtractor/a', [1, 2], 'float32']]}
    learnt.store.put(model_key(model, Framework.TF1), answer_for(model, Framework.TF1, answer))
    plan = learnt.plan(model, Framework.TF1)
    assert isinstance(plan, Tf1Plan)
    assert plan.variables['FeatureExtractor/a'].shape == (1, 2)


def test_another_interpreter_has_learnt_nothing(tmp_path: Path) -> None:
    model = message('DetectionModel', 'ssd { }')
    Learnt('/opt/one', tmp_path).store.put(model_key(model, Framework.TF1), {'variables': []})
    assert Learnt('/opt/other', tmp_path).plan(model, Framework.TF1) is None


@pytest.mark.parametrize('damage', [{}, {'variables': 3}, {'variables': [], 'graph': [], 'roots': {}}])
def test_what_cannot_be_read_counts_as_not_learnt(damage: dict[str, Any], tmp_path: Path) -> None:
    learnt = Learnt('/opt/fork', tmp_path)
    model = message('DetectionModel', 'ssd { }')
    learnt.store.put(model_key(model, Framework.TF2), damage)
    assert learnt.plan(model, Framework.TF2) is None


def described(files: list[FileDescriptorProto]) -> dict[str, Any]:
    protos = [base64.b64encode(file.SerializeToString()).decode() for file in files]
    return {'extractors': {}, 'versions': {'tensorflow': '2.15.1'}, 'protos': protos}


def test_messages_that_are_ours_are_not_kept(tmp_path: Path) -> None:
    ours, learnt = load_schema(), Learnt('/opt/fork', tmp_path)
    files = list(FileDescriptorSet.FromString(ours.descriptor_set).file)
    assert learn_messages(worker(describe=described(files)), learnt, ours) is False
    assert learnt.schema is None


def test_a_field_of_a_fork_is_known_once_it_was_learnt(tmp_path: Path) -> None:
    ours, learnt = load_schema(), Learnt('/opt/fork', tmp_path)
    files = list(FileDescriptorSet.FromString(ours.descriptor_set).file)
    for file in files:
        for declared in file.message_type:
            if declared.name == 'Ssd':
                added = declared.field.add(name='own_option', number=900, type=8, label=1)
                added.json_name = 'ownOption'
    assert learn_messages(worker(describe=described(files)), learnt, ours) is True
    schema = load_schema_with(None, learnt)
    assert isinstance(schema, Schema)
    text = 'model { ssd { own_option: true } }'
    root = 'object_detection.protos.TrainEvalPipelineConfig'
    assert open_document(text, None, root=root).faults
    assert not open_document(text, None, schema, root=root).faults
