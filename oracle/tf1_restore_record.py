"""Record what the real API restores in TensorFlow 1 into tests/facts/tf1/restores.jsonl.xz.

usage: python -m oracle.tf1_restore_record [--only TEXT --into FILE]

Each model is built once for each trainer: `model_lib` asks for the map after the prediction, `legacy` after the optimizer has made
its slots, as legacy/trainer.py does. The real reader then looks at the checkpoint. One thing more is a stand-in: the optimizer
of moving averages, which has left TensorFlow with its `contrib`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from object_detection.builders import optimizer_builder
from object_detection.protos import train_pb2
from object_detection.utils import variables_helper

from oracle import tf1_restores
from oracle.hollow import write_hollow
from oracle.tf1_api import model_builder, text_format, tf, tf1
from oracle.tf1_builder import context_of, groundtruth, images_of, parse
from oracle.tf1_restores import Tf1RestoreFact, Tf1Row


class _MovingAverageOptimizer(tf1.train.Optimizer):
    """Applies gradients with another optimizer, and keeps averages of what it applied them to."""

    def __init__(self, optimizer: Any, average_decay: float) -> None:
        super().__init__(False, 'MovingAverage')
        self._optimizer = optimizer
        self._averages = tf1.train.ExponentialMovingAverage(average_decay)

    def compute_gradients(self, *arguments: Any, **named: Any) -> Any:
        return self._optimizer.compute_gradients(*arguments, **named)

    def apply_gradients(self, grads_and_vars: Any, global_step: Any = None, name: Any = None) -> Any:
        applied = self._optimizer.apply_gradients(grads_and_vars, global_step, name)
        with tf.control_dependencies([applied]):
            return self._averages.apply([variable for gradient, variable in grads_and_vars if gradient is not None])


optimizer_builder.tf_opt = type(sys)('tf_opt')
optimizer_builder.tf_opt.MovingAverageOptimizer = _MovingAverageOptimizer


def observe(rows: list[Tf1Row], folder: Path) -> Iterator[Tf1RestoreFact]:
    """Rows that share a graph, and what became of each."""
    text, first = tf1_restores.models()[rows[0].model].text, rows[0]
    message = parse(text)
    config = getattr(message, message.WhichOneof('model'))
    with tf.Graph().as_default():
        step = tf1.train.create_global_step()
        model = model_builder.build(message, is_training=True)
        images, shapes = images_of(model, config.image_resizer)
        groundtruth(model, config, images)
        prediction = model.predict(images, shapes, **context_of(config))
        unreached = _train(first, model.loss(prediction, shapes), step) if first.trainer == 'legacy' else ()
        for number, row in enumerate(rows):
            prefix = write_hollow(folder / f'model.ckpt-{number}', tf1_restores.checkpoint_of(row))
            yield _restore(row, model, str(prefix))._replace(unreached=unreached)


def _train(row: Tf1Row, losses: dict[str, Any], step: Any) -> tuple[str, ...]:
    """What legacy/trainer.py adds to the graph before it asks for the map; the trained variables that no gradient reaches."""
    train = text_format.Merge(tf1_restores.train_text(row), train_pb2.TrainConfig())
    optimizer, _ = optimizer_builder.build(train.optimizer)
    total = tf.add_n([*losses.values(), *tf1.losses.get_regularization_losses()])
    pairs = optimizer.compute_gradients(total)
    if train.freeze_variables:
        pairs = variables_helper.freeze_gradients_matching_regex(pairs, train.freeze_variables)
    optimizer.apply_gradients(pairs, global_step=step)
    return tuple(sorted(variable.op.name for gradient, variable in pairs if gradient is None))


def _restore(row: Tf1Row, model: Any, prefix: str) -> Tf1RestoreFact:
    kind = row.type or 'classification'
    try:
        asked = model.restore_map(fine_tune_checkpoint_type=kind, load_all_detection_checkpoint_vars=row.load_all)
    except ValueError as error:
        return Tf1RestoreFact(row, f'ValueError: {error}', 0, 0, 0, 0, '')
    found = variables_helper.get_variables_available_in_checkpoint(asked, prefix, include_global_step=False)
    saved = tf1.train.NewCheckpointReader(prefix).get_variable_to_shape_map()
    rest = asked.keys() - found.keys() - {tf1_restores.STEP}
    missing, other = [name for name in rest if name not in saved], [name for name in rest if name in saved]
    outcome = 'nothing' if not found else 'partial' if rest else 'all'
    try:
        if row.trainer == 'legacy':
            tf1.train.Saver(found)
        else:
            tf1.train.init_from_checkpoint(prefix, found)
    except ValueError as error:
        outcome = f'ValueError: {error}'
    digest = tf1_restores.digest_of(found, missing, other)
    return Tf1RestoreFact(row, outcome, len(asked), len(found), len(missing), len(other), digest)


def _graph(row: Tf1Row) -> tuple[str, ...]:
    """Rows that are alike in this share a graph."""
    return (row.model, *((row.optimizer, str(row.average), row.freeze) if row.trainer == 'legacy' else ('',)))


def main() -> None:
    """Record all rows, or those of the models whose label contains a text, into a file of their own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', metavar='TEXT', default='')
    parser.add_argument('--into', metavar='FILE', type=Path, default=tf1_restores.PATH)
    arguments = parser.parse_args()
    rows = [row for row in tf1_restores.rows() if arguments.only in row.model]
    facts: list[Tf1RestoreFact] = []
    with tempfile.TemporaryDirectory() as folder:
        for _, group in groupby(sorted(rows, key=_graph), key=_graph):
            facts += observe(list(group), Path(folder))
            sys.stderr.write(f'{len(facts)} {facts[-1].outcome} {facts[-1].row.model}\n')
    by_row = {fact.row: fact for fact in facts}
    tf1_restores.write((by_row[row] for row in rows), arguments.into)


if __name__ == '__main__':
    main()
