"""The global variables of a TensorFlow 1 training graph at the time when the restore map is made.

`model_lib` makes the map after the forward pass: the model's variables and the step. `legacy/trainer` makes it after the
optimizer: slots and moving averages of what is trained are there, too.

What it does not know: variables of quantization (`graph_rewriter`), which only `tensorflow.contrib` makes, and only before
the legacy trainer's map; and which trained variables no gradient reaches (the fourth block in the first stage of a ResNet),
for which an optimizer makes no slots.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.architectures.variable import Shape
from pipeline_config_ls.restore.tf1.verdict import Trainer

GLOBAL_STEP = 'global_step'
AVERAGE = 'ExponentialMovingAverage'

SLOTS: Mapping[str, tuple[str, ...]] = {
    'rms_prop_optimizer': ('RMSProp', 'RMSProp_1'),
    'momentum_optimizer': ('Momentum',),
    'adam_optimizer': ('Adam', 'Adam_1'),
}
"""The names of an optimizer's slots, by the member of the `Optimizer` message that is set."""
_POWERS = ('beta1_power', 'beta2_power')
# Statistics of batch norms, and the ranges that SpaghettiNet keeps for quantization, with their averages.
_NOT_TRAINED = ('/moving_mean', '/moving_variance', '/concat/min', '/concat/max', '/biased', '/local_step')


def graph_variables(plan: Tf1Plan, train_config: Config, trainer: Trainer) -> dict[str, Shape]:
    """Shapes by name, in the order in which the graph gets them. Raises `re.error` for a pattern that is none."""
    model = model_variables(plan)
    variables = {GLOBAL_STEP: (), **model}
    if trainer is Trainer.LEGACY:
        variables.update(_optimizer_variables(model, train_config))
    return variables


def model_variables(plan: Tf1Plan) -> dict[str, Shape]:
    """The model's own variables. A trainer makes the step before the model, so that NASNet makes none."""
    return {name: variable.shape for name, variable in plan.variables.items() if not name.endswith(f'/{GLOBAL_STEP}')}


def _optimizer_variables(model: Mapping[str, Shape], train_config: Config) -> Iterator[tuple[str, Shape]]:
    """Slots, powers and averages, in the trainer's order."""
    trained = list(_trained(model, train_config.freeze_variables))
    optimizer = train_config.optimizer.WhichOneof('optimizer')
    slots = SLOTS.get(optimizer or '', ())
    if optimizer == 'adam_optimizer':
        yield from ((power, ()) for power in _POWERS)
    yield from ((f'{name}/{slot}', model[name]) for name in trained for slot in slots)
    if train_config.optimizer.use_moving_average:
        yield from ((f'{name}/{AVERAGE}', model[name]) for name in trained)


def is_trainable(name: str) -> bool:
    """Whether a variable of a model is one that an optimizer would change, unless it is frozen."""
    return not name.endswith(_NOT_TRAINED)


def _trained(model: Iterable[str], frozen: Iterable[str]) -> Iterator[str]:
    """The variables that the legacy trainer updates: `freeze_variables` leaves out those whose names start as one of its patterns."""
    patterns = [re.compile(pattern) for pattern in frozen if pattern]
    for name in model:
        if is_trainable(name) and not any(pattern.match(name) for pattern in patterns):
            yield name
