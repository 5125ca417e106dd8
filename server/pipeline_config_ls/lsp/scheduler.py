"""The problems of the open files: text checks at once, file checks in a worker a moment after the last change.

Knows no protocol: the server tells it what changed, and is told when there is something new to show.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import TypeVar

from pipeline_config_ls.checks.check import Problem
from pipeline_config_ls.lsp.documents import File, carry

# Between the last change of a text and the look at the disk for it.
DEBOUNCE_SECONDS = 0.15

T = TypeVar('T')

log = logging.getLogger(__name__)

# Looks at the disk for one file. Runs in the worker; may return early, with anything, once the event is set.
Examine = Callable[[File, Event], tuple[Problem, ...]]


@dataclass(slots=True)
class _State:
    """What is known of one open file: `on_disk` is what file checks said of it, or said last, moved along."""

    file: File
    on_disk: tuple[Problem, ...] = ()
    outdated: Event = field(default_factory=Event)
    examination: asyncio.Task[None] | None = None


class Scheduler:
    """Runs `examine` for each version of each file that lives long enough; calls `announce` for each new answer."""

    def __init__(self, examine: Examine, announce: Callable[[File], None]) -> None:
        self._examine = examine
        self._announce = announce
        self._states: dict[str, _State] = {}
        # One thread: file checks share what they read, and two at once would only compete for the interpreter.
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix='file-checks')

    @property
    def files(self) -> tuple[File, ...]:
        """The open files, in the order in which they were opened."""
        return tuple(state.file for state in self._states.values())

    def file(self, uri: str) -> File | None:
        """The current version of an open file."""
        state = self._states.get(uri)
        return state.file if state else None

    def update(self, file: File, delay: float) -> None:
        """A file was opened, has changed, or must be looked at again, `delay` seconds from now."""
        on_disk: tuple[Problem, ...] = ()
        old = self._states.get(file.uri)
        if old is not None:
            on_disk = carry(old.on_disk, old.file.text, file.text)
            self._cancel(old)
        state = _State(file, on_disk)
        self._states[file.uri] = state
        state.examination = asyncio.create_task(self._look(state, delay))

    def forget(self, uri: str) -> None:
        """A file was closed."""
        state = self._states.pop(uri, None)
        if state is not None:
            self._cancel(state)

    def problems(self, uri: str) -> tuple[Problem, ...]:
        """All that is known now, in the order of the file."""
        state = self._states.get(uri)
        if state is None:
            return ()
        found = (*state.file.problems, *state.on_disk)
        return tuple(sorted(found, key=lambda problem: problem.span))

    async def settled(self, uri: str) -> None:
        """Returns when the disk was looked at for the latest version, or the file was closed."""
        while (state := self._states.get(uri)) and state.examination and not state.examination.done():
            await asyncio.wait([state.examination])

    async def in_worker(self, ask: Callable[[], T]) -> T:
        """The answer to a question that may read the disk, after the examination that is under way."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, ask)

    def close(self) -> None:
        """Ends the worker."""
        for state in self._states.values():
            state.outdated.set()
        self._worker.shutdown(wait=False, cancel_futures=True)

    async def _look(self, state: _State, delay: float) -> None:
        await asyncio.sleep(delay)
        try:
            on_disk = await self.in_worker(lambda: self._examine(state.file, state.outdated))
        except Exception:
            log.exception('file checks failed for %s', state.file.uri)
            return
        if not state.outdated.is_set() and on_disk != state.on_disk:
            state.on_disk = on_disk
            self._announce(state.file)

    @staticmethod
    def _cancel(state: _State) -> None:
        state.outdated.set()
        if state.examination is not None:
            state.examination.cancel()
