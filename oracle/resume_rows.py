"""Starts of training in a folder that already holds a run: what the first run was, and what changed before the second.

It knows nothing of TensorFlow: the recorder runs the rows, the tests compare them.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[1] / 'tests' / 'facts' / 'resumes'

RATE = 'learning_rate { constant_learning_rate { learning_rate: 0.001 } }'
MOMENTUM = f'momentum_optimizer {{ {RATE} momentum_optimizer_value: 0.9 }} use_moving_average: false'
LESS_MOMENTUM = f'momentum_optimizer {{ {RATE} momentum_optimizer_value: 0.5 }} use_moving_average: false'
AVERAGED = f'momentum_optimizer {{ {RATE} momentum_optimizer_value: 0.9 }} use_moving_average: true'
ADAM = f'adam_optimizer {{ {RATE} }} use_moving_average: false'
RMS_PROP = f'rms_prop_optimizer {{ {RATE} momentum_optimizer_value: 0.9 }} use_moving_average: false'

STEPS = 2


class Model(NamedTuple):
    """A model to train: a base of oracle/models, and edits that make it small."""

    base: str
    edits: tuple[str, ...]


_SMALL = 'image_resizer.fixed_shape_resizer { height: 64 width: 64 }'
_EVEN = 'image_resizer.fixed_shape_resizer { height: 128 width: 128 }'
_TWO_CLASSES = 'num_classes: 2'

MODELS: dict[str, Model] = {
    'faster_rcnn': Model('faster_rcnn_resnet50', (_SMALL, _TWO_CLASSES)),
    'faster_rcnn_fpn': Model('faster_rcnn_resnet50_fpn', (_EVEN, _TWO_CLASSES)),
    'efficientdet': Model('ssd_efficientdet_d0', (_EVEN, _TWO_CLASSES)),
    'centernet_hourglass': Model('centernet_hourglass', (_EVEN, _TWO_CLASSES)),
    'centernet_fpn': Model('centernet_mobilenet_v2_fpn', (_EVEN, _TWO_CLASSES)),
}


class Resume(NamedTuple):
    """A second start: the model of the first run and of this one, its optimizer and steps. The first run's optimizer is momentum."""

    label: str
    first: str
    second: str
    edits: tuple[str, ...] = ()
    optimizer: str = MOMENTUM
    steps: int = 2 * STEPS


def _rows(name: str, other: str) -> tuple[Resume, ...]:
    return (
        Resume('the same config', name, name),
        Resume('momentum to Adam', name, name, optimizer=ADAM),
        Resume('momentum to RMSProp', name, name, optimizer=RMS_PROP),
        Resume('moving averages switched on', name, name, optimizer=AVERAGED),
        Resume('another momentum', name, name, optimizer=LESS_MOMENTUM),
        Resume('other classes', name, name, ('num_classes: 5',)),
        Resume('other classes, moving averages', name, name, ('num_classes: 5',), AVERAGED),
        Resume('other classes, no step left', name, name, ('num_classes: 5',), steps=STEPS),
        Resume('another model', other, name),
    )


_NAMES = tuple(MODELS)
ROWS: tuple[Resume, ...] = tuple(row for number, name in enumerate(_NAMES) for row in _rows(name, _NAMES[number - 1]))

_CONFIG = """
model {{ {model} }}
train_config {{ batch_size: 1 num_steps: {steps} optimizer {{ {optimizer} }} }}
train_input_reader {{ label_map_path: "labels.pbtxt" tf_record_input_reader {{ input_path: "one.record" }} }}
"""


def config_text(model: str, optimizer: str, steps: int) -> str:
    """The pipeline.config of a run; `model` is the text of its `model` block."""
    return _CONFIG.format(model=model, optimizer=optimizer, steps=steps)
