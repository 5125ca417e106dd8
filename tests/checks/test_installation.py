"""Hints of the installation that was verified with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from oracle.compare import message
from oracle.edits import edited
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.learnt import Learnt, answer_for, model_key
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.document import open_document
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.verify.learning import note_installation

SYNC = (
    '-feature_extractor.conv_hyperparams.batch_norm',
    'feature_extractor.conv_hyperparams.sync_batch_norm { scale: true }',
)
SMALL = ('feature_extractor.type: "resnet_v1_18_fpn"',)


def hints(tmp_path: Path, base: str, edits: tuple[str, ...], tensorflow: str) -> list[str]:
    """What is said of a model in an installation with this TensorFlow."""
    learnt = Learnt('/opt/python', tmp_path)
    if tensorflow:
        note_installation(learnt, {'tensorflow': tensorflow})
    text = f'model {{ {edited(base, edits, message("DetectionModel", ""))} }}'
    project = ProjectContext(SearchContext(), framework='tf2', learnt=learnt)
    found = config_problems(ConfigAnalysis(open_document(text, tmp_path / 'pipeline.config'), project))
    return [problem.message for problem in found if problem.code == 'tensorflow-version']


@pytest.mark.parametrize(
    ('base', 'edits', 'cause'),
    [('ssd_efficientdet_d0', SYNC, '`is_tpu_strategy`'), ('centernet_resnet_v1_fpn', SMALL, '`ResNet`')],
)
def test_what_keras_hides_is_told_of_an_installation_that_has_it(
    tmp_path: Path, base: str, edits: tuple[str, ...], cause: str
) -> None:
    for tensorflow in ('2.13.1', '2.15.1', '2.21.0'):
        (said,) = hints(tmp_path, base, edits, tensorflow)
        assert said.startswith(f'With TensorFlow {tensorflow} this does not build')
        assert cause in said


@pytest.mark.parametrize('tensorflow', ['', '2.10.1', '2.12.0'])
def test_nothing_is_told_of_others(tmp_path: Path, tensorflow: str) -> None:
    assert hints(tmp_path, 'ssd_efficientdet_d0', SYNC, tensorflow) == []
    assert hints(tmp_path, 'centernet_resnet_v1_fpn', SMALL, tensorflow) == []


def test_nothing_is_told_of_models_that_it_can_build(tmp_path: Path) -> None:
    assert hints(tmp_path, 'ssd_efficientdet_d0', (), '2.21.0') == []
    assert hints(tmp_path, 'centernet_resnet_v1_fpn', (), '2.21.0') == []


def test_a_learnt_model_is_said_to_be_one(tmp_path: Path) -> None:
    learnt = Learnt('/opt/python', tmp_path)
    note_installation(learnt, {'tensorflow': '2.15.1'})
    text = 'model { ssd { feature_extractor { type: "ssd_own" } } }'
    document = open_document(text, tmp_path / 'pipeline.config')
    answer = {'variables': [['FeatureExtractor/a', [1], 'float32']]}
    config: Any = document.message
    learnt.store.put(model_key(config.model, Framework.TF1), answer_for(config.model, Framework.TF1, answer))
    project = ProjectContext(SearchContext(), framework='tf1', learnt=learnt)
    found = {problem.code: problem for problem in config_problems(ConfigAnalysis(document, project))}
    assert 'cannot-build' not in found
    assert found['learnt-model'].message == (
        'Learnt from TensorFlow 2.15.1 of /opt/python: `ssd_own` is an extractor of a fork.'
    )
    assert text[slice(*found['learnt-model'].span)] == '"ssd_own"'
