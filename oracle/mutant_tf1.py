"""Runs a config through what TensorFlow 1's training does up to its first step, and what evaluation starts with.

The real parts of model_lib.py in its order, without checkpoints and quantization: the model, a batch, the losses, the optimizer, one
run of the graph; then the readers and metrics of evaluation. Needs TensorFlow and the API.
"""

# ruff: noqa: I001
from __future__ import annotations

from typing import Any

from oracle.mutant_draws import draws_of, drawing
from oracle.mutant_facts import shortened
from oracle.tf1_api import tf, tf1

from object_detection import eval_util, inputs, model_lib
from object_detection.builders import graph_rewriter_builder, model_builder, optimizer_builder
from object_detection.core import standard_fields
from object_detection.utils import config_util, label_map_util
from tensorflow.core.protobuf import rewriter_config_pb2

_BATCHES = 2
# A graph that runs once is not worth optimizing.
_PLAIN = tf1.ConfigProto(
    graph_options=tf1.GraphOptions(
        optimizer_options=tf1.OptimizerOptions(opt_level=tf1.OptimizerOptions.L0),
        rewrite_options=rewriter_config_pb2.RewriterConfig(disable_meta_optimizer=True),
    )
)
_FIELDS = standard_fields.InputDataFields


def outcome(config: Any, stages: frozenset[str]) -> tuple[str, str, str]:
    """Stage, class of the exception and its message; empty where none is raised. The other stages are left out."""
    done: list[str] = ['config']
    try:
        configs = config_util.create_configs_from_pipeline_proto(config)
        with tf.Graph().as_default():
            _train(configs, stages, done)
        done.append('evaluation')
        if 'evaluation' in stages:
            with tf.Graph().as_default():
                _evaluate(configs)
    except Exception as error:  # whatever the API raises is the fact to record
        return done[-1], type(error).__name__, shortened(str(error))
    return '', '', ''


def _train(configs: Any, stages: frozenset[str], done: list[str]) -> None:
    train, step = configs['train_config'], tf1.train.get_or_create_global_step()
    fetches: list[Any] = []
    initializers: list[Any] = []
    if stages & {'model', 'input', 'step'}:
        done.append('model')
        model = model_builder.build(configs['model'], is_training=True)
        done.append('input')
        for draw in draws_of(train, stages):
            with drawing(tf1, draw):
                dataset = inputs.train_input(train, configs['train_input_config'], configs['model'], model=model)
            iterator = tf1.data.make_initializable_iterator(dataset)
            initializers.append(iterator.initializer)
            batch = iterator.get_next()
            fetches += [batch[0][_FIELDS.image], batch[1][_FIELDS.groundtruth_boxes]]
    if 'step' in stages:
        done.append('step')
        fetches.append(_loss(model, train, *batch))
    if 'graph_rewriter' in stages and 'graph_rewriter_config' in configs:
        done.append('graph_rewriter')
        _rewrite(configs['graph_rewriter_config'])
    if 'optimizer' in stages:
        done.append('optimizer')
        optimizer, rates = optimizer_builder.build(train.optimizer)
        weight = tf1.get_variable('one', [2])
        fetches += [optimizer.apply_gradients([(tf.ones_like(weight), weight)], global_step=step), rates]
    if len(stages) > 1:
        done.append('run')
    with tf1.Session(config=_PLAIN) as session:
        session.run([tf1.global_variables_initializer(), tf1.tables_initializer(), *initializers])
        for _ in range(1 if 'step' in stages else _BATCHES):
            session.run(fetches)


def _loss(model: Any, train: Any, features: Any, labels: Any) -> Any:
    unstacked = model_lib.unstack_batch(labels, unpad_groundtruth_tensors=train.unpad_groundtruth_tensors)
    model_lib.provide_groundtruth(model, unstacked)
    shapes = features[_FIELDS.true_image_shape]
    prediction = model.predict(features[_FIELDS.image], shapes, **model.get_side_inputs(features))
    losses = list(model.loss(prediction, shapes).values())
    if train.add_regularization_loss:
        losses += model.regularization_losses()
    return tf1.add_n(losses)


def _rewrite(config: Any) -> None:
    """Quantization itself left TensorFlow; what is refused before it is not."""
    try:
        graph_rewriter_builder.build(config, is_training=True)()
    except NameError:
        return


def _evaluate(configs: Any) -> None:
    settings, reader = configs['eval_config'], configs['eval_input_configs'][0]
    iterator = tf1.data.make_initializable_iterator(inputs.eval_input(settings, reader, configs['model']))
    features, labels = iterator.get_next()
    model_lib.unstack_batch(labels, unpad_groundtruth_tensors=labels[_FIELDS.groundtruth_boxes].shape[1] is not None)
    options = eval_util.evaluator_options_from_eval_config(settings)
    categories = label_map_util.create_category_index_from_labelmap(reader.label_map_path)
    eval_util.get_evaluators(settings, list(categories.values()), options)
    with tf1.Session(config=_PLAIN) as session:
        session.run([tf1.tables_initializer(), iterator.initializer])
        session.run(features[_FIELDS.image])
