"""Record what the real API makes of restoring checkpoints into models, into tests/facts/restores.jsonl.xz.

usage: python -m oracle.restores [--all]

Each row goes through the API's own functions in the order of its training loop (model_lib_v2.train_loop): the type
is filled in, the checkpoint is checked, then loaded. Each model is built once and takes all its checkpoints. The
checkpoints are kept without their weights in tests/facts/checkpoints; to restore from them they are written anew, whole.
"""

from __future__ import annotations

import argparse
import itertools
import lzma
import re
import tempfile
from pathlib import Path
from typing import Any

from oracle import facts
from oracle.builder import Built, build, message_of
from oracle.edits import edited
from oracle.real_api import (
    config_util,
    model_lib_v2,
    model_pb2,
    optimizer_builder,
    text_format,
    tf,
    train_pb2,
    variables_helper,
)
from oracle.record import say
from oracle.restore_matrix import ROWS, SOURCES, Row, Source, variant

_OPTIMIZER = 'use_moving_average: false momentum_optimizer { learning_rate { constant_learning_rate {} } }'
_GRAPH = '_CHECKPOINTABLE_OBJECT_GRAPH'


def record(everything: bool) -> None:
    """Try every row of the matrix that is not recorded yet, model by model."""
    known = {} if everything else {_key(row): row for row in facts.read_restores()}
    done = {_key(row): known[_key(row)] for row in ROWS if _key(row) in known}
    waiting = sorted((row for row in ROWS if _key(row) not in done), key=lambda row: (row.family, row.label))
    if not waiting:
        return
    with tempfile.TemporaryDirectory() as folder:
        prefixes = _write_checkpoints({row.checkpoint for row in waiting}, Path(folder))
        for (family, label), rows in itertools.groupby(waiting, key=lambda row: (row.family, row.label)):
            model = build_model(family, label)
            for row in rows:
                done[_key(row)] = _try(model, row, prefixes[row.checkpoint], Path(folder))
            say(f'{len(done)}/{len(ROWS)} {family}: {label}')
            facts.write_restores(done[key] for key in map(_key, ROWS) if key in done)


def _key(row: Row | facts.Restore) -> Row:
    return Row(*row[:5])


def build_model(family: str, label: str) -> Any:
    """The real model of a variant. Raises AssertionError if the API refuses it."""
    chosen = variant(family, label)
    built = build(edited(chosen.base, chosen.edits, model_pb2.DetectionModel()))
    if not isinstance(built, Built):
        raise AssertionError(f'{label}: {built}')
    return built.model


def _try(model: Any, row: Row, prefix: str, folder: Path) -> facts.Restore:
    """One restore, as training does it; 'restored', or the class and the message of what was raised."""
    config = train_pb2.TrainConfig(
        fine_tune_checkpoint=prefix,
        fine_tune_checkpoint_type=row.type,
        fine_tune_checkpoint_version=train_pb2.CheckpointVersion.Value(row.version),
    )
    try:
        load(model, config, folder / 'model_dir')
    except Exception as error:  # whatever the API raises is the fact to record
        return facts.Restore(*row, type(error).__name__, _message(error))
    return facts.Restore(*row, facts.RESTORED, '')


def load(model: Any, config: Any, model_dir: Path) -> None:
    """What the training loop does with a model and a fine-tuning checkpoint. Raises what the API raises."""
    config_util.update_fine_tune_checkpoint_type(config)
    checkpoint_type = config.fine_tune_checkpoint_type
    variables_helper.ensure_checkpoint_supported(config.fine_tune_checkpoint, checkpoint_type, str(model_dir))
    model_lib_v2.load_fine_tune_checkpoint(
        model,
        config.fine_tune_checkpoint,
        checkpoint_type,
        config.fine_tune_checkpoint_version,
        run_model_on_dummy_input=False,  # it was run when it was built
        input_dataset=None,
        unpad_groundtruth_tensors=False,
    )


def _message(error: BaseException) -> str:
    """The message up to where the objects are shown, which come in no order."""
    return re.split(r', likely due to changes', message_of(error))[0]


def _write_checkpoints(names: set[str], folder: Path) -> dict[str, str]:
    prefixes = {}
    for source in SOURCES:
        if source.name in names:
            prefix = write_checkpoint(build_model(source.family, source.label), source.form, folder / source.name)
            prefixes[source.name] = prefix
            _keep(source, prefix)
            say(f'wrote {source.name}')
    return prefixes


def write_checkpoint(model: Any, form: str, prefix: Path) -> str:
    """Write a checkpoint of a model in one of the forms of `Source`. Returns its prefix, with the number."""
    if form == 'backbone':
        checkpoint = tf.train.Checkpoint(**model.restore_from_objects(fine_tune_checkpoint_type='classification'))
    elif form == 'train':
        step = tf.Variable(0, trainable=False, dtype=tf.int64, name='global_step')
        config = _optimizer_of(_OPTIMIZER)
        optimizer, _ = optimizer_builder.build(config, global_step=step)
        model._is_training = True
        optimizer.apply_gradients((tf.zeros_like(variable), variable) for variable in model.trainable_variables)
        checkpoint = tf.train.Checkpoint(step=step, model=model, optimizer=optimizer)
    else:
        checkpoint = tf.train.Checkpoint(model=model)
    return str(checkpoint.save(str(prefix)))


def _optimizer_of(text: str) -> Any:
    """The optimizer message that a text sets."""
    config = train_pb2.TrainConfig()
    return text_format.Merge(f'optimizer {{ {text} }}', config).optimizer


def _keep(source: Source, prefix: str) -> None:
    """Keep the index, and the shard from the object graph on: all that a reader needs who wants no weights."""
    shard = Path(f'{prefix}.data-00000-of-00001').read_bytes()
    graph = tf.train.load_checkpoint(prefix).get_tensor(_GRAPH)
    # A string tensor is the length as a varint, four bytes of checksum, then the string.
    start = shard.rindex(graph) - 4 - (len(graph).bit_length() + 6) // 7
    folder = facts.CHECKPOINTS
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f'{source.name}.*.xz'):
        old.unlink()
    (folder / f'{source.name}.index.xz').write_bytes(lzma.compress(Path(f'{prefix}.index').read_bytes()))
    (folder / f'{source.name}.tail-at-{start}.xz').write_bytes(lzma.compress(shard[start:]))


def keep_whole(folder: Path, name: str) -> None:
    """Keep all files of a checkpoint that is small."""
    facts.CHECKPOINTS.mkdir(parents=True, exist_ok=True)
    for file in folder.glob(f'{name}*'):
        (facts.CHECKPOINTS / f'{file.name}.whole.xz').write_bytes(lzma.compress(file.read_bytes()))


def main() -> None:
    """Record the restores that are missing, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--all', action='store_true', help='try again what is already recorded')
    record(parser.parse_args().all)


if __name__ == '__main__':
    main()
