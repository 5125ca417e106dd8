"""Long work in steps, between which it can be told to stop.

Whoever plans a model or reads a checkpoint calls `step()` now and then and knows nothing more of it. Whoever runs such
work says with `stepping` what happens there: the server stops what nobody waits for any more and lets a question that
somebody waits for go first. Without it (the command line, tests) a step is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import get_ident


class Cancelled(BaseException):
    """The work is not wanted any more. No `Exception`: whoever catches the bugs of a check must not catch this."""


# What a step does, in each thread its own. No `threading.local`, which takes several times as long where there is nothing to do.
_pauses: dict[int, Callable[[], None]] = {}


def step() -> None:
    """A place where the work may stop. Raises `Cancelled` there; call it where no lock is held."""
    if _pauses and (pause := _pauses.get(get_ident())):
        pause()


@contextmanager
def stepping(pause: Callable[[], None]) -> Iterator[None]:
    """Calls `pause` at each step of the work inside, in this thread alone."""
    thread = get_ident()
    before = _pauses.get(thread)
    _pauses[thread] = pause
    try:
        yield
    finally:
        if before is None:
            del _pauses[thread]
        else:
            _pauses[thread] = before
