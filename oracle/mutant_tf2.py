"""Runs a config through what TensorFlow 2's training loop does up to the end of its first step, and what evaluation starts with.

The real parts of model_lib_v2.py in its order, without checkpoints: the model, the first batches, the optimizer and its learning
rate, the model on a batch outside training and in it, then the readers and metrics of evaluation. Models are kept from one config to the
next whose `model` is the same, and feature extractors from one model to the next that is built around the same. Needs TensorFlow and the API.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from oracle.mutant_draws import drawing, draws_of
from oracle.mutant_facts import shortened
from oracle.real_api import config_util, model_builder, model_lib_v2, optimizer_builder, tf, tf_keras

from object_detection import eval_util, inputs, model_lib  # isort: skip
from object_detection.core import standard_fields  # isort: skip
from object_detection.utils import label_map_util  # isort: skip

_BATCHES = 2
_KEPT = 40
_IMAGE = standard_fields.InputDataFields.image
_models: dict[str, Any] = {}
_extractors: dict[str, Any] = {}
_sound: set[str] = set()
_resizer: list[str] = []


def outcome(config: Any, stages: frozenset[str]) -> tuple[str, str, str]:
    """Stage, class of the exception and its message; empty where none is raised. The other stages are left out."""
    stage = 'config'
    try:
        configs = config_util.create_configs_from_pipeline_proto(config)
        train = configs['train_config']
        stage = 'model'
        model = _model(configs['model']) if stages != {'optimizer'} else None
        stage = 'input'
        if stages & {'input', 'step'}:
            reader = configs['train_input_config']
            for draw in draws_of(train, stages):
                with drawing(tf.compat.v1, draw):
                    dataset = inputs.train_input(train, reader, configs['model'], model=model).repeat()
                batches = _batches(dataset)
        stage = 'optimizer'
        if stage in stages:
            _optimize(train.optimizer)
        stage = 'step'
        if stage in stages:
            _step(model, train, batches[0])
            if dataset.element_spec[0][_IMAGE].shape[0] is None:
                tf.function(lambda *batch: _step(model, train, batch)).get_concrete_function(*dataset.element_spec)
            _sound.update(_extractors)
        stage = 'evaluation'
        if stage in stages:
            _evaluate(configs, model)
    except Exception as error:  # whatever the API raises is the fact to record
        if stage in ('model', 'step'):
            _forget(configs['model'])
        return stage, type(error).__name__, shortened(str(error))
    return '', '', ''


def _model(config: Any) -> Any:
    text = str(config)
    if text not in _models:
        if len(_models) > _KEPT:
            _models.clear()
            _extractors.clear()
            _sound.clear()
            tf_keras.backend.clear_session()
        _resizer[:] = (
            [str(getattr(config, config.WhichOneof('model')).image_resizer)] if config.WhichOneof('model') else []
        )
        _models[text] = model_builder.build(config, is_training=True)
    return _models[text]


def _forget(config: Any) -> None:
    """What may have been half built when something raised is not used again."""
    _models.pop(str(config), None)
    for key in _extractors.keys() - _sound:
        del _extractors[key]


def _keeping(build: Callable[..., Any]) -> Callable[..., Any]:
    """A builder of feature extractors that gives the one that it gave for the same arguments, and images of the same size."""

    def kept(*arguments: Any, **named: Any) -> Any:
        key = str((build.__name__, _resizer, *arguments, sorted(named.items(), key=str)))
        if key not in _extractors:
            _extractors[key] = extractor = build(*arguments, **named)
            for name in ('get_proposal_feature_extractor_model', 'get_box_classifier_feature_extractor_model'):
                if hasattr(extractor, name):
                    setattr(extractor, name, functools.cache(getattr(extractor, name)))
        return _extractors[key]

    return kept


for _name in ('ssd', 'faster_rcnn_keras', 'center_net'):
    _builder = f'_build_{_name}_feature_extractor'
    setattr(model_builder, _builder, _keeping(getattr(model_builder, _builder)))


def _batches(dataset: Any) -> list[Any]:
    batches = iter(dataset)
    return [next(batches) for _ in range(_BATCHES)]


def _optimize(config: Any) -> None:
    """The optimizer, tried on a variable as training does it in a `tf.function`, and its learning rate."""
    step = tf.Variable(0, trainable=False, dtype=tf.int64)
    optimizer, (rate,) = optimizer_builder.build(config, global_step=step)
    network = tf_keras.Sequential([tf_keras.layers.Dense(1, input_shape=(1,))])
    if config.use_moving_average:
        optimizer.shadow_copy(network)

    def train() -> None:
        optimizer.apply_gradients([(tf.ones_like(one), one) for one in network.trainable_variables])
        step.assign_add(1)

    tf.function(train)()
    train()
    (rate if callable(rate) else lambda: rate)()


def _step(model: Any, train: Any, batch: Any) -> None:
    """The dummy run, then a step without the gradients; traced as well, as training does, where it would see less than the batch."""
    features, labels = batch
    for training in (False, True):
        model._is_training = training
        tf_keras.backend.set_learning_phase(training)
        unstacked = model_lib.unstack_batch(labels, unpad_groundtruth_tensors=train.unpad_groundtruth_tensors)
        model_lib_v2._compute_losses_and_predictions_dicts(
            model, features, unstacked, training_step=0, add_regularization_loss=train.add_regularization_loss
        )


def _evaluate(configs: Any, model: Any) -> None:
    settings, reader = configs['eval_config'], configs['eval_input_configs'][0]
    model._is_training = False
    next(iter(inputs.eval_input(settings, reader, configs['model'], model=model)))
    options = eval_util.evaluator_options_from_eval_config(settings)
    categories = label_map_util.create_category_index_from_labelmap(reader.label_map_path)
    eval_util.get_evaluators(settings, list(categories.values()), options)
