"""The real API beside the prediction: every meta-architecture, both frameworks, a real step, and a build that is cancelled."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oracle.compare import message
from oracle.edits import edited
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.document import open_document
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.verify.outcome import Real
from pipeline_config_ls.verify.process import Failure, Worker, start
from pipeline_config_ls.verify.report import Report, report
from pipeline_config_ls.verify.request import Step, request_for
from pipeline_config_ls.verify.verifier import ask, read
from verify.conftest import EXAMPLES
from verify.test_process import is_running

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[2]
GARDEN = str(EXAMPLES / 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0')
OPTIMIZER = 'optimizer { momentum_optimizer { learning_rate { constant_learning_rate { } } } }'

# Base, edits, whose checkpoint ('garden' is the example's), the rest of train_config; and what becomes of it.
TF2 = [
    ('ssd_mobilenet_v1', (), 'ssd_mobilenet_v1', 'fine_tune_checkpoint_type: "full"', 'restored'),
    (
        'ssd_mobilenet_v1',
        ('num_classes: 7',),
        'ssd_mobilenet_v1',
        'fine_tune_checkpoint_type: "full"',
        'incompatible_shape',
    ),
    ('ssd_mobilenet_v1', (), 'ssd_mobilenet_v1', 'fine_tune_checkpoint_type: "fine_tune"', 'unsupported_type'),
    ('centernet_mobilenet_v2', (), 'centernet_mobilenet_v2', 'fine_tune_checkpoint_type: "detection"', 'restored'),
    ('centernet_mobilenet_v2', (), 'centernet_mobilenet_v2', '', 'unmatched'),
    ('ssd_efficientdet_d0', (), 'garden', 'fine_tune_checkpoint_type: "detection"', 'incompatible_shape'),
    ('faster_rcnn_resnet50', (), 'garden', 'fine_tune_checkpoint_type: "full"', 'unmatched'),
    ('mask_rcnn_inception_resnet_v2', (), 'garden', 'load_all_detection_checkpoint_vars: true', 'refused'),
    ('centernet_keypoints', (), 'ssd_mobilenet_v1', 'fine_tune_checkpoint_type: "detection"', 'unmatched'),
    ('ssd_mobilenet_v2', ('feature_extractor.type: "ssd_mobilenet_v9_keras"',), 'garden', '', 'cannot_build'),
]
TF1 = [
    ('tf1_ssd', (), 'tf1_ssd', 'fine_tune_checkpoint_type: "detection"', 'restored'),
    ('tf1_ssd', ('num_classes: 7',), 'tf1_ssd', 'from_detection_checkpoint: true load_all_detection_checkpoint_vars: true', 'partial'),
    ('tf1_ssd', (), 'tf1_ssd', 'fine_tune_checkpoint_type: "full"', 'unsupported_type'),
    ('tf1_fpn', (), 'garden', 'fine_tune_checkpoint_type: "detection"', 'nothing'),
    ('tf1_faster_rcnn', (), 'tf1_ssd', 'fine_tune_checkpoint_type: "classification"', 'nothing'),
]  # fmt: skip


@pytest.fixture(scope='module', autouse=True)
def api() -> None:
    pytest.importorskip('object_detection', reason='make setup-tensorflow installs the API')


@pytest.fixture(scope='module')
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The whole checkpoints that the real API wrote, by the base that they are of."""
    folder = tmp_path_factory.mktemp('checkpoints')
    environment = {**os.environ, 'PYTHONPATH': str(ROOT)}
    for framework, *bases in (('tf2', 'ssd_mobilenet_v1', 'centernet_mobilenet_v2'), ('tf1', 'tf1_ssd')):
        command = [sys.executable, '-m', 'oracle.whole_checkpoints', framework, str(folder), *bases]
        subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
    written = {file.name.removesuffix('-1.index'): str(file.with_suffix('')) for file in folder.glob('*.index')}
    return {'garden': GARDEN, **written}


@pytest.fixture(scope='module')
def tf2() -> Iterator[Worker]:
    started = start(sys.executable, 'tf2')
    assert isinstance(started, Worker)
    with started as worker:
        yield worker


@pytest.fixture(scope='module')
def tf1() -> Iterator[Worker]:
    started = start(sys.executable, 'tf1')
    assert isinstance(started, Worker)
    with started as worker:
        yield worker


def analysis_of(text: str, framework: str, folder: Path = ROOT) -> ConfigAnalysis:
    context = ProjectContext(SearchContext(working_directory=str(folder)), framework=framework)
    return ConfigAnalysis(open_document(text, folder / 'pipeline.config'), context)


def verified(worker: Worker, analysis: ConfigAnalysis, step: Step = Step.NONE) -> Report:
    request = request_for(analysis, sys.executable, step)
    answers = ask(worker, request)
    assert not isinstance(answers, Failure), answers.details
    real: Real = read(request, answers)
    return report(analysis, request, real)


def config_text(base: str, edits: tuple[str, ...], checkpoint: str, train: str) -> str:
    model = edited(base, edits, message('DetectionModel', ''))
    version = '' if base.startswith('tf1') else 'fine_tune_checkpoint_version: V2'
    named = f'fine_tune_checkpoint: "{checkpoint}"'
    return f'model {{ {model} }}\ntrain_config {{ batch_size: 1 {OPTIMIZER} {named} {version} {train} }}\n'


@pytest.mark.parametrize(('base', 'edits', 'source', 'train', 'outcome'), TF2)
def test_tensorflow_2_does_what_is_predicted(
    tf2: Worker, checkpoints: dict[str, str], base: str, edits: Any, source: str, train: str, outcome: str
) -> None:
    found = verified(tf2, analysis_of(config_text(base, edits, checkpoints[source], train), 'tf2'))
    assert found.agrees, found.as_text()
    assert found.as_json()['outcome'] == outcome


@pytest.mark.parametrize(('base', 'edits', 'source', 'train', 'outcome'), TF1)
def test_tensorflow_1_does_what_is_predicted(
    tf1: Worker, checkpoints: dict[str, str], base: str, edits: Any, source: str, train: str, outcome: str
) -> None:
    found = verified(tf1, analysis_of(config_text(base, edits, checkpoints[source], train), 'tf1'))
    assert found.agrees, found.as_text()
    assert found.as_json()['outcome'] == outcome


@pytest.mark.parametrize('example', ['restores', 'three-mistakes'])
def test_the_examples(tf2: Worker, example: str) -> None:
    text = (EXAMPLES / example / 'pipeline.config').read_text()
    found = verified(tf2, analysis_of(text, 'auto', EXAMPLES))
    assert found.agrees, found.as_text()
    assert found.starts == (example == 'restores')


def test_a_real_step_on_the_records_of_the_example(tf2: Worker) -> None:
    text = (EXAMPLES / 'restores' / 'pipeline.config').read_text()
    found = verified(tf2, analysis_of(text, 'auto', EXAMPLES), Step.RECORDS)
    assert found.real.step is not None
    assert found.real.step.error is None
    assert found.real.step.loss is not None
    assert found.real.step.loss > 0


def test_a_real_step_of_tensorflow_1_on_made_up_data(tf1: Worker, checkpoints: dict[str, str]) -> None:
    text = config_text('tf1_ssd', (), checkpoints['tf1_ssd'], 'fine_tune_checkpoint_type: "detection"')
    reader = '{ label_map_path: "labels.pbtxt" tf_record_input_reader { input_path: "none" } }'
    text += f'train_input_reader {reader} eval_config {{ }} eval_input_reader {reader}\n'
    found = verified(tf1, analysis_of(text, 'tf1'), Step.MADE_UP)
    assert found.real.step is not None
    assert found.real.step.error is None, found.as_text()


def test_cancelling_in_mid_build_leaves_no_process() -> None:
    started = start(sys.executable, 'tf2')
    assert isinstance(started, Worker)
    text = (EXAMPLES / 'restores' / 'pipeline.config').read_text()

    def cancel(stage: str, title: str) -> None:
        if stage == 'builder':
            started.cancel()

    with started as worker:
        answer = worker.ask('build', on_stage=cancel, config=text, folder=str(EXAMPLES))
    assert answer == Failure('cancelled', 'cancelled')
    assert not is_running(started.pid)


def test_what_is_registered_is_told(tf2: Worker) -> None:
    described = tf2.ask('describe')
    assert isinstance(described, dict)
    assert described['extractors']['ssd']['ssd_mobilenet_v2_keras'].endswith('SSDMobileNetV2KerasFeatureExtractor')
    assert len(described['protos']) > 30
