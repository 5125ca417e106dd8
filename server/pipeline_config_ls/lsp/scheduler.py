"""The problems of the open files: text checks at once, file checks in the worker a moment after the last change.

Knows no protocol: it is told what changed, and tells when there is something new to show. A version that is replaced is
let go of at once: its timer, its work in the worker and what was worked out for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from pipeline_config_ls.checks.check import Problem
from pipeline_config_ls.lsp.documents import File, carry
from pipeline_config_ls.lsp.worker import Job, Worker

# Between the last change of a text and the look at the disk for it.
DEBOUNCE_SECONDS = 0.15
# Whatever takes longer than this is shown to be under way.
SLOW_SECONDS = 0.3

log = logging.getLogger(__name__)

# Looks at the disk for one file, in the worker.
Examine = Callable[[File], tuple[Problem, ...]]


class Listener(Protocol):
    """Who is told."""

    def announce(self, file: File) -> None:
        """The file checks have said something new of a file."""

    def slow(self, file: File) -> None:
        """The file checks of a file take a while."""

    def finished(self, file: File) -> None:
        """They are through or given up, after they were slow."""


@dataclass(slots=True, eq=False)
class _State:
    """What is known of one open file: `on_disk` is what file checks said of it, or said last, moved along."""

    file: File
    on_disk: tuple[Problem, ...] = ()
    timer: asyncio.TimerHandle | None = None
    job: Job | None = None
    slow_timer: asyncio.TimerHandle | None = None
    is_slow: bool = False


class Scheduler:
    """Runs `examine` for each version of each file that lives long enough, and tells `listener` of each new answer.

    It begins on hold: no file is examined before `release`.
    """

    def __init__(self, examine: Examine, listener: Listener, worker: Worker, loop: asyncio.AbstractEventLoop) -> None:
        self._examine = examine
        self._listener = listener
        self._worker = worker
        self._loop = loop
        self._states: dict[str, _State] = {}
        self._is_on_hold = True

    @property
    def files(self) -> tuple[File, ...]:
        """The open files, in the order in which they were opened."""
        return tuple(state.file for state in self._states.values())

    def file(self, uri: str) -> File | None:
        """The current version of an open file."""
        state = self._states.get(uri)
        return state.file if state else None

    def release(self) -> None:
        """What the checks depend on is known now: the files that wait are examined."""
        if self._is_on_hold:
            self._is_on_hold = False
            for state in self._states.values():
                self._schedule(state, 0)

    def update(self, file: File, delay: float) -> None:
        """A file was opened, has changed, or must be looked at again, `delay` seconds from now."""
        state = self._states.setdefault(file.uri, _State(file))
        self._stop(state)
        if state.file is not file:
            state.on_disk = carry(state.on_disk, state.file.text, file.text)
            state.file = file
        if not self._is_on_hold:
            self._schedule(state, delay)

    def forget(self, uri: str) -> None:
        """A file was closed."""
        state = self._states.pop(uri, None)
        if state is not None:
            self._stop(state)

    def is_settled(self, uri: str) -> bool:
        """Whether the disk was looked at for the latest version, or the file is not open."""
        state = self._states.get(uri)
        return state is None or (not self._is_on_hold and state.timer is None and state.job is None)

    def problems(self, uri: str) -> tuple[Problem, ...]:
        """All that is known now, in the order of the file."""
        state = self._states.get(uri)
        if state is None:
            return ()
        if not state.on_disk:
            return state.file.problems
        found = (*state.file.problems, *state.on_disk)
        return tuple(sorted(found, key=lambda problem: problem.span))

    def give_up(self, uri: str) -> None:
        """The person does not want to wait for a slow examination. The next change starts another one."""
        state = self._states.get(uri)
        if state is not None:
            self._stop(state)

    def close(self) -> None:
        """Nothing is examined any more."""
        for state in self._states.values():
            self._stop(state)

    def _schedule(self, state: _State, delay: float) -> None:
        state.timer = self._loop.call_later(delay, self._start, state)

    def _start(self, state: _State) -> None:
        state.timer = None
        state.job = self._worker.submit(partial(self._examine, state.file), partial(self._examined, state))
        state.slow_timer = self._loop.call_later(SLOW_SECONDS, self._tell_slow, state)

    def _tell_slow(self, state: _State) -> None:
        state.is_slow = True
        self._listener.slow(state.file)

    def _examined(self, state: _State, on_disk: tuple[Problem, ...] | None, error: Exception | None) -> None:
        self._stop(state)
        if error is not None:
            log.error('file checks failed for %s', state.file.uri, exc_info=error)
        elif on_disk is not None and on_disk != state.on_disk:
            state.on_disk = on_disk
            self._listener.announce(state.file)

    def _stop(self, state: _State) -> None:
        """Ends what is under way for a file, and lets go of it."""
        for timer in (state.timer, state.slow_timer):
            if timer is not None:
                timer.cancel()
        if state.job is not None:
            state.job.cancel()
        if state.is_slow:
            self._listener.finished(state.file)
        state.timer = state.slow_timer = state.job = None
        state.is_slow = False
