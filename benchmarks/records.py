"""Looking into a file of records, against what `tf.data` needs before its first one."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from rows import Row, median, milliseconds

from pipeline_config_ls.datasets.records import read_record_file

ROOT = Path(__file__).parents[1]
IMAGES, IMAGE_SIZE, BOXES = 400, 120_000, 12

# Prints seconds: the import, then the first example of the file parsed.
REAL = """
import json, sys, time
start = time.perf_counter()
import tensorflow as tf
imported = time.perf_counter() - start
start = time.perf_counter()
features = {'image/object/bbox/xmin': tf.io.VarLenFeature(tf.float32), 'image/encoded': tf.io.FixedLenFeature([], tf.string)}
dataset = tf.data.TFRecordDataset(sys.argv[1]).map(lambda data: tf.io.parse_single_example(data, features))
next(iter(dataset))
print(json.dumps([imported, time.perf_counter() - start]))
"""


def rows() -> Iterator[Row]:
    """A file as people have: some hundred photographs with a dozen objects each."""
    sys.path.insert(0, str(ROOT))
    from oracle.record_files import Values, records

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'train.record'
        example: dict[str, Values] = {
            'image/encoded': [
                b'\xff\xd8\xff\xc0\x00\x11\x08\x02\x00\x02\x00\x03' + random.Random(0).randbytes(IMAGE_SIZE)
            ],
            'image/format': [b'jpeg'],
            'image/height': [512],
            'image/width': [512],
            'image/object/class/label': [1] * BOXES,
            'image/object/class/text': [b'cat'] * BOXES,
            **{f'image/object/bbox/{side}': [0.5] * BOXES for side in ('ymin', 'xmin', 'ymax', 'xmax')},
        }
        path.write_bytes(records([example]) * IMAGES)
        ours = median(partial(read_record_file, str(path)))
        read = read_record_file(str(path))
        megabytes = path.stat().st_size / 1e6
        yield Row(f'{read.records} of {IMAGES} records, of {megabytes:.0f} MB', milliseconds(ours), '50 ms')
        done = subprocess.run(
            [sys.executable, '-c', REAL, str(path)],
            env={**os.environ, 'TF_CPP_MIN_LOG_LEVEL': '3', 'CUDA_VISIBLE_DEVICES': ''},
            capture_output=True,
            text=True,
        )
    if done.returncode != 0:
        yield Row(
            'the same, against the start of tf.data', f'not measured: {done.stderr.strip().splitlines()[-1]}', '1 %'
        )
        return
    imported, started = json.loads(done.stdout.splitlines()[-1])
    share = ours / (imported + started)
    yield Row('the same, against the start of tf.data', f'{share:.2%} of {imported + started:.1f} s', '1 %')
