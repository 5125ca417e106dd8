"""Why a TensorFlow 1 checkpoint does not restore, in the words that a person reads, and the fixes that were predicted."""

from __future__ import annotations

import pytest

from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Entry, Format
from pipeline_config_ls.restore.field_changes import FieldChange
from pipeline_config_ls.restore.tf1.assess import judge
from pipeline_config_ls.restore.tf1.cause import Tf1Cause, Tf1CauseKind
from pipeline_config_ls.restore.tf1.fixes import predicted_fixes
from pipeline_config_ls.restore.tf1.parts import Part
from pipeline_config_ls.restore.tf1.verdict import Tf1Verdict, Trainer
from restore.tf1.kit import TRAIN, checkpoint, classifier, faster_rcnn, planned, saved, shapes_of, ssd

CLASSIFICATION = TRAIN.replace('"detection"', '"classification"')
ALL = f'{TRAIN} load_all_detection_checkpoint_vars: true'
TYPE = 'train_config.fine_tune_checkpoint_type'
EXTRACTOR = 'model.ssd.feature_extractor'


def judged(config: Config, found: Checkpoint, trainer: Trainer = Trainer.MODEL_LIB) -> tuple[Tf1Verdict, Tf1Cause]:
    verdict, cause = judge(config, planned(config), found, trainer)
    assert cause is not None
    return verdict, cause


def fixes(config: Config, found: Checkpoint) -> list[tuple[FieldChange, ...]]:
    _, cause = judged(config, found)
    return [fix.changes for fix in predicted_fixes(config, planned(config), found, cause, Trainer.MODEL_LIB)]


def test_a_detection_checkpoint_restored_as_classification() -> None:
    config = ssd(train=CLASSIFICATION)
    verdict, cause = judged(config, saved(ssd()))
    assert cause.kind is Tf1CauseKind.TYPE
    assert verdict.message == (
        "None of the backbone's 135 variables would be restored. This is a detection checkpoint, ssd_mobilenet_v1, 90 classes, "
        'and `classification` looks for the names of a classification checkpoint. Training starts silently, with all of the '
        'parameters random.'
    )
    assert fixes(config, saved(ssd())) == [(FieldChange(TYPE, '"detection"'),)]


def test_a_classifier_restored_as_detection() -> None:
    config = faster_rcnn()
    verdict, cause = judged(config, classifier(config))
    assert cause.kind is Tf1CauseKind.TYPE
    assert (
        'This is a classification checkpoint, the classifier resnet_v1_50, and `detection` looks for' in verdict.message
    )
    assert fixes(config, classifier(config)) == [(FieldChange(TYPE, '"classification"'),)]


def test_another_extractor() -> None:
    config, found = ssd(), saved(ssd(('ssd_mobilenet_v1', 'ssd_mobilenet_v2')))
    verdict, cause = judged(config, found)
    assert cause.kind is Tf1CauseKind.EXTRACTOR
    assert 'The checkpoint is of ssd_mobilenet_v2, 90 classes; the config builds `ssd_mobilenet_v1`.' in verdict.message
    assert fixes(config, found) == [(FieldChange(f'{EXTRACTOR}.type', '"ssd_mobilenet_v2"'),)]


def test_another_extractor_and_the_wrong_type_take_two_changes() -> None:
    config, found = ssd(train=CLASSIFICATION), saved(ssd(('ssd_mobilenet_v1', 'ssd_mobilenet_v2')))
    assert fixes(config, found) == [
        (FieldChange(TYPE, '"detection"'), FieldChange(f'{EXTRACTOR}.type', '"ssd_mobilenet_v2"'))
    ]


def test_another_meta_architecture_is_named_and_has_no_fix() -> None:
    config, found = ssd(), saved(faster_rcnn())
    verdict, cause = judged(config, found)
    assert cause.kind is Tf1CauseKind.ARCHITECTURE
    assert (
        'The checkpoint is of faster_rcnn_resnet50, 90 classes; the config builds `ssd_mobilenet_v1`, and none of its names begin as those '
        'in the checkpoint do (`FirstStageFeatureExtractor/`): no setting makes them meet.'
    ) in verdict.message
    assert fixes(config, found) == []


def test_another_width() -> None:
    config, found = ssd(), saved(ssd(('depth_multiplier: 1', 'depth_multiplier: 0.75')))
    verdict, cause = judged(config, found)
    assert (cause.kind, cause.at) == (Tf1CauseKind.WIDTH, f'{EXTRACTOR}.depth_multiplier')
    assert (
        'The checkpoint is of ssd_mobilenet_v1, depth multiplier 0.75, 90 classes; this config has `depth_multiplier: 1`: '
        '`FeatureExtractor/MobilenetV1/Conv2d_0/BatchNorm/beta` is [24] in it and [32] in this model.'
    ) in verdict.message
    assert fixes(config, found) == [(FieldChange(f'{EXTRACTOR}.depth_multiplier', '0.75'),)]


def test_another_width_and_the_wrong_type_are_both_told() -> None:
    config = ssd(('depth_multiplier: 1', 'depth_multiplier: 0.75'), train=CLASSIFICATION)
    verdict, cause = judged(config, saved(ssd()))
    assert (cause.kind, cause.at) == (Tf1CauseKind.TYPE, TYPE)
    assert (
        'This is a detection checkpoint, ssd_mobilenet_v1, 90 classes, and `classification` looks for the names of a classification '
        'checkpoint. Besides: it was trained with `depth_multiplier: 1`, and this config has 0.75: `FeatureExtractor/'
    ) in verdict.message
    assert fixes(config, saved(ssd())) == [
        (FieldChange(TYPE, '"detection"'), FieldChange(f'{EXTRACTOR}.depth_multiplier', '1'))
    ]


def test_another_width_of_the_network_that_two_extractors_are_made_of() -> None:
    embedded = (('ssd_mobilenet_v1', 'embedded_ssd_mobilenet_v1'), ('num_layers: 6', 'num_layers: 5'), ('300', '256'))
    config = ssd(*embedded, ('depth_multiplier: 1', 'depth_multiplier: 0.5'))
    verdict, cause = judged(config, saved(ssd()))
    assert cause.kind is Tf1CauseKind.WIDTH
    assert 'this config has `depth_multiplier: 0.5`' in verdict.message
    assert fixes(config, saved(ssd())) == [(FieldChange(f'{EXTRACTOR}.depth_multiplier', '1'),)]


def test_grey_images() -> None:
    config = ssd(('width: 300', 'width: 300 convert_to_grayscale: true'))
    verdict, cause = judged(config, saved(ssd()))
    field = 'model.ssd.image_resizer.fixed_shape_resizer.convert_to_grayscale'
    assert (cause.kind, cause.at) == (Tf1CauseKind.CHANNELS, field)
    assert 'Its first layer has 3 channels in the checkpoint and 1 in this model' in verdict.message
    assert fixes(config, saved(ssd())) == [(FieldChange(field, None),)]


def test_moving_averages_only() -> None:
    found = checkpoint({f'{name}/ExponentialMovingAverage': shape for name, shape in shapes_of(ssd()).items()})
    verdict, cause = judged(ssd(), found)
    assert cause.kind is Tf1CauseKind.AVERAGES
    assert (
        'The checkpoint holds moving averages only (names that end in `/ExponentialMovingAverage`), and no setting of a config reads them. '
        '`export_inference_graph.py` writes them under the names of the variables'
    ) in verdict.message
    assert fixes(ssd(), found) == []


def test_moving_averages_of_a_classifier() -> None:
    config = faster_rcnn(train=CLASSIFICATION)
    averages = {f'{name}/ExponentialMovingAverage': one.shape for name, one in classifier(config).entries.items()}
    verdict, cause = judged(config, checkpoint(averages))
    assert cause.kind is Tf1CauseKind.AVERAGES
    assert 'no setting of a config reads them. Training starts silently' in verdict.message


def test_a_classifier_without_the_averages_that_nasnet_looks_for() -> None:
    config = faster_rcnn(('faster_rcnn_resnet50', 'faster_rcnn_nas'), train=CLASSIFICATION)
    verdict, cause = judged(config, classifier(config))
    assert cause.kind is Tf1CauseKind.AVERAGES
    assert '`faster_rcnn_nas` looks for moving averages (names that end in' in verdict.message
    averages = {f'{name}/ExponentialMovingAverage': one.shape for name, one in classifier(config).entries.items()}
    assert judged(config, checkpoint(averages))[1].kind is Tf1CauseKind.NONE


def test_a_checkpoint_of_tensorflow_2() -> None:
    entry = Entry((3, 3, 3, 32), 'float32')
    found = Checkpoint('ckpt-0', Format.OBJECT_BASED, {'model/x/.ATTRIBUTES/VARIABLE_VALUE': entry})
    verdict, cause = judged(ssd(), found)
    assert cause.kind is Tf1CauseKind.OBJECT_BASED
    assert 'This is a checkpoint of TensorFlow 2; a TensorFlow 1 model looks for other names.' in verdict.message


def test_other_classes_are_expected() -> None:
    config = ssd(('num_classes: 90', 'num_classes: 3'), train=ALL)
    verdict, cause = judged(config, saved(ssd()))
    assert cause.kind is Tf1CauseKind.HEADS
    assert not verdict.backbone_is_lost
    assert verdict.message == (
        '179 of 191 variables are restored by `detection`. The backbone is restored; the predictors are of other classes or of another '
        'kind, and learn anew.'
    )
    assert predicted_fixes(config, planned(config), saved(ssd()), cause, Trainer.MODEL_LIB) == []


def test_depthwise_layers_after_the_backbone_have_a_fix() -> None:
    depthwise = ('conv_hyperparams', 'use_depthwise: true conv_hyperparams')
    verdict, cause = judged(ssd(), saved(ssd(depthwise)))
    assert cause.kind is Tf1CauseKind.FEATURE_MAPS
    assert 'layers that this model adds to it are not' in verdict.message
    assert fixes(ssd(), saved(ssd(depthwise))) == [(FieldChange(f'{EXTRACTOR}.use_depthwise', 'true'),)]
    assert fixes(ssd(depthwise), saved(ssd())) == [(FieldChange(f'{EXTRACTOR}.use_depthwise', 'false'),)]


def test_a_classifier_without_scales_loses_nothing() -> None:
    config = faster_rcnn(('resnet50', 'inception_v2'), train=CLASSIFICATION)
    found = classifier(config)
    plain = {name: one.shape for name, one in found.entries.items() if not name.endswith('/gamma')}
    verdict, cause = judged(config, checkpoint(plain))
    assert cause.kind is Tf1CauseKind.SCALES
    assert verdict.message.startswith(
        '277 of 346 variables are restored by `classification`. The rest are scales (`gamma`)'
    )
    detection = faster_rcnn(('resnet50', 'inception_v2'))
    assert fixes(detection, checkpoint(plain)) == [(FieldChange(TYPE, '"classification"'),)]


def test_a_fix_that_restores_nearly_all_is_better_than_none() -> None:
    shapes = shapes_of(ssd())
    wide = 'FeatureExtractor/MobilenetV1/Conv2d_13_pointwise/BatchNorm/beta'
    config, found = ssd(train=CLASSIFICATION), checkpoint({**shapes, wide: (7,)})
    _, cause = judged(config, found)
    (fix,) = predicted_fixes(config, planned(config), found, cause, Trainer.MODEL_LIB)
    assert fix.changes == (FieldChange(TYPE, '"detection"'),)
    assert fix.verdict.lost == {Part.BACKBONE: 1}


def test_slots_are_no_loss() -> None:
    verdict, cause = judged(ssd(), saved(ssd()), Trainer.LEGACY)
    assert cause.kind is Tf1CauseKind.SLOTS
    assert verdict.message.endswith('Only optimizer slots are not restored, which training makes anew.')


def test_the_legacy_trainer_stops_where_nothing_is_left() -> None:
    verdict, _ = judged(ssd(), saved(faster_rcnn()), Trainer.LEGACY)
    assert verdict.message.endswith('Training stops with "No variables to save".')


@pytest.mark.parametrize(
    ('part', 'restored'), [(Part.BACKBONE, 135), (Part.FEATURE_MAPS, 32), (Part.CLASS_HEAD, 0), (Part.HEADS, 12)]
)
def test_how_much_of_each_part_is_restored(part: Part, restored: int) -> None:
    verdict, _ = judged(ssd(('num_classes: 90', 'num_classes: 3'), train=ALL), saved(ssd()))
    assert verdict.coverage[part].restored == restored
    assert 0 < verdict.coverage.model.at_random < 0.1
