"""What a checkpoint's tensors are for: the model's own variables, an optimizer's memory of them, or counters.

From names alone, since that is all a checkpoint has. TF2 (object paths): tf.train.Checkpoint marks slots with
`.OPTIMIZER_SLOT`. TF1 (variable names): tf.compat.v1.train's optimizers name a slot `<variable>/<optimizer>`, a second one
`<variable>/<optimizer>_1`; moving averages are `<variable>/ExponentialMovingAverage`.
"""

from __future__ import annotations

import re
from enum import Enum

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Entry, Format
from pipeline_config_ls.checkpoints.graph import GRAPH_KEY

VALUE_SUFFIX = '/.ATTRIBUTES/VARIABLE_VALUE'
_CONFIG_SUFFIX = '/.ATTRIBUTES/OBJECT_CONFIG_JSON'


class Kind(Enum):
    """What a variable is for; the values are the words of the command line's JSON."""

    MODEL = 'model'
    SLOT = 'optimizer-slot'
    COUNTER = 'counter'


# Keras 3, and tf_keras from 2.11 on, keep slots as variables of the optimizer itself: optimizer/_variables/7.
_TF2_SLOT = re.compile(r'/\.OPTIMIZER_SLOT/|(^|/)_?optimizer/_variables/\d+$')
_TF2_COUNTER = re.compile(
    r'^(save_counter|step|global_step)$|(^|/)_?optimizer/'
    r'(iter|_iterations|_current_learning_rate|learning_rate|_learning_rate|decay|momentum|rho|epsilon|beta_1|beta_2)$'
)
_TF1_SLOT = re.compile(
    r'/(Momentum|RMSProp|Adam|Adagrad|Adadelta|Ftrl|ExponentialMovingAverage)(_\d+)?$|/(adam_[mv]|LARS(Optimizer)?)$'
)
_TF1_COUNTER = re.compile(r'^(global_step|beta[12]_power|(.*/)?(beta[12]_power|learning_rate))$')


def kind_of(name: str, form: Format) -> Kind:
    """What the variable `name` (see `variables`) is for."""
    slot, counter = (_TF2_SLOT, _TF2_COUNTER) if form is Format.OBJECT_BASED else (_TF1_SLOT, _TF1_COUNTER)
    if slot.search(name):
        return Kind.SLOT
    return Kind.COUNTER if counter.search(name) else Kind.MODEL


def variables(checkpoint: Checkpoint) -> dict[str, Entry]:
    """The variables by name, sorted: in a TF2 checkpoint the keys without `/.ATTRIBUTES/VARIABLE_VALUE`.

    Its object graph and the configurations that Keras saves beside are no variables, and left out.
    """
    return {
        name.removesuffix(VALUE_SUFFIX): entry
        for name, entry in sorted(checkpoint.entries.items())
        if name != GRAPH_KEY and not name.endswith(_CONFIG_SUFFIX)
    }
