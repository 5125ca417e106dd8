"""Long work in steps, between which it can be told to stop.

Whoever plans a model or reads a checkpoint calls `step()` now and then and knows nothing more of it. Whoever runs such
work says with `stepping` what happens there: the server stops what nobody waits for any more and lets a question that
somebody waits for go first. Without it (the command line, tests) a step is nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Cancelled(BaseException):
    """The work is not wanted any more. No `Exception`: whoever catches the bugs of a check must not catch this."""


class _Hook(threading.local):
    """What a step does, in each thread its own."""

    pause: Callable[[], None] | None = None


_hook = _Hook()


def step() -> None:
    """A place where the work may stop. Raises `Cancelled` there; call it where no lock is held."""
    if _hook.pause is not None:
        _hook.pause()


@contextmanager
def stepping(pause: Callable[[], None]) -> Iterator[None]:
    """Calls `pause` at each step of the work inside, in this thread alone."""
    before = _hook.pause
    _hook.pause = pause
    try:
        yield
    finally:
        _hook.pause = before
