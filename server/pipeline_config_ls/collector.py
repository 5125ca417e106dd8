"""When Python looks for values that only refer to each other.

A text, a plan and an answer are many thousands of small values without a circle among them. Left alone, Python looks
through them hundreds of times while they are made, which takes a third of the time, and finds nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Values made and not let go of, before it looks among them: more than any plan and most texts make.
MANY = 150_000


def look_rarely() -> None:
    """What every command of ours begins with. Circles are few (exceptions, tasks), and still found."""
    gc.set_threshold(MANY, 20, 100)


def keep_what_is_loaded() -> None:
    """What is there now stays to the end: nobody need look through it again."""
    gc.freeze()


@contextmanager
def without_collector() -> Iterator[None]:
    """For a long text: a million values, of which not one is looked at, and neither is later: what is frozen goes when
    nothing refers to it any more."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
