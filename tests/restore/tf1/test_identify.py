"""Which model a TensorFlow 1 checkpoint is of, told to the person in a few words."""

from __future__ import annotations

import pytest

from oracle import tf1_facts
from oracle.compare import message
from oracle.edits import edited
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Entry
from pipeline_config_ls.restore.identify import Identified
from pipeline_config_ls.restore.tf1.identify import identify
from restore.tf1.kit import checkpoint, classifier, faster_rcnn, saved, shapes_of, ssd

MODEL_CLASS = type(message('DetectionModel', ''))


def identified(found: Checkpoint) -> Identified:
    answer = identify(found, MODEL_CLASS)
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ('found', 'words'),
    [
        (saved(ssd()), 'ssd_mobilenet_v1, 90 classes'),
        (saved(ssd(('num_classes: 90', 'num_classes: 1'))), 'ssd_mobilenet_v1, 1 class'),
        (
            saved(ssd(('depth_multiplier: 1', 'depth_multiplier: 0.75'))),
            'ssd_mobilenet_v1, depth multiplier 0.75, 90 classes',
        ),
        (saved(ssd(('ssd_mobilenet_v1', 'ssd_mobilenet_v2'))), 'ssd_mobilenet_v2, 90 classes'),
        (saved(ssd(('ssd_mobilenet_v1', 'ssd_mobiledet_cpu'))), 'ssd_mobiledet_cpu, 90 classes'),
        (saved(faster_rcnn()), 'faster_rcnn_resnet50, 90 classes'),
        (saved(faster_rcnn(('resnet50', 'resnet101'))), 'faster_rcnn_resnet101, 90 classes'),
        (saved(faster_rcnn(('resnet50', 'inception_v2'))), 'faster_rcnn_inception_v2, 90 classes'),
        (classifier(ssd()), 'the classifier MobilenetV1'),
        (
            classifier(ssd(('depth_multiplier: 1', 'depth_multiplier: 0.5'))),
            'the classifier MobilenetV1, depth multiplier 0.5',
        ),
        (classifier(faster_rcnn()), 'the classifier resnet_v1_50'),
    ],
)
def test_in_words(found: Checkpoint, words: str) -> None:
    assert str(identified(found)) == words


def test_the_width_of_a_feature_pyramid_is_not_that_of_its_backbone() -> None:
    narrow = edited('tf1_fpn', ('feature_extractor.depth_multiplier: 0.5',), message('DetectionModel', ''))
    found = saved(message('TrainEvalPipelineConfig', f'model {{ {narrow} }}'))
    assert str(identified(found)) == 'ssd_mobilenet_v1_fpn, depth multiplier 0.5, 3 classes'


def test_slots_averages_and_quantization_change_nothing_but_are_told() -> None:
    shapes = shapes_of(ssd())
    beside = {
        f'{name}/{slot}': shape
        for name, shape in shapes.items()
        for slot in ('RMSProp', 'RMSProp_1', 'ExponentialMovingAverage')
    }
    quantized = {f'{name.rpartition("/")[0]}/weights_quant/min': () for name in shapes if name.endswith('/weights')}
    assert str(identified(checkpoint({**shapes, **beside}))) == 'ssd_mobilenet_v1, 90 classes'
    words = 'ssd_mobilenet_v1, 90 classes, trained with quantization'
    assert str(identified(checkpoint({**shapes, **beside, **quantized}))) == words


def test_a_checkpoint_of_moving_averages_only() -> None:
    shapes = {f'{name}/ExponentialMovingAverage': shape for name, shape in shapes_of(ssd()).items()}
    assert str(identified(checkpoint(shapes))) == 'ssd_mobilenet_v1, 90 classes, moving averages only'


def test_what_is_like_nothing() -> None:
    found = saved(ssd())
    unknown = {f'Net/{number}': entry for number, entry in enumerate(found.entries.values())}
    assert identify(Checkpoint('x', found.format, unknown), MODEL_CLASS) is None
    assert identify(Checkpoint('x', found.format, {}), MODEL_CLASS) is None
    assert identify(Checkpoint('x', found.format, {'global_step': Entry((), 'int64')}), MODEL_CLASS) is None


def test_every_recorded_model_is_told_by_its_variables() -> None:
    for fact in tf1_facts.read():
        if isinstance(fact.outcome, tf1_facts.Refusal) or 'feature_extractor.num_layers' in fact.label:
            continue  # with fewer feature maps than usual a model may have the layers of another extractor
        config = message('DetectionModel', fact.text)
        extractor = getattr(config, config.WhichOneof('model')).feature_extractor.type
        found = identify(checkpoint({name: shape for name, (shape, _) in fact.outcome.items()}), MODEL_CLASS)
        assert found is not None, fact.label
        assert found.extractor == extractor, (fact.label, str(found))
