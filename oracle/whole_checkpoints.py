"""Writes whole checkpoints, weights and all, of small models, for tests that restore them for real.

usage: python -m oracle.whole_checkpoints tf1|tf2 FOLDER BASE...     (a BASE is a file in oracle/models)

Each is FOLDER/BASE-1: of TensorFlow 2 as the model zoo has them (`Checkpoint(model=...)`), of TensorFlow 1 as a trainer saves all
its variables.
"""

from __future__ import annotations

import sys
from pathlib import Path

from oracle.edits import edited


def write_tf2(folder: Path, base: str) -> None:
    """The initial values of a model of `base`."""
    from oracle.builder import Built, build
    from oracle.real_api import model_pb2
    from oracle.restores import write_checkpoint

    built = build(edited(base, (), model_pb2.DetectionModel()))
    if not isinstance(built, Built):
        raise AssertionError(f'{base}: {built}')
    write_checkpoint(built.model, 'model', folder / base)


def write_tf1(folder: Path, base: str) -> None:
    """The initial values of a model of `base`, and the step."""
    from oracle.tf1_api import model_pb2, text_format, tf, tf1
    from pipeline_config_ls.verify.real import raised
    from pipeline_config_ls.verify.real import tf1 as real

    message = text_format.Merge(edited(base, (), model_pb2.DetectionModel()), model_pb2.DetectionModel())
    with tf.Graph().as_default():
        real.make(message, raised.Stages())
        with tf1.Session() as session:
            session.run(tf1.global_variables_initializer())
            tf1.train.Saver().save(session, str(folder / base), global_step=1, write_meta_graph=False)


def main() -> None:
    """Writes what the command line names."""
    framework, folder, *bases = sys.argv[1:]
    for base in bases:
        (write_tf1 if framework == 'tf1' else write_tf2)(Path(folder), base)


if __name__ == '__main__':
    main()
