"""Whole runs of the API's training loop up to its first step: which checkpoint they name, and how.

The folder that they run in is laid out alike for the recorder (with whole checkpoints) and for the tests (with the
recorded ones, which have no weights). It knows nothing of TensorFlow.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

FAMILY = 'ssd_mobilenet_v2'
BASE = 'ssd_mobilenet_v2'

# The recorded checkpoints (restore_matrix.SOURCES) that the folder has under zoo/, with the number 1, and two that
# TensorFlow 1 would have written: of its second and of its first format.
CHECKPOINTS = ('mobilenet_v2', 'mobilenet_v2-backbone', 'mobilenet_v2_fpnlite-train')
NAME_BASED = 'name-based'
FIRST_FORMAT = 'first-format'


class Training(NamedTuple):
    """One run: what its train_config says beside the optimizer, and where it trains."""

    label: str
    checkpoint: str
    settings: str = 'fine_tune_checkpoint_type: "detection" fine_tune_checkpoint_version: V2'
    model_dir: str = 'run'
    edits: tuple[str, ...] = ()


_V2 = 'fine_tune_checkpoint_version: V2'
_GOOD = 'zoo/mobilenet_v2-1'

ROWS: tuple[Training, ...] = (
    Training('detection', _GOOD),
    Training('no checkpoint', ''),
    Training('no checkpoint, type and version left out', '', ''),
    Training('type left out', _GOOD, _V2),
    Training('type left out, from_detection_checkpoint', _GOOD, f'{_V2} from_detection_checkpoint: true'),
    Training(
        'type set, from_detection_checkpoint',
        _GOOD,
        f'{_V2} fine_tune_checkpoint_type: "full" from_detection_checkpoint: true',
    ),
    Training('version left out', _GOOD, 'fine_tune_checkpoint_type: "detection"'),
    Training('version V1, no such type', _GOOD, 'fine_tune_checkpoint_type: "none" fine_tune_checkpoint_version: V1'),
    Training('no such type', _GOOD, f'{_V2} fine_tune_checkpoint_type: "none"'),
    Training('type fine_tune', _GOOD, f'{_V2} fine_tune_checkpoint_type: "fine_tune"'),
    Training('classification of a detection checkpoint', _GOOD, f'{_V2} fine_tune_checkpoint_type: "classification"'),
    Training('full, another number of classes', _GOOD, f'{_V2} fine_tune_checkpoint_type: "full"', edits=('num_classes: 3',)),
    Training('detection, another number of classes', _GOOD, edits=('num_classes: 3',)),
    Training(
        'load_all_detection_checkpoint_vars',
        _GOOD,
        f'{_V2} fine_tune_checkpoint_type: "detection" load_all_detection_checkpoint_vars: true',
    ),
    Training(
        'load_all_detection_checkpoint_vars, no such checkpoint',
        'zoo/none',
        f'{_V2} fine_tune_checkpoint_type: "detection" load_all_detection_checkpoint_vars: true',
    ),
    Training('load_all_detection_checkpoint_vars, no checkpoint', '', 'load_all_detection_checkpoint_vars: true'),
    Training('no such checkpoint', 'zoo/none'),
    Training('no such folder', 'none/ckpt-0'),
    Training('no such checkpoint, no such type', 'zoo/none', f'{_V2} fine_tune_checkpoint_type: "none"'),
    Training('without the number', 'zoo/mobilenet_v2'),
    Training('the index file', f'{_GOOD}.index'),
    Training('the shard', f'{_GOOD}.data-00000-of-00001'),
    Training('a folder with a checkpoint state file', 'state'),
    Training('a folder with a checkpoint state file, slash at the end', 'state/'),
    Training('the checkpoint state file', 'state/checkpoint'),
    Training('a folder without a checkpoint state file', 'zoo'),
    Training('the model_dir is the checkpoint folder', _GOOD, model_dir='zoo'),
    Training('the model_dir is the checkpoint folder, version V1', _GOOD, 'fine_tune_checkpoint_type: "detection"', 'zoo'),
    Training('the model_dir is the checkpoint folder, no such type', _GOOD, f'{_V2} fine_tune_checkpoint_type: "none"', 'zoo'),
    Training('the model_dir is the checkpoint folder, spelt otherwise', 'run/../zoo/mobilenet_v2-1', model_dir='zoo/'),
    Training('backbone by detection', 'zoo/mobilenet_v2-backbone-1'),
    Training(
        'backbone by detection, version V1', 'zoo/mobilenet_v2-backbone-1', 'fine_tune_checkpoint_type: "detection"'
    ),
    Training(
        'backbone by classification', 'zoo/mobilenet_v2-backbone-1', f'{_V2} fine_tune_checkpoint_type: "classification"'
    ),
    Training('checkpoint of another architecture', 'zoo/mobilenet_v2_fpnlite-train-1'),
    Training('name-based', f'zoo/{NAME_BASED}'),
    Training('name-based, version V1', f'zoo/{NAME_BASED}', 'fine_tune_checkpoint_type: "detection"'),
    Training('name-based, no such type', f'zoo/{NAME_BASED}', f'{_V2} fine_tune_checkpoint_type: "none"'),
    Training('first format', f'zoo/{FIRST_FORMAT}'),
    Training('first format, version V1', f'zoo/{FIRST_FORMAT}', 'fine_tune_checkpoint_type: "detection"'),
    Training('index cut off', 'damaged/cut-1'),
    Training('index empty', 'damaged/empty-1'),
    Training('index is text', 'damaged/text-1'),
    Training('shard missing', 'damaged/shardless-1'),
    Training('shard cut off', 'damaged/short-1'),
    Training('no dummy computation', _GOOD, f'{_V2} fine_tune_checkpoint_type: "detection" run_fine_tune_checkpoint_dummy_computation: false'),
    Training('no dummy computation, backbone', 'zoo/mobilenet_v2-backbone-1', f'{_V2} fine_tune_checkpoint_type: "classification" run_fine_tune_checkpoint_dummy_computation: false'),
    Training('resuming', _GOOD, model_dir='resumed'),
    Training('resuming, no checkpoint', '', model_dir='resumed'),
    Training('resuming, no such checkpoint', 'zoo/none', model_dir='resumed'),
    Training('resuming, classification of a detection checkpoint', _GOOD, f'{_V2} fine_tune_checkpoint_type: "classification"', 'resumed'),
    Training('resuming, another number of classes', _GOOD, model_dir='resumed', edits=('num_classes: 3',)),
    Training('resuming from another architecture', '', model_dir='resumed-other'),
)  # fmt: skip


_CONFIG = """
model {{ {model} }}
train_config {{
  batch_size: 1
  optimizer {{
    momentum_optimizer {{ learning_rate {{ constant_learning_rate {{ learning_rate: 0.01 }} }} }}
    use_moving_average: false
  }}
  fine_tune_checkpoint: "{checkpoint}"
  {settings}
}}
train_input_reader {{
  label_map_path: "labels.pbtxt"
  tf_record_input_reader {{ input_path: "one.record" }}
}}
"""


def config_text(model: str, row: Training) -> str:
    """The pipeline.config of a run; `model` is the text of its `model` block."""
    return _CONFIG.format(model=model, checkpoint=row.checkpoint, settings=row.settings)


def lay_out(folder: Path, put: Callable[[str, Path], object]) -> None:
    """Make the folder that all runs see. `put(name, folder)` lays a checkpoint there, with its number if it has one."""
    for name in ('zoo', 'state', 'damaged', 'resumed', 'resumed-other'):
        (folder / name).mkdir()
    for checkpoint in (*CHECKPOINTS, NAME_BASED, FIRST_FORMAT):
        put(checkpoint, folder / 'zoo')
    for name, checkpoint in (('state', CHECKPOINTS[0]), ('resumed', CHECKPOINTS[0]), ('resumed-other', CHECKPOINTS[2])):
        put(checkpoint, folder / name)
        (folder / name / 'checkpoint').write_text(f'model_checkpoint_path: "{checkpoint}-1"\n')
    for name in ('cut', 'empty', 'text', 'shardless', 'short'):
        _damage(folder, name)


def _damage(folder: Path, name: str) -> None:
    index, shard = '.index', '.data-00000-of-00001'
    for suffix in (index, shard):
        shutil.copy(folder / f'{_GOOD}{suffix}', folder / f'damaged/{name}-1{suffix}')
    whole = (folder / f'{_GOOD}{index}').read_bytes()
    if name in ('cut', 'empty', 'text'):
        damaged = {'cut': whole[: len(whole) // 2], 'empty': b'', 'text': b'no index\n' * 100}[name]
        (folder / f'damaged/{name}-1{index}').write_bytes(damaged)
    elif name == 'shardless':
        (folder / f'damaged/{name}-1{shard}').unlink()
    else:
        with (folder / f'damaged/{name}-1{shard}').open('r+b') as file:
            file.truncate(1000)
