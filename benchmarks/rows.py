"""What every benchmark gives: rows of a table. Whoever reads them judges them; nothing here does."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Row(NamedTuple):
    """What was measured, the figure in words, and the budget it is to be held against."""

    what: str
    figure: str
    budget: str = ''


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """How long one call takes, garbage collection and all, as in real use: this process alone, unless told otherwise."""
    start = clock()
    work()
    return clock() - start


def median(work: Callable[[], object], turns: int = 15, clock: Callable[[], float] = time.process_time) -> float:
    """The median of so many calls, after one that does not count."""
    work()
    return statistics.median(seconds(work, clock) for _ in range(turns))


def milliseconds(value: float) -> str:
    """Seconds, for people."""
    return f'{value * 1000:.3g} ms'
