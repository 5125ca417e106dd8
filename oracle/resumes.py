"""Record what the API's training loop does in a folder that already holds a run, into tests/facts/resumes.

usage: python -m oracle.resumes [--only MODEL] [--work FOLDER] [--seconds N]

FOLDER keeps the first runs whole from call to call; after N seconds no further row is begun.

For each row a first run of two steps leaves its checkpoints, then the loop starts again in the same folder with the second config. What
was restored, dropped and fresh is counted from TensorFlow's own record of the restore. The first runs' last checkpoints are kept
without their weights. tf.functions run eagerly: the same outcomes, and no graph to build.
"""

from __future__ import annotations

import argparse
import lzma
import os
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from oracle import facts
from oracle.edits import edited
from oracle.real_api import checkpoint_module, checkpoint_util, graph_view, model_lib_v2, model_pb2, tf, tf_keras
from oracle.record import say
from oracle.resume_rows import CHANGES, FOLDER, MODELS, ROWS, RUN, SHARD, Resume, config_text, recorded
from oracle.trainings import _write_input
from pipeline_config_ls.checkpoints.messages import BundleEntry
from pipeline_config_ls.checkpoints.shards import open_source
from pipeline_config_ls.formats.table import read_table

_GRAPH = b'_CHECKPOINTABLE_OBJECT_GRAPH'
_VALUE = '/.ATTRIBUTES/VARIABLE_VALUE'
_LARGE = 8


class _Watched:
    """The restores of a checkpoint with a step and an optimizer, of which the loop makes one."""

    def __init__(self) -> None:
        self.found: list[tuple[Any, Any, int, dict[str, float]]] = []
        self.reached = False
        original = checkpoint_module.Checkpoint.restore

        def restore(saved: Any, path: Any, options: Any = None) -> Any:
            ours = hasattr(saved, 'step') and hasattr(saved, 'optimizer')
            self.reached = self.reached or ours
            before = _numbers(saved.optimizer) if ours else {}
            status = original(saved, path, options)
            if ours:
                self.found.append((saved, status, int(saved.step.numpy()), before))
            return status

        checkpoint_module.Checkpoint.restore = restore


def record(only: str | None, work: Path, seconds: float) -> None:
    """Run every row that is not recorded yet, as far as the time goes."""
    began = time.monotonic()
    watched = _Watched()
    tf.summary.scalar = tf.compat.v2.summary.scalar = lambda *_, **__: None  # TensorBoard is no part of a restore
    tf.config.run_functions_eagerly(True)
    known = recorded()
    for row in ROWS:
        if row in known or (only is not None and only not in (row.first, row.second)):
            continue
        if not (work / row.first).exists():
            _first_run(row.first, work / row.first, watched)
        if time.monotonic() - began > seconds:
            break
        known = {**recorded(), row: _second_run(row, work / row.first, watched)}
        say(f'{time.monotonic() - began:.0f} {row.second}: {row.label}: {known[row]}')
        facts.write_rows(FOLDER / 'rows.jsonl.xz', ([row, known[row]] for row in ROWS if row in known))


def model_text(name: str, edits: tuple[str, ...] = ()) -> str:
    """The `model` block of one of the models, edited further."""
    model = MODELS[name]
    return edited(model.base, (*model.edits, *edits), model_pb2.DetectionModel())


def _first_run(name: str, folder: Path, watched: _Watched) -> None:
    model, draft = MODELS[name], folder.with_name(f'{name}.draft')
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    _write_input(draft)
    outcome = _start(draft, config_text(model_text(name), model.optimizer, model.steps), watched)
    assert outcome['outcome'] == 'starts_fresh', outcome
    shutil.rmtree(draft / RUN / 'train', ignore_errors=True)
    _keep(name, draft / RUN / model.checkpoint)
    draft.rename(folder)


def _second_run(row: Resume, first: Path, watched: _Watched) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(first, folder, dirs_exist_ok=True)
        if row.change:
            CHANGES[row.change](Path(folder) / RUN, MODELS[row.first].checkpoint)
        config = config_text(model_text(row.second, row.edits), row.optimizer, row.steps, row.more)
        return _start(Path(folder), config, watched)


def _start(folder: Path, config: str, watched: _Watched) -> dict[str, Any]:
    """One call of the real loop, a checkpoint at each step."""
    watched.found.clear()
    watched.reached = False
    tf_keras.backend.clear_session()
    before = Path.cwd()
    os.chdir(folder)
    try:
        Path('pipeline.config').write_text(config)
        model_lib_v2.train_loop(
            'pipeline.config', RUN, checkpoint_every_n=1, record_summaries=False, num_steps_per_iteration=1
        )
    except Exception as error:  # whatever the API raises is the fact to record
        outcome = _fault(error, reached=watched.reached)
        if outcome is None:
            raise
        say(f'{type(error).__name__}: {str(error)[:300]}')
        return {'outcome': outcome, 'step': watched.found[-1][2] if watched.found else None}
    finally:
        os.chdir(before)
    saved, status, step, numbers = watched.found[-1]
    if type(status).__name__ != 'CheckpointLoadStatus':
        return {'outcome': 'starts_fresh', 'step': step}
    if int(saved.step.numpy()) == step:
        return {'outcome': 'finished', 'step': step}
    return {'outcome': 'resumed', 'step': step, **_account(saved, status._checkpoint, numbers)}


def _fault(error: Exception, *, reached: bool) -> str | None:
    """What an error of the loop is called; None for one that is not expected."""
    if 'Invalid checkpoint state' in str(error):
        return 'invalid_state'
    if not reached:
        return 'not_reached'
    if 'incompatible tensor with shape' in str(error) or "the initial value's shape" in str(error):
        return 'incompatible_shape'
    if isinstance(error, TypeError) and 'NoneType' in str(error):
        return 'error'
    return 'unreadable' if isinstance(error, tf.errors.OpError | IndexError) else None


def _account(saved: Any, restored: Any, numbers: dict[str, float]) -> dict[str, Any]:
    """What the restore's own record says: values that were taken, values that none took, variables that took none."""
    counts: Counter[str] = Counter()
    for number, node in enumerate(restored.object_graph_proto.nodes):
        for attribute in node.attributes:
            kind = _kind(attribute.checkpoint_key.removesuffix(_VALUE))
            counts[f'{kind}_{"restored" if number in restored.matched_proto_ids else "dropped"}'] += 1
    known = {id(found) for found in restored.object_by_proto_id.values()}
    slots = _slots(saved.optimizer)
    model = {id(variable) for variable in saved.model.variables}
    for found in checkpoint_util.list_objects(graph_view.ObjectGraphView(saved)):
        if isinstance(found, tf.Variable) and id(found) not in known:
            kind = 'slots' if id(found) in slots else 'model' if id(found) in model else ''
            counts[f'{kind}_fresh'] += 1
    wanted = [f'{kind}_{what}' for kind in ('model', 'slots') for what in ('restored', 'dropped', 'fresh')]
    after = _numbers(saved.optimizer)
    overridden = sorted(name for name, value in numbers.items() if abs(after.get(name, value) - value) > 1e-5)
    return {**{name: counts[name] for name in wanted}, 'overridden': overridden}


def _kind(key: str) -> str:
    return 'slots' if '.OPTIMIZER_SLOT' in key else 'model' if key.startswith('model/') else ''


def _both(optimizer: Any) -> list[Any]:
    """An optimizer, and the one inside a moving average."""
    return [optimizer, *([optimizer._optimizer] if hasattr(optimizer, '_optimizer') else [])]


def _slots(optimizer: Any) -> set[int]:
    return {id(slot) for one in _both(optimizer) for slots in one._slots.values() for slot in slots.values()}


def _numbers(optimizer: Any) -> dict[str, float]:
    """The hyper-parameters as they stand; the rate is a function of the step, and the decay is taken from the config."""
    held = _both(optimizer)[-1]._hyper
    return {
        name: float(value)
        for name, value in held.items()
        if name not in ('learning_rate', 'decay') and (isinstance(value, tf.Variable) or not callable(value))
    }


def _keep(name: str, prefix: Path) -> None:
    """Keep a checkpoint; in its shard every tensor becomes zeros, but for the object graph and the counters."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    shard = bytearray(Path(f'{prefix}{SHARD}').read_bytes())
    with open_source(f'{prefix}.index') as source:
        for key, value in list(read_table(source))[1:]:
            entry = BundleEntry.FromString(value)
            if key != _GRAPH and entry.size > _LARGE:
                shard[entry.offset : entry.offset + entry.size] = bytes(entry.size)
    (FOLDER / f'{name}.index.xz').write_bytes(lzma.compress(Path(f'{prefix}.index').read_bytes()))
    (FOLDER / f'{name}.shard.xz').write_bytes(lzma.compress(bytes(shard), preset=9))


def main() -> None:
    """Record the rows that are missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', choices=tuple(MODELS), help='the rows of one model')
    parser.add_argument('--work', type=Path, help='a folder for the first runs')
    parser.add_argument('--seconds', type=float, default=3600)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        record(given.only, (given.work or Path(folder)).resolve(), given.seconds)


if __name__ == '__main__':
    main()
