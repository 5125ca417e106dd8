"""Starts of TensorFlow 1 training in a folder that already holds a run: what was trained first, and what is started then.

It knows nothing of TensorFlow: the recorder (`tf1_resumes.py`) runs the rows, the tests compare them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from oracle.facts import FOLDER, read_rows

PATH = FOLDER / 'tf1/resumes.jsonl.xz'

MOMENTUM = 'momentum_optimizer { learning_rate { constant_learning_rate { } } }'
RMSPROP = 'rms_prop_optimizer { learning_rate { constant_learning_rate { } } }'
ADAM = 'adam_optimizer { learning_rate { constant_learning_rate { } } }'
PREFIX = 'model.ckpt-0'


class Start(NamedTuple):
    """A start of training: a base of oracle/models with edits, and what of `train_config` decides which variables there are."""

    base: str
    edits: tuple[str, ...] = ()
    optimizer: str = MOMENTUM
    average: bool = False
    more: str = ''

    @property
    def train(self) -> str:
        """The `train_config`."""
        return (
            f'num_steps: 9 {self.more} optimizer {{ {self.optimizer} use_moving_average: {str(self.average).lower()} }}'
        )


class Tf1Resume(NamedTuple):
    """A first start and a second one in its folder, by one of the trainers."""

    label: str
    first: Start
    second: Start
    trainer: str = 'model_lib'


_SMALL = ('image_resizer { fixed_shape_resizer { height: 64 width: 64 } }',)
SSD = Start('tf1_ssd', ('feature_extractor.depth_multiplier: 0.25', 'num_classes: 2'))
FASTER_RCNN = Start('tf1_faster_rcnn', _SMALL)
_BACKBONE = 'freeze_variables: "^FeatureExtractor/MobilenetV1/"'


def _rows() -> Iterator[Tf1Resume]:
    frozen = SSD._replace(more=_BACKBONE)
    yield Tf1Resume('the same', SSD, SSD)
    yield Tf1Resume('the same', FASTER_RCNN, FASTER_RCNN)
    yield Tf1Resume('momentum to Adam', SSD, SSD._replace(optimizer=ADAM))
    yield Tf1Resume('variables are not frozen any more', frozen, SSD)
    yield Tf1Resume('variables are frozen', SSD, frozen)
    yield Tf1Resume('frozen as before', frozen, frozen)
    yield Tf1Resume('averages on', SSD, SSD._replace(average=True))
    yield Tf1Resume('RMSProp to momentum', SSD._replace(optimizer=RMSPROP), SSD)
    yield Tf1Resume('momentum to RMSProp', SSD, SSD._replace(optimizer=RMSPROP))
    yield Tf1Resume('Adam to momentum', SSD._replace(optimizer=ADAM), SSD)


ROWS: tuple[Tf1Resume, ...] = tuple(_rows())


def recorded() -> dict[Tf1Resume, dict[str, Any]]:
    """What really happened, as far as it is recorded: `saved` (shapes by name), `outcome`, and the key that was missed."""
    found = {}
    for (label, first, second, trainer), real in read_rows(PATH):
        starts = [Start(one[0], tuple(one[1]), *one[2:]) for one in (first, second)]
        found[Tf1Resume(label, starts[0], starts[1], trainer)] = real
    return found
