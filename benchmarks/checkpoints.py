"""Reading checkpoints, against TensorFlow on the same files in the same run.

usage: python benchmarks/checkpoints.py [PREFIX...]     (the example's checkpoint unless given)

TensorFlow is measured in a process of its own, twice: with its import, which is what an editor would wait for, and
without. Ours is the median of many reads in a process that is there already, as the server is; the first read is shown too.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.checkpoints.reader import read_checkpoint

EXAMPLE = Path(__file__).parents[1] / 'examples/pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0'
TURNS = 50

# Prints seconds: the import, and for each prefix a first and a second listing with the object graph.
TENSORFLOW = """
import json, sys, time
start = time.perf_counter()
import tensorflow as tf
imported = time.perf_counter() - start
rows = []
for prefix in sys.argv[1:]:
    row = []
    for _ in range(2):
        start = time.perf_counter()
        names = [name for name, _ in tf.train.list_variables(prefix)]
        if '_CHECKPOINTABLE_OBJECT_GRAPH' in names:
            tf.train.load_checkpoint(prefix).get_tensor('_CHECKPOINTABLE_OBJECT_GRAPH')
        row.append(time.perf_counter() - start)
    rows.append(row)
print(json.dumps([imported, rows]))
"""


class Ours(NamedTuple):
    """One prefix: seconds of the first read and of the median one, and how much there was to read."""

    first: float
    median: float
    tensors: int
    nodes: int


def measure(prefix: str) -> Ours:
    """Reads index and object graph, as a keystroke on a changed file would."""
    seconds = []
    for _ in range(TURNS):
        start = time.perf_counter()
        checkpoint = read_checkpoint(prefix)
        seconds.append(time.perf_counter() - start)
    if not isinstance(checkpoint, Checkpoint):
        raise SystemExit(checkpoint.message)
    return Ours(seconds[0], statistics.median(seconds), len(checkpoint.entries), len(checkpoint.graph or ()))


def measure_tensorflow(prefixes: list[str]) -> tuple[float, list[list[float]]]:
    """Seconds of the import, and of a first and second listing of each prefix."""
    environment = {**os.environ, 'TF_CPP_MIN_LOG_LEVEL': '3', 'CUDA_VISIBLE_DEVICES': ''}
    done = subprocess.run(
        [sys.executable, '-c', TENSORFLOW, *prefixes],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        raise SystemExit('TensorFlow is not in this environment: make setup-tensorflow')
    imported, rows = json.loads(done.stdout)
    return imported, rows


def main() -> None:
    """Prints a row for each prefix."""
    prefixes = sys.argv[1:] or [str(EXAMPLE)]
    ours = [measure(prefix) for prefix in prefixes]
    imported, theirs = measure_tensorflow(prefixes)
    out = sys.stdout.write
    out(f'importing TensorFlow: {imported:.2f} s\n')
    out(f'{"tensors":>8} {"nodes":>6} {"first":>9} {"median":>9} {"TensorFlow":>11} {"ratio":>7} {"+ import":>9}\n')
    for row, (_, listed) in zip(ours, theirs, strict=True):
        out(
            f'{row.tensors:8} {row.nodes:6} {row.first * 1e3:6.1f} ms {row.median * 1e3:6.1f} ms '
            f'{listed * 1e3:8.1f} ms {listed / row.median:6.1f}x {(imported + listed) / row.median:8.0f}x\n'
        )


if __name__ == '__main__':
    main()
