"""What a checkpoint's tensors are for: the model's own variables, an optimizer's memory of them, counters.

From names alone, since that is all a checkpoint has. TF2 (object paths): tf.train.Checkpoint marks slots with
`.OPTIMIZER_SLOT`. TF1 (variable names): tf.compat.v1.train's optimizers name a slot `<variable>/<optimizer>`, a second one
`<variable>/<optimizer>_1`; moving averages are `<variable>/ExponentialMovingAverage`.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Entry, Format
from pipeline_config_ls.checkpoints.graph import GRAPH_KEY

VALUE_SUFFIX = '/.ATTRIBUTES/VARIABLE_VALUE'
_CONFIG_SUFFIX = '/.ATTRIBUTES/OBJECT_CONFIG_JSON'


class Kind(Enum):
    """What a variable is for; the values are the words of the command line's JSON."""

    MODEL = 'model'
    SLOT = 'optimizer-slot'
    COUNTER = 'counter'  # steps, and what an optimizer keeps besides its slots: its step, rates and decays
    QUANTIZATION = 'quantization'  # what the graph_rewriter of a config adds to a TF1 model


# Keras 2.11 and later keep slots as variables of the optimizer itself: optimizer/_variables/7.
_TF2 = (
    (Kind.SLOT, re.compile(r'/\.OPTIMIZER_SLOT/|^optimizer/(.+/)?_variables/\d+$')),
    (Kind.COUNTER, re.compile(r'^(save_counter|step|global_step)$|^optimizer/')),
)
_TF1 = (
    (Kind.QUANTIZATION, re.compile(r'/(act|weights)_quant/|(^|/)fake_quantization_step$')),
    (Kind.SLOT, re.compile(r'/(Momentum|RMSProp|Adam|Adagrad|Adadelta|Ftrl|ExponentialMovingAverage)(_\d+)?$')),
    (Kind.COUNTER, re.compile(r'^(global_step|(.+/)?beta[12]_power)$')),
)


# The names of a few checkpoints, which are asked for again with every prediction.
@lru_cache(maxsize=1 << 14)
def kind_of(name: str, form: Format) -> Kind:
    """What the variable `name` (see `variables`) is for."""
    rules = _TF2 if form is Format.OBJECT_BASED else _TF1
    return next((kind for kind, rule in rules if rule.search(name)), Kind.MODEL)


def variables(checkpoint: Checkpoint) -> dict[str, Entry]:
    """The variables by name, sorted: in a TF2 checkpoint the keys without `/.ATTRIBUTES/VARIABLE_VALUE`.

    Its object graph and the configurations that Keras saves beside are no variables, and left out.
    """
    return {
        name.removesuffix(VALUE_SUFFIX): entry
        for name, entry in sorted(checkpoint.entries.items())
        if name != GRAPH_KEY and not name.endswith(_CONFIG_SUFFIX)
    }
