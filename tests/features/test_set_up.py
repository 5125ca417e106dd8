"""Set up for fine-tuning: from a sample config beside a checkpoint and data to one that restores and has no problems."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import config_problems, text_problems
from pipeline_config_ls.checks.check import Severity
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.features.set_up import Proposal, propose, use_checkpoint
from pipeline_config_ls.features.set_up_action import set_up_action
from pipeline_config_ls.features.set_up_checkpoint import Kind, candidates
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.restore.verdict import Outcome
from pipeline_config_ls.textproto import Span

EXAMPLES = Path(__file__).parents[2] / 'examples'
# What the API's samples look like below the model.
SAMPLE = """
train_config: {
  fine_tune_checkpoint_version: V2
  fine_tune_checkpoint: "PATH_TO_BE_CONFIGURED/mobilenet_v2.ckpt-1"
  fine_tune_checkpoint_type: "classification"
  batch_size: 128
  sync_replicas: true
  startup_delay_steps: 0
  replicas_to_aggregate: 8
  use_bfloat16: true
  num_steps: 50000
  optimizer {
    momentum_optimizer: {
      learning_rate: {
        cosine_decay_learning_rate {
          learning_rate_base: .08
          total_steps: 50000
          warmup_learning_rate: .026666
          warmup_steps: 1000
        }
      }
      momentum_optimizer_value: 0.9
    }
    use_moving_average: false
  }
  max_number_of_boxes: 100
  unpad_groundtruth_tensors: false
}
train_input_reader: {
  label_map_path: "PATH_TO_BE_CONFIGURED/label_map.txt"
  tf_record_input_reader {
    input_path: "PATH_TO_BE_CONFIGURED/train2017-?????-of-00256.tfrecord"
  }
}
eval_config: {
  metrics_set: "coco_detection_metrics"
  use_moving_averages: false
}
eval_input_reader: {
  label_map_path: "PATH_TO_BE_CONFIGURED/label_map.txt"
  shuffle: false
  num_epochs: 1
  tf_record_input_reader {
    input_path: "PATH_TO_BE_CONFIGURED/val2017-?????-of-00032.tfrecord"
  }
}
"""


@pytest.fixture
def sample(tmp_path: Path) -> ConfigAnalysis:
    """A sample of the garden's model, in a folder with the garden's checkpoint and the bees' data."""
    for name in ('pretrained', 'annotations'):
        shutil.copytree(EXAMPLES / name, tmp_path / name)
    model = (EXAMPLES / 'restores/pipeline.config').read_text(encoding='utf-8').partition('train_config')[0]
    return opened(model.replace('num_classes: 4', 'num_classes: 90') + SAMPLE, tmp_path)


def opened(text: str, folder: Path) -> ConfigAnalysis:
    project = ProjectContext(SearchContext(workspace_folders=(str(folder),)))
    return ConfigAnalysis(open_document(text, folder / 'pipeline.config'), project)


def after(analysis: ConfigAnalysis, proposal: Proposal) -> ConfigAnalysis:
    text = apply(analysis.document.text, [change.edit for change in proposal.changes])
    assert analysis.document.path is not None
    return opened(text, Path(analysis.document.path).parent)


def test_the_checkpoint_near_is_offered_with_what_it_is_and_what_comes_of_it(sample: ConfigAnalysis) -> None:
    (found,) = candidates(sample)
    assert found.label == 'ssd_mobilenet_v2_fpnlite_320x320_garden'
    assert found.description == 'ssd_mobilenet_v2_fpn_keras, 12 classes'
    assert found.detail.startswith('restores 290 variables as detection · ')


def test_afterwards_it_restores_and_has_no_problems(sample: ConfigAnalysis) -> None:
    proposal = propose(sample, candidates(sample)[0].prefix)
    ready = after(sample, proposal)
    assert ready.verdict is not None
    assert ready.verdict.outcome is Outcome.RESTORED
    problems = (*text_problems(ready.document), *config_problems(ready))
    assert [problem.message for problem in problems if problem.severity is not Severity.HINT] == []
    assert proposal.remaining == ('num_steps is 50,000, as for the larger batch: choose what your data set takes.',)


def test_what_is_changed_and_why(sample: ConfigAnalysis) -> None:
    proposal = propose(sample, candidates(sample)[0].prefix)
    why = {change.label: change.description for change in proposal.changes}
    assert why['num_classes: 4'] == 'the classes of the label map'
    assert why['fine_tune_checkpoint_type: "detection"'] == 'restores 290 variables; the rest starts fresh'
    assert why['batch_size: 8'] == 'was 128, for several accelerators; 8 fits one GPU'
    assert why['use_bfloat16: false'] == 'bfloat16 is for TPUs'
    assert 'Take out sync_replicas' in why
    assert 'eval input_path: "annotations/eval.tfrecord"' in why
    config = after(sample, proposal).config
    assert config.train_input_reader.label_map_path == 'annotations/label_map.pbtxt'
    assert config.eval_input_reader[0].tf_record_input_reader.input_path == ['annotations/eval.tfrecord']
    rate = config.train_config.optimizer.momentum_optimizer.learning_rate.cosine_decay_learning_rate
    assert rate.learning_rate_base == pytest.approx(0.08 / 16)
    assert rate.warmup_learning_rate == pytest.approx(0.026666 / 16, rel=0.01)


def test_a_config_that_is_set_up_is_left_alone(sample: ConfigAnalysis) -> None:
    ready = after(sample, propose(sample, candidates(sample)[0].prefix))
    again = propose(ready, candidates(ready)[0].prefix)
    assert again == Proposal((), ())


def test_what_was_not_found_is_left_to_the_person(sample: ConfigAnalysis, tmp_path: Path) -> None:
    prefix = candidates(sample)[0].prefix
    shutil.rmtree(tmp_path / 'annotations')
    proposal = propose(opened(sample.document.text, tmp_path), prefix)
    assert 'train_input_reader.label_map_path: no label map was found near the config.' in proposal.remaining
    assert not any('num_classes' in change.label for change in proposal.changes)


def test_a_checkpoint_of_another_model_is_named_as_one(sample: ConfigAnalysis, tmp_path: Path) -> None:
    wider = sample.document.text.replace('depth_multiplier: 0.25', 'depth_multiplier: 1.0')
    other = opened(wider, tmp_path)
    found, *zoo = candidates(other)
    assert found.kind is Kind.OTHER
    assert found.detail.startswith('does not restore into this model')
    assert {one.kind for one in zoo} == {Kind.ZOO}
    assert any(line.startswith('The checkpoint: ✗') for line in propose(other, found.prefix).remaining)


ZOO = 'ssd_mobilenet_v2_fpnlite_320x320_coco17_tpu-8'


def test_an_archive_that_is_not_here_is_offered_beside_those_that_are(sample: ConfigAnalysis, tmp_path: Path) -> None:
    (tmp_path / 'models').mkdir()
    (tmp_path / 'pretrained').rename(tmp_path / 'models/mine')
    wider = opened(sample.document.text.replace('depth_multiplier: 0.25', 'depth_multiplier: 1.0'), tmp_path)
    (archive,) = [one for one in candidates(wider) if one.label == ZOO]
    assert archive.prefix == str(tmp_path / f'models/{ZOO}/checkpoint/ckpt-0')
    assert archive.description == '22.2 COCO mAP · 22 ms · Boxes · detection'
    assert archive.detail == 'to be downloaded, and unpacked in models'


def test_an_archive_that_is_not_here_is_named_where_it_would_be_unpacked(
    sample: ConfigAnalysis, tmp_path: Path
) -> None:
    wider = opened(sample.document.text.replace('depth_multiplier: 0.25', 'depth_multiplier: 1.0'), tmp_path)
    (archive,) = [one for one in candidates(wider) if one.label == ZOO]
    proposal = propose(wider, archive.prefix)
    train = after(wider, proposal).config.train_config
    assert train.fine_tune_checkpoint == f'pretrained/{ZOO}/checkpoint/ckpt-0'
    assert train.fine_tune_checkpoint_type == 'detection'
    assert proposal.remaining[0] == (
        f'Download {ZOO}.tar.gz from the detection zoo of TensorFlow 2, and unpack it in pretrained.'
    )
    assert proposal.page.endswith('/tf2_detection_zoo.md')


def test_a_classifier_of_the_zoo_is_for_the_backbone(sample: ConfigAnalysis, tmp_path: Path) -> None:
    wider = opened(sample.document.text.replace('depth_multiplier: 0.25', 'depth_multiplier: 1.0'), tmp_path)
    (archive,) = [one for one in candidates(wider) if one.label == 'mobilnet_v2']
    assert (
        after(wider, propose(wider, archive.prefix)).config.train_config.fine_tune_checkpoint_type == 'classification'
    )


def test_an_archive_that_is_here_is_not_offered_again(sample: ConfigAnalysis, tmp_path: Path) -> None:
    (tmp_path / 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden').rename(tmp_path / 'pretrained' / ZOO)
    wider = opened(sample.document.text.replace('depth_multiplier: 0.25', 'depth_multiplier: 1.0'), tmp_path)
    assert [one.kind for one in candidates(wider) if one.label == ZOO] == [Kind.OTHER]


def test_the_variables_of_a_saved_model_are_not_offered(sample: ConfigAnalysis, tmp_path: Path) -> None:
    archive = tmp_path / 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden'
    for file in (archive / 'checkpoint').glob('ckpt-0.*'):
        copy = archive / 'saved_model/variables' / file.name.replace('ckpt-0', 'variables')
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)
    assert len(candidates(opened(sample.document.text, tmp_path))) == 1


def test_a_checkpoint_can_be_chosen_and_nothing_else_changed(sample: ConfigAnalysis) -> None:
    proposal = use_checkpoint(sample, candidates(sample)[0].prefix)
    assert [change.label.partition(':')[0] for change in proposal.changes] == [
        'fine_tune_checkpoint',
        'fine_tune_checkpoint_type',
    ]
    assert proposal.remaining == ()


def test_a_placeholder_offers_it_to_a_client_that_can(sample: ConfigAnalysis) -> None:
    document = sample.document
    at = document.text.index('PATH_TO_BE_CONFIGURED')
    commands = frozenset({'pipelineConfig.setUpForFineTuning'})
    (action,) = set_up_action(document, Span(at, at), 'file:///x', commands)
    assert action.command is not None
    assert action.command.arguments == ['file:///x']
    assert set_up_action(document, Span(at, at), 'file:///x', frozenset()) == []
    assert set_up_action(document, Span(0, 0), 'file:///x', commands) == []
