"""TensorFlow 1 configs: what the person is told of variables that would start from random values, and the text after each fix."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from oracle.compare import message
from oracle.hollow import STEP, write_hollow
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.architectures.variable import Shape
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.checks.check import Severity
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.schema import load_schema

SCHEMA = load_schema()
CONFIG = """model {
  ssd {
    num_classes: 3
    image_resizer { fixed_shape_resizer { height: 300 width: 300 } }
    feature_extractor {
      type: "ssd_mobilenet_v2"
      conv_hyperparams {
        regularizer { l2_regularizer { } }
        initializer { truncated_normal_initializer { } }
        batch_norm { }
      }
    }
    box_coder { faster_rcnn_box_coder { } }
    matcher { argmax_matcher { } }
    similarity_calculator { iou_similarity { } }
    box_predictor {
      convolutional_box_predictor {
        conv_hyperparams {
          regularizer { l2_regularizer { } }
          initializer { truncated_normal_initializer { } }
        }
      }
    }
    anchor_generator { ssd_anchor_generator { num_layers: 6 aspect_ratios: 1 } }
    loss {
      classification_loss { weighted_sigmoid { } }
      localization_loss { weighted_smooth_l1 { } }
    }
    post_processing { batch_non_max_suppression { } }
  }
}
train_config {
  optimizer { momentum_optimizer { learning_rate { constant_learning_rate { } } } use_moving_average: false }
  fine_tune_checkpoint: "model.ckpt"
  from_detection_checkpoint: true
}
"""
OTHER_TYPE = ('from_detection_checkpoint: true', 'from_detection_checkpoint: false')


class Shown(NamedTuple):
    """A problem as the person sees it: its severity, what is underlined, the sentence, and by title the text after each fix."""

    severity: Severity
    at: str
    message: str
    fixes: dict[str, str]


def shapes(*changes: tuple[str, str]) -> dict[str, Shape]:
    """What training a changed config leaves behind, slots aside."""
    planned = plan(message('TrainEvalPipelineConfig', changed(*changes)).model, Framework.TF1)
    assert isinstance(planned, Tf1Plan)
    return {name: found.shape for name, found in planned.variables.items() if found.shape is not None} | {STEP: ()}


def changed(*changes: tuple[str, str]) -> str:
    text = CONFIG
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def shown(folder: Path, text: str, saved: Mapping[str, Shape], trainer: str = 'model_lib') -> dict[str, Shown]:
    """The problems of these checks by code, with a checkpoint of these variables beside the config."""
    write_hollow(folder / 'model.ckpt', saved)
    document = open_document(text, folder / 'pipeline.config', SCHEMA)
    project = ProjectContext(SearchContext(working_directory=str(folder)), trainer=trainer)
    return {
        problem.code: Shown(
            problem.severity,
            text[slice(*problem.span)],
            problem.message,
            {fix.title: apply(text, fix.edits) for fix in problem.fixes},
        )
        for problem in config_problems(ConfigAnalysis(document, project))
        if problem.code.startswith(('tf1-', 'tensorflow-1'))
    }


def test_a_config_that_restores_gets_hints_alone(tmp_path: Path) -> None:
    found = shown(tmp_path, CONFIG, shapes())
    assert found.keys() == {'tensorflow-1', 'tf1-checkpoint-ignored'}
    assert all(one.severity is Severity.HINT for one in found.values())
    assert found['tf1-checkpoint-ignored'].at == '"model.ckpt"'


def test_the_hint_that_the_checkpoint_is_ignored_is_for_one_trainer(tmp_path: Path) -> None:
    assert 'tf1-checkpoint-ignored' not in shown(tmp_path, CONFIG, shapes(), 'legacy')


def test_a_config_for_tensorflow_1_says_so_and_offers_the_move(tmp_path: Path) -> None:
    hint = shown(tmp_path, CONFIG, shapes())['tensorflow-1']
    assert hint.at == '"ssd_mobilenet_v2"'
    assert hint.message.startswith('This config is for TensorFlow 1: `ssd_mobilenet_v2` is no TensorFlow 2 extractor')
    moved = hint.fixes['Make this a TensorFlow 2 config']
    assert 'type: "ssd_mobilenet_v2_keras"' in moved
    assert 'fine_tune_checkpoint_version: V2' in moved
    assert 'fine_tune_checkpoint_type: "detection"' in moved
    assert 'from_detection_checkpoint' not in moved


def test_a_network_that_tensorflow_2_lacks_moves_to_the_one_most_like_it(tmp_path: Path) -> None:
    change = ('"ssd_mobilenet_v2"', '"ssd_mobiledet_cpu"')
    hint = shown(tmp_path, changed(change), shapes(change))['tensorflow-1']
    assert hint.message.endswith(
        'Nearly all training today is TensorFlow 2, which does not have this network; `ssd_mobilenet_v2_keras` is the most like it.'
    )
    (title,) = hint.fixes
    assert title == 'Make this a TensorFlow 2 config, with `ssd_mobilenet_v2_keras`'
    assert 'type: "ssd_mobilenet_v2_keras"' in hint.fixes[title]


def test_a_model_that_tensorflow_2_would_refuse_is_not_moved(tmp_path: Path) -> None:
    change = ('width: 300', 'width: 300 convert_to_grayscale: true')
    hint = shown(tmp_path, changed(change), shapes(change))['tensorflow-1']
    assert hint.fixes == {}
    assert hint.message.endswith(
        'Nearly all training today is TensorFlow 2, which would refuse this model: `ssd_mobilenet_v2_keras` is made for images of '
        'three channels; remove the field.'
    )


def test_from_detection_checkpoint_is_false(tmp_path: Path) -> None:
    error = shown(tmp_path, changed(OTHER_TYPE), shapes())['tf1-backbone-lost']
    assert (error.severity, error.at) == (Severity.ERROR, 'false')
    assert error.message.startswith(
        "None of the backbone's 260 variables would be restored. This is a detection checkpoint"
    )
    assert error.message.endswith('Training starts silently, with all of the parameters random.')
    (text,) = error.fixes.values()
    assert 'fine_tune_checkpoint_type: "detection"' in text
    assert 'tf1-backbone-lost' not in shown(tmp_path, text, shapes())


def test_another_architecture(tmp_path: Path) -> None:
    saved = shapes(('"ssd_mobilenet_v2"', '"ssd_mobilenet_v1"'))
    error = shown(tmp_path, CONFIG, saved)['tf1-backbone-lost']
    assert error.at == '"model.ckpt"'
    assert 'The checkpoint is of ssd_mobilenet_v1, 3 classes; the config builds `ssd_mobilenet_v2`.' in error.message
    text = error.fixes['Set type to "ssd_mobilenet_v1"']
    assert 'tf1-backbone-lost' not in shown(tmp_path, text, saved)


def test_another_depth_multiplier(tmp_path: Path) -> None:
    saved = shapes(('"ssd_mobilenet_v2"', '"ssd_mobilenet_v2" depth_multiplier: 0.75'))
    text = changed(('"ssd_mobilenet_v2"', '"ssd_mobilenet_v2" depth_multiplier: 1.0'))
    error = shown(tmp_path, text, saved)['tf1-backbone-lost']
    assert error.at == '1.0'
    assert list(error.fixes) == ['Set depth_multiplier to 0.75']


def test_two_mistakes_are_mended_by_one_fix(tmp_path: Path) -> None:
    saved = shapes(('"ssd_mobilenet_v2"', '"ssd_mobilenet_v1"'))
    error = shown(tmp_path, changed(OTHER_TYPE), saved)['tf1-backbone-lost']
    (text,) = error.fixes.values()
    assert list(error.fixes) == ['Set fine_tune_checkpoint_type to "detection" and set type to "ssd_mobilenet_v1"']
    assert 'tf1-backbone-lost' not in shown(tmp_path, text, saved)


def test_other_classes_are_information(tmp_path: Path) -> None:
    text = changed(('from_detection', 'load_all_detection_checkpoint_vars: true from_detection'))
    found = shown(tmp_path, text, shapes(('num_classes: 3', 'num_classes: 90')))
    assert 'tf1-backbone-lost' not in found
    assert found['tf1-heads-anew'].severity is Severity.INFORMATION


def test_a_type_of_tensorflow_2(tmp_path: Path) -> None:
    text = changed(('from_detection_checkpoint: true', 'fine_tune_checkpoint_type: "full"'))
    error = shown(tmp_path, text, shapes())['tf1-restore-stops']
    assert error.at == '"full"'
    assert list(error.fixes) == ['Set fine_tune_checkpoint_type to "detection"']


def test_a_lost_shard_stops_the_restore(tmp_path: Path) -> None:
    text = changed(('model.ckpt', 'other.ckpt'))
    shown(tmp_path, CONFIG, shapes())
    (tmp_path / 'other.ckpt.index').write_bytes((tmp_path / 'model.ckpt.index').read_bytes())
    error = shown(tmp_path, text, shapes())['tf1-restore-stops']
    assert '`other.ckpt.data-00000-of-00001`, which holds the values, is not beside' in error.message


@pytest.mark.parametrize('trainer', ['model_lib', 'legacy'])
def test_slots_are_not_told(tmp_path: Path, trainer: str) -> None:
    found = shown(tmp_path, CONFIG, shapes(), trainer)
    assert not any(one.severity is not Severity.HINT for one in found.values())


def test_a_checkpoint_that_lies_near_and_restores_is_offered(tmp_path: Path) -> None:
    write_hollow(tmp_path / 'right.ckpt', shapes(('num_classes: 3', 'num_classes: 90')))
    write_hollow(tmp_path / 'wrong.ckpt', shapes(('"ssd_mobilenet_v2"', '"ssd_mobilenet_v3_small"')))
    error = shown(tmp_path, CONFIG, shapes(('"ssd_mobilenet_v2"', '"ssd_mobilenet_v1"')))['tf1-backbone-lost']
    offered = [title for title in error.fixes if title.startswith('Use the prefix')]
    assert offered == ['Use the prefix `right.ckpt` (ssd_mobilenet_v2, 90 classes): restores 292 variables']
