"""Record what the real API restores in TensorFlow 1 into tests/facts/tf1/restores.jsonl.xz.

usage: python -m oracle.tf1_restore_record [--only TEXT --into FILE]

Each model is built once for each trainer: `model_lib` asks for the map after the prediction, `legacy` after the optimizer has made
its slots, as legacy/trainer.py does (`pipeline_config_ls/verify/real/tf1.py`). The real reader then looks at the checkpoint.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from oracle import tf1_restores
from oracle.hollow import write_hollow
from oracle.tf1_api import text_format, tf, tf1, train_pb2, variables_helper
from oracle.tf1_builder import parse
from oracle.tf1_restores import Tf1RestoreFact, Tf1Row
from pipeline_config_ls.verify.real import raised
from pipeline_config_ls.verify.real import tf1 as real


def observe(rows: list[Tf1Row], folder: Path) -> Iterator[Tf1RestoreFact]:
    """Rows that share a graph, and what became of each."""
    text, first = tf1_restores.models()[rows[0].model].text, rows[0]
    with tf.Graph().as_default():
        made = real.make(parse(text), raised.Stages())
        model = made.model
        unreached = _train(first, made) if first.trainer == 'legacy' else ()
        for number, row in enumerate(rows):
            prefix = write_hollow(folder / f'model.ckpt-{number}', tf1_restores.checkpoint_of(row))
            yield _restore(row, model, str(prefix))._replace(unreached=unreached)


def _train(row: Tf1Row, made: real.Made) -> tuple[str, ...]:
    """What legacy/trainer.py adds to the graph before it asks for the map; the trained variables that no gradient reaches."""
    train = text_format.Merge(tf1_restores.train_text(row), train_pb2.TrainConfig())
    pairs = real.optimize(train, made, raised.Stages())
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
