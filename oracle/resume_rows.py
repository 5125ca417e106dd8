"""Starts of training in a folder that already holds a run: what the first run was, and what changed before the second.

It knows nothing of TensorFlow: the recorder runs the rows, the tests compare them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from oracle import facts

FOLDER = Path(__file__).parents[1] / 'tests' / 'facts' / 'resumes'

RATE = 'learning_rate { constant_learning_rate { learning_rate: 0.001 } }'
MOMENTUM = f'momentum_optimizer {{ {RATE} momentum_optimizer_value: 0.9 }} use_moving_average: false'
LESS_MOMENTUM = f'momentum_optimizer {{ {RATE} momentum_optimizer_value: 0.5 }} use_moving_average: false'
AVERAGED = f'momentum_optimizer {{ {RATE} momentum_optimizer_value: 0.9 }} use_moving_average: true'
ADAM = f'adam_optimizer {{ {RATE} }} use_moving_average: false'
RMS_PROP = f'rms_prop_optimizer {{ {RATE} momentum_optimizer_value: 0.9 }} use_moving_average: false'

STEPS = 2


class Model(NamedTuple):
    """A model to train: a base of oracle/models, edits that make it small, the optimizer and the steps of its first run."""

    base: str
    edits: tuple[str, ...] = ()
    optimizer: str = MOMENTUM
    steps: int = 1

    @property
    def checkpoint(self) -> str:
        """The last checkpoint of the first run: one is saved before the first step, and one at each."""
        return f'ckpt-{self.steps + 1}'


_SMALL = ('image_resizer.fixed_shape_resizer { height: 128 width: 128 }', 'num_classes: 2')
_SHARED = 'box_predictor.weight_shared_convolutional_box_predictor'
_EFFICIENTDET = (
    'image_resizer.fixed_shape_resizer { height: 256 width: 256 }',
    'num_classes: 2',
    'feature_extractor.bifpn.num_iterations: 1',
    'feature_extractor.bifpn.num_filters: 16',
    f'{_SHARED}.num_layers_before_predictor: 1',
    f'{_SHARED}.depth: 16',
)
_FASTER_RCNN = (
    'image_resizer.fixed_shape_resizer { height: 64 width: 64 }',
    'num_classes: 2',
    'first_stage_box_predictor_depth: 16',
    'first_stage_max_proposals: 2',
    'second_stage_batch_size: 2',
    'initial_crop_size: 4',
)

MODELS: dict[str, Model] = {
    'centernet_hourglass': Model('centernet_hourglass', _SMALL, steps=STEPS),
    'centernet_fpn': Model('centernet_mobilenet_v2_fpn', _SMALL, steps=STEPS),
    'ssd': Model('ssd_small'),
    'ssd_adam': Model('ssd_small', optimizer=ADAM),
    'efficientdet': Model('ssd_efficientdet_d0', _EFFICIENTDET),
    'faster_rcnn': Model('faster_rcnn_resnet50', _FASTER_RCNN),
    'faster_rcnn_frozen': Model(
        'faster_rcnn_resnet50', (*_FASTER_RCNN, 'feature_extractor.batch_norm_trainable: false')
    ),
}


RUN, BESIDE, STATE, SHARD = 'run', 'beside', 'checkpoint', '.data-00000-of-00001'


def _names(text: str) -> Callable[[Path, str], None]:
    """A state file of another text; `CKPT` in it is the name of the checkpoint, `RUN` the folder that it lies in."""
    return lambda folder, name: _write(folder / STATE, text.replace('CKPT', name).replace('RUN', str(folder)))


def _write(file: Path, text: str) -> None:
    file.write_text(text)


def _cut(suffix: str, size: int) -> Callable[[Path, str], None]:
    """A file of the checkpoint, of so many bytes."""
    return lambda folder, name: os.truncate(folder / f'{name}{suffix}', size)


def _copy_beside(folder: Path, name: str) -> None:
    beside = folder.parent / BESIDE
    beside.mkdir(exist_ok=True)
    for file in folder.glob(f'{name}.*'):
        shutil.copy(file, beside)


CHANGES: Mapping[str, Callable[[Path, str], None]] = {
    'no state file': lambda folder, name: (folder / STATE).unlink(),
    'an empty state file': _names(''),
    'a state file of another text': _names('nonsense {'),
    'a state file that names nothing': _names('all_model_checkpoint_paths: "CKPT"\n'),
    'a state file with the absolute path': _names('model_checkpoint_path: "RUN/CKPT"\n'),
    'a state file with a path that is not there': _names('model_checkpoint_path: "/another/machine/CKPT"\n'),
    'a state file with the index': _names('model_checkpoint_path: "CKPT.index"\n'),
    'a state file with others that are not there': _names(
        'model_checkpoint_path: "CKPT"\nall_model_checkpoint_paths: "ckpt-77"\n'
    ),
    'no index': lambda folder, name: (folder / f'{name}.index').unlink(),
    'an index that is cut off': _cut('.index', 100),
    'an empty index': _cut('.index', 0),
    'no shard': lambda folder, name: (folder / f'{name}{SHARD}').unlink(),
    'an empty shard': _cut(SHARD, 0),
    'a shard that is cut off': _cut(SHARD, 20_000),
    'a shard of another number': lambda folder, name: _rename(folder / f'{name}{SHARD}', '.data-00001-of-00002'),
    'copied beside': _copy_beside,
}
"""What is done to the folder of a run, with the name of its checkpoint, before training starts again."""


def _rename(file: Path, suffix: str) -> None:
    file.rename(file.with_name(file.name.removesuffix(SHARD) + suffix))


def _load(prefix: str, kind: str = 'detection') -> str:
    return f'fine_tune_checkpoint: "{prefix}" fine_tune_checkpoint_type: "{kind}" fine_tune_checkpoint_version: V2'


class Resume(NamedTuple):
    """A second start: the model of the first run and of this one, its optimizer and the step to train to, what was done to the
    folder in between (a name of `CHANGES`), and what `train_config` has besides."""

    label: str
    first: str
    second: str
    edits: tuple[str, ...] = ()
    optimizer: str = MOMENTUM
    steps: int = 2
    change: str = ''
    more: str = ''


def _rows(name: str) -> tuple[Resume, ...]:
    """What people change between two starts, of one model."""
    done = MODELS[name].steps
    rows = (
        Resume('the same config', name, name),
        Resume('momentum to Adam', name, name, optimizer=ADAM),
        Resume('momentum to RMSProp', name, name, optimizer=RMS_PROP),
        Resume('moving averages switched on', name, name, optimizer=AVERAGED),
        Resume('another momentum', name, name, optimizer=LESS_MOMENTUM),
        Resume('other classes', name, name, ('num_classes: 5',)),
        Resume('other classes, moving averages', name, name, ('num_classes: 5',), AVERAGED),
    )
    finished = Resume('other classes, no step left', name, name, ('num_classes: 5',), steps=done)
    return (*(row._replace(steps=2 * done) for row in rows), finished)


def _of_adam() -> Iterator[Resume]:
    """From Adam to each optimizer, on the small SSD."""
    for other, optimizer in {'momentum': MOMENTUM, 'Adam': ADAM, 'RMSProp': RMS_PROP}.items():
        yield Resume(f'Adam to {other}', 'ssd_adam', 'ssd', optimizer=optimizer)


def _of_folders() -> Iterator[Resume]:
    """What can happen to the folder of a run."""
    yield from (Resume(f'the folder: {change}', 'ssd', 'ssd', change=change) for change in CHANGES)
    yield Resume(
        'the folder: no shard, a checkpoint to load', 'ssd', 'ssd', change='no shard', more=_load('beside/ckpt-9')
    )


def _of_fine_tuning() -> Iterator[Resume]:
    """`fine_tune_checkpoint` is loaded first, and decides when a shape is noticed."""
    classes = ('num_classes: 5',)
    yield Resume('a copy of the run to load', 'ssd', 'ssd', change='copied beside', more=_load('beside/ckpt-2'))
    yield Resume(
        'a copy to load, other classes', 'ssd', 'ssd', classes, change='copied beside', more=_load('beside/ckpt-2')
    )
    yield Resume(
        'a copy to load, other classes, no step left',
        'ssd',
        'ssd',
        classes,
        steps=1,
        change='copied beside',
        more=_load('beside/ckpt-2'),
    )
    yield Resume(
        'a copy to load in full, other classes',
        'ssd',
        'ssd',
        classes,
        change='copied beside',
        more=_load('beside/ckpt-2', 'full'),
    )
    yield Resume('the run itself to load', 'ssd', 'ssd', more=_load('run/ckpt-2'))
    yield Resume('no checkpoint to load', 'ssd', 'ssd', more=_load('absent/ckpt-0'))


def _of_models() -> Iterator[Resume]:
    """Layers that come and go, and other models."""
    shared = 'box_predictor.weight_shared_convolutional_box_predictor'
    yield Resume('another model', 'efficientdet', 'ssd')
    yield Resume('another model', 'faster_rcnn', 'ssd')
    yield Resume('another round', 'efficientdet', 'efficientdet', ('feature_extractor.bifpn.num_iterations: 2',))
    yield Resume('a tower layer more', 'efficientdet', 'efficientdet', (f'{shared}.num_layers_before_predictor: 2',))
    yield Resume('the first stage alone', 'faster_rcnn', 'faster_rcnn', ('number_of_stages: 1',))
    yield Resume('batch norms trained', 'faster_rcnn_frozen', 'faster_rcnn')
    yield Resume('batch norms frozen', 'faster_rcnn', 'faster_rcnn_frozen')
    yield Resume('another depth', 'faster_rcnn', 'faster_rcnn', ('first_stage_box_predictor_depth: 32',))


ROWS: tuple[Resume, ...] = (
    *_rows('centernet_hourglass'),
    *_rows('centernet_fpn'),
    Resume('another model', 'centernet_hourglass', 'centernet_fpn', steps=2 * STEPS),
    *_of_folders(),
    *_of_fine_tuning(),
    *_of_adam(),
    *_of_models(),
    *_rows('faster_rcnn'),
    *_rows('efficientdet'),
)

_CONFIG = """
model {{ {model} }}
train_config {{ batch_size: 1 {steps} optimizer {{ {optimizer} }} {more} }}
train_input_reader {{ label_map_path: "labels.pbtxt" tf_record_input_reader {{ input_path: "one.record" }} }}
"""


def config_text(model: str, optimizer: str, steps: int, more: str = '') -> str:
    """The pipeline.config of a run; `model` is the text of its `model` block."""
    return _CONFIG.format(model=model, optimizer=optimizer, steps=f'num_steps: {steps}' if steps else '', more=more)


def recorded() -> dict[Resume, dict[str, Any]]:
    """What the real loop did, as far as it is recorded."""
    found = {}
    for (label, first, second, edits, optimizer, steps, *more), real in facts.read_rows(FOLDER / 'rows.jsonl.xz'):
        found[Resume(label, first, second, tuple(edits), optimizer, steps, *more)] = real
    return found
