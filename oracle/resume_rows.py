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


_SMALL = ('image_resizer.fixed_shape_resizer { height: 128 width: 128 }', 'num_classes: 2')

MODELS: dict[str, Model] = {
    'centernet_hourglass': Model('centernet_hourglass', _SMALL),
    'centernet_fpn': Model('centernet_mobilenet_v2_fpn', _SMALL),
}


class Resume(NamedTuple):
    """A second start: the model of the first run and of this one, its optimizer and steps. The first run's optimizer is momentum."""

    label: str
    first: str
    second: str
    edits: tuple[str, ...] = ()
    optimizer: str = MOMENTUM
    steps: int = 2 * STEPS


def _rows(name: str) -> tuple[Resume, ...]:
    return (
        Resume('the same config', name, name),
        Resume('momentum to Adam', name, name, optimizer=ADAM),
        Resume('momentum to RMSProp', name, name, optimizer=RMS_PROP),
        Resume('moving averages switched on', name, name, optimizer=AVERAGED),
        Resume('another momentum', name, name, optimizer=LESS_MOMENTUM),
        Resume('other classes', name, name, ('num_classes: 5',)),
        Resume('other classes, moving averages', name, name, ('num_classes: 5',), AVERAGED),
        Resume('other classes, no step left', name, name, ('num_classes: 5',), steps=STEPS),
    )


ROWS: tuple[Resume, ...] = (
    *(row for name in MODELS for row in _rows(name)),
    Resume('another model', 'centernet_hourglass', 'centernet_fpn'),
)

_CONFIG = """
model {{ {model} }}
train_config {{ batch_size: 1 num_steps: {steps} optimizer {{ {optimizer} }} }}
train_input_reader {{ label_map_path: "labels.pbtxt" tf_record_input_reader {{ input_path: "one.record" }} }}
"""


def config_text(model: str, optimizer: str, steps: int) -> str:
    """The pipeline.config of a run; `model` is the text of its `model` block."""
    return _CONFIG.format(model=model, optimizer=optimizer, steps=steps)
