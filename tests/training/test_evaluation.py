"""What the evaluation's loop refuses, shown by the real one on a model that gives nothing."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from pipeline_config_ls.training.evaluation import model_refusals


@pytest.fixture(scope='module')
def evaluate() -> Any:
    """The real loop over one batch; the model is left out, since the loop stops before it matters."""
    pytest.importorskip('object_detection', reason='the Object Detection API is not installed (make setup-tensorflow)')
    from oracle.real_api import model_lib_v2, tf, tf_keras

    def run(tmp_path: Path, *, with_original_images: bool) -> None:
        from object_detection.protos import eval_pb2, input_reader_pb2, train_pb2

        (tmp_path / 'map.pbtxt').write_text('item { id: 1 name: "cat" }')
        features = {'image': tf.zeros([1, 8, 8, 3]), 'hash': tf.zeros([1], tf.int32)}
        features |= {
            'true_image_shape': tf.zeros([1, 3], tf.int32),
            'original_image_spatial_shape': tf.zeros([1, 2], tf.int32),
        }
        if with_original_images:
            features['original_image'] = tf.zeros([1, 8, 8, 3], tf.uint8)
        labels = {'groundtruth_boxes': tf.zeros([1, 4, 4]), 'num_groundtruth_boxes': tf.zeros([1], tf.int32)}
        configs = {
            'train_config': train_pb2.TrainConfig(),
            'eval_config': eval_pb2.EvalConfig(),
            'eval_input_config': input_reader_pb2.InputReader(label_map_path=str(tmp_path / 'map.pbtxt')),
        }
        model = type('Model', (), {'postprocess': lambda *_: {}})()
        with pytest.MonkeyPatch.context() as patch:
            nothing = ({'loss': tf.constant(1.0)}, {})
            patch.setattr(model_lib_v2, '_compute_losses_and_predictions_dicts', lambda *_, **__: nothing)
            patch.setattr(tf_keras.backend, 'set_learning_phase', lambda _: None)
            model_lib_v2.eager_eval_loop(
                model, configs, [(features, labels)], global_step=tf.Variable(0, dtype=tf.int64)
            )

    return run


@pytest.mark.live
def test_without_the_original_images_there_is_nothing_to_evaluate(evaluate: Any, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="'NoneType' object is not iterable"):
        evaluate(tmp_path, with_original_images=False)
    with pytest.raises(KeyError, match='detection_boxes'):  # the model that gives nothing
        evaluate(tmp_path, with_original_images=True)


@pytest.mark.live
@pytest.mark.parametrize(
    ('metric', 'can_be_fed'),
    [('coco_panoptic_metrics', False), ('coco_mask_metrics', True), ('lvis_mask_metrics', True)],
)
def test_which_metrics_the_loop_can_feed(evaluate: Any, metric: str, can_be_fed: bool) -> None:
    from object_detection import eval_util

    assert hasattr(eval_util.EVAL_METRICS_CLASS_DICT[metric], 'add_eval_dict') is can_be_fed


_SUPPRESSION = 'post_processing { batch_non_max_suppression { %s } }'


@pytest.mark.live
@pytest.mark.parametrize(
    ('field', 'stops'),
    [
        ('', False),
        (_SUPPRESSION % '', True),
        (_SUPPRESSION % 'change_coordinate_frame: true', True),
        (_SUPPRESSION % 'change_coordinate_frame: false', False),
    ],
)
def test_the_frame_in_which_centernet_suppresses_boxes(field: str, stops: bool) -> None:
    pytest.importorskip('object_detection', reason='the Object Detection API is not installed (make setup-tensorflow)')
    from google.protobuf import text_format

    from oracle.mutant_bases import base_text
    from oracle.real_api import model_builder, tf

    from object_detection.protos import model_pb2, pipeline_pb2  # isort: skip

    text = f'{base_text("center_net", model_pb2.DetectionModel())} model {{ center_net {{ {field} }} }}'
    config = text_format.Merge(text, pipeline_pb2.TrainEvalPipelineConfig())
    model = model_builder.build(config.model, is_training=False)
    image, shapes = model.preprocess(tf.zeros([1, 128, 128, 3]))
    with pytest.raises(ValueError, match='clip_window') if stops else nullcontext():
        model.postprocess(model.predict(image, shapes), shapes)
    assert bool(list(model_refusals(config.model))) is stops
