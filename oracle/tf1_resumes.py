"""Record what TensorFlow 1 training does in a folder that already holds a run, into tests/facts/tf1/resumes.jsonl.xz.

usage: python -m oracle.tf1_resumes [--seconds N]      (after N seconds no further row is begun)

The graph is that of the trainer, up to its optimizer; the session is a `MonitoredTrainingSession`, as Estimator makes one.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from oracle.edits import edited
from oracle.facts import write_rows
from oracle.tf1_api import model_pb2, slim, text_format, tf, tf1, train_pb2
from oracle.tf1_builder import parse
from oracle.tf1_resume_rows import PATH, PREFIX, ROWS, Start, Tf1Resume, recorded
from pipeline_config_ls.verify.real import raised
from pipeline_config_ls.verify.real import tf1 as real


def record(seconds: float) -> None:
    """Run every row that is not recorded yet, as far as the time goes."""
    began = time.monotonic()
    known = recorded()
    for row in ROWS:
        if row not in known and time.monotonic() - began < seconds:
            known[row] = _run(row)
            shown = {name: value for name, value in known[row].items() if name != 'saved'}
            sys.stderr.write(f'{time.monotonic() - began:.0f} {row.label}: {shown}\n')
            write_rows(PATH, ([one, known[one]] for one in ROWS if one in known))


def _run(row: Tf1Resume) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        with tf.Graph().as_default():
            step = _graph(row.first, row.trainer)
            saved = {one.op.name: one.shape.as_list() for one in tf1.global_variables()}
            with tf1.Session() as session:
                session.run(tf1.global_variables_initializer())
                tf1.train.Saver().save(session, str(Path(folder) / PREFIX), write_meta_graph=False)
        with tf.Graph().as_default():
            step = _graph(row.second, row.trainer)
            try:
                with tf1.train.MonitoredTrainingSession(
                    checkpoint_dir=folder,
                    save_checkpoint_steps=None,
                    save_checkpoint_secs=None,
                    save_summaries_steps=None,
                ) as session:
                    session.run(step)
            except tf.errors.NotFoundError as error:
                missed = re.search(r'Key (\S+) not found', str(error))
                return {'saved': saved, 'outcome': 'error', 'missed': missed[1] if missed else str(error)[:200]}
            except tf.errors.InvalidArgumentError as error:
                if 'shape' not in str(error):
                    raise
                return {'saved': saved, 'outcome': 'incompatible_shape'}
        return {'saved': saved, 'outcome': 'resumed'}


def _graph(start: Start, trainer: str) -> Any:
    """The graph of a trainer, for the default graph; its step."""
    step = tf1.train.get_or_create_global_step()
    text = edited(start.base, start.edits, model_pb2.DetectionModel())
    made = real.make(parse(text), raised.Stages())
    train = text_format.Merge(start.train, train_pb2.TrainConfig())
    if trainer == 'model_lib':
        collection = tf1.get_collection_ref(tf1.GraphKeys.TRAINABLE_VARIABLES)
        collection[:] = slim.filter_variables(
            list(collection), list(train.update_trainable_variables) or None, list(train.freeze_variables) or None
        )
        train.ClearField('freeze_variables')
    real.optimize(train, made, raised.Stages())
    return step


def main() -> None:
    """Record the rows that are missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seconds', type=float, default=3600)
    record(parser.parse_args().seconds)


if __name__ == '__main__':
    main()
