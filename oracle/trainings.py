"""Record how the API's training loop starts with each checkpoint, into tests/facts/trainings.jsonl.xz.

usage: python -m oracle.trainings [--all]

Each row is one real run of model_lib_v2.train_loop on one example, with no step to train: it reads the pipeline.config,
builds the model, loads the checkpoint that the config names, looks for a run to resume, and saves.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from oracle import facts
from oracle.builder import message_of
from oracle.edits import edited
from oracle.real_api import model_lib_v2, model_pb2, tf, tf_keras
from oracle.record import say
from oracle.restore_matrix import SOURCES
from oracle.restores import build_model, keep_whole, write_checkpoint
from oracle.training_rows import BASE, CHECKPOINTS, FIRST_FORMAT, NAME_BASED, ROWS, Training, config_text, lay_out


def record(everything: bool) -> None:
    """Run every row that is not recorded yet."""
    known = {} if everything else {Training(*row[:4], tuple(row[4])): row for row in facts.read_trainings()}
    done = {row: known[row] for row in ROWS if row in known}
    if len(done) == len(ROWS):
        return
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / 'template'
        template.mkdir()
        _write_input(template)
        _write_checkpoints(Path(folder), template)
        for row in ROWS:
            if row not in done:
                run = Path(folder) / 'run'
                shutil.copytree(template, run, symlinks=True)
                done[row] = start(row, run)
                shutil.rmtree(run)
                say(f'{len(done)}/{len(ROWS)} {row.label}: {done[row].outcome}: {done[row].message[:100]!r}')
    facts.write_trainings(done[row] for row in ROWS)


def start(row: Training, folder: Path) -> facts.TrainingStart:
    """One run in a folder that is laid out; 'restored' means that it came through to its first step."""
    model = edited(BASE, row.edits, model_pb2.DetectionModel())
    config = config_text(model, row)
    before = Path.cwd()
    os.chdir(folder)
    try:
        Path('pipeline.config').write_text(config)
        tf_keras.backend.clear_session()
        model_lib_v2.train_loop('pipeline.config', row.model_dir, train_steps=0)
    except Exception as error:  # whatever the API raises is the fact to record
        message = message_of(error).replace(str(folder), '').split(', likely due to changes')[0]
        return facts.TrainingStart(*row, type(error).__name__, message)
    finally:
        os.chdir(before)
    return facts.TrainingStart(*row, facts.RESTORED, '')


def _write_input(folder: Path) -> None:
    """One grey image with one box, and its label map."""
    image = tf.io.encode_jpeg(tf.fill([64, 64, 3], tf.constant(127, tf.uint8))).numpy()
    feature = {
        'image/encoded': _bytes(image),
        'image/format': _bytes(b'jpeg'),
        'image/source_id': _bytes(b'1'),
        'image/height': tf.train.Feature(int64_list=tf.train.Int64List(value=[64])),
        'image/width': tf.train.Feature(int64_list=tf.train.Int64List(value=[64])),
        'image/object/class/label': tf.train.Feature(int64_list=tf.train.Int64List(value=[1])),
        **{
            f'image/object/bbox/{side}': tf.train.Feature(float_list=tf.train.FloatList(value=[place]))
            for side, place in (('ymin', 0.1), ('xmin', 0.1), ('ymax', 0.6), ('xmax', 0.6))
        },
    }
    with tf.io.TFRecordWriter(str(folder / 'one.record')) as writer:
        writer.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())
    (folder / 'labels.pbtxt').write_text('item { id: 1 name: "thing" }\n')


def _bytes(value: bytes) -> Any:
    return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))


def _write_checkpoints(folder: Path, template: Path) -> None:
    """Write the whole checkpoints and lay them out in the template."""
    whole = folder / 'whole'
    whole.mkdir()
    for source in SOURCES:
        if source.name in CHECKPOINTS:
            write_checkpoint(build_model(source.family, source.label), source.form, whole / source.name)
    _write_name_based(whole)

    def put(name: str, place: Path) -> None:
        for file in whole.glob(f'{name}-1.*') if name in CHECKPOINTS else whole.glob(f'{name}*'):
            if not (place / file.name).exists():
                os.link(file, place / file.name)

    lay_out(template, put)


def _write_name_based(folder: Path) -> None:
    """Two variables as TensorFlow 1 saves them, in both of its formats; kept whole, they are small."""
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        for name in ('FeatureExtractor/MobilenetV1/Conv2d_0/weights', 'global_step'):
            tf.compat.v1.get_variable(name, [2], use_resource=False)
        session.run(tf.compat.v1.global_variables_initializer())
        for name, version in ((NAME_BASED, 2), (FIRST_FORMAT, 1)):
            saver = tf.compat.v1.train.Saver(write_version=version)
            saver.save(session, str(folder / name), write_meta_graph=False, write_state=False)
    for name in (NAME_BASED, FIRST_FORMAT):
        keep_whole(folder, name)


def main() -> None:
    """Record the runs that are missing, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--all', action='store_true', help='run again what is already recorded')
    record(parser.parse_args().all)


if __name__ == '__main__':
    main()
