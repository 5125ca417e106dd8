"""What chance can do at worst: augmentations with the lowest and with the highest numbers that they might draw.

A step that raises on one image in a thousand ends a training as surely as one that raises on the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

DRAWS = ('lowest', 'highest', 'any')


def draws_of(train: Any, stages: frozenset[str]) -> tuple[str, ...]:
    """Those worth trying for a `TrainConfig`: what draws no numbers, or was not changed, is built once."""
    return DRAWS if train.data_augmentation_options and 'draws' in stages else DRAWS[-1:]


@contextmanager
def drawing(tf1: Any, draw: str) -> Iterator[None]:
    """Within this, what is built draws the lowest, the highest, or any number. `tf1` is `tensorflow.compat.v1`.

    The real operation is run nevertheless: its own refusals stay.
    """
    real = tf1.random_uniform

    def uniform(
        shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = tf1.float32, seed: Any = None, name: Any = None
    ) -> Any:
        drawn = real(shape, minval, maxval, dtype, seed, name)
        low, high = tf1.cast(minval, drawn.dtype), tf1.cast(1 if maxval is None else maxval, drawn.dtype)
        if drawn.dtype.is_integer:
            return drawn - drawn + (low if draw == 'lowest' else high - 1)
        edge = (high - low) * 1e-6
        return drawn - drawn + (low + edge if draw == 'lowest' else high - edge)

    if draw != 'any':
        tf1.random_uniform = tf1.random.uniform = uniform
    try:
        yield
    finally:
        tf1.random_uniform = tf1.random.uniform = real
