"""The one thread that reads the disk and plans models, so that the connection never waits for either.

There is one because all that it finds out is remembered without locks, and two would only compete for the interpreter.
Its work is of two kinds. *Patient* work (the checks of a file) goes on behind what the person does; between its steps it
lets *urgent* work (somebody waits for the answer) go first, on the same thread. Work that nobody wants any more stops at
its next step (`cancellation.step`).
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from pipeline_config_ls.cancellation import Cancelled, stepping

T = TypeVar('T')

log = logging.getLogger(__name__)


class Job:
    """Work that was handed in, until it is done or cancelled; then it lets go of everything."""

    __slots__ = ('_done', '_is_cancelled', '_work', 'is_urgent')

    def __init__(self, work: Callable[[], Any], done: Callable[[Any, Exception | None], None], is_urgent: bool) -> None:
        self._work: Callable[[], Any] | None = work
        self._done: Callable[[Any, Exception | None], None] | None = done
        self._is_cancelled = False
        self.is_urgent = is_urgent

    @property
    def is_finished(self) -> bool:
        """Whether nothing is to come of it any more."""
        return self._done is None

    def cancel(self) -> None:
        """Its answer is not wanted any more. It stops at its next step, and `done` is never called."""
        self._is_cancelled = True
        self._work = self._done = None

    def run(self, pause: Callable[[], None]) -> tuple[Any, Exception | None] | None:
        """The answer or what went wrong; None where it was cancelled. In the worker's thread."""
        work, self._work = self._work, None
        if work is None:
            return None
        try:
            with stepping(pause):
                return work(), None
        except Cancelled:
            return None
        except Exception as error:
            return None, error

    def raise_if_cancelled(self) -> None:
        """What a step of this work does first."""
        if self._is_cancelled:
            raise Cancelled

    def deliver(self, answer: Any, error: Exception | None) -> None:
        """Hands the answer over, in the thread of the connection."""
        done, self._done = self._done, None
        if done is not None:
            done(answer, error)


class Worker:
    """Runs jobs one after the other in a thread that does not keep the process alive."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._urgent: deque[Job] = deque()
        self._patient: deque[Job] = deque()
        self._news = threading.Condition()
        self._is_closed = False
        threading.Thread(target=self._work, name='file-checks', daemon=True).start()

    def submit(
        self, work: Callable[[], T], done: Callable[[T | None, Exception | None], None], *, is_urgent: bool = False
    ) -> Job:
        """Runs `work` in the worker and calls `done` in the connection with its answer, or with what it raised."""
        job = Job(work, done, is_urgent)
        with self._news:
            (self._urgent if is_urgent else self._patient).append(job)
            self._news.notify()
        return job

    async def ask(self, work: Callable[[], T], *, is_urgent: bool = True) -> T:
        """The answer to a question that may read the disk. Cancelling the wait ends the work at its next step."""
        future: asyncio.Future[T] = self.loop.create_future()

        def done(answer: Any, error: Exception | None) -> None:
            if future.done():
                return
            if error is None:
                future.set_result(answer)
            else:
                future.set_exception(error)

        job = self.submit(work, done, is_urgent=is_urgent)
        try:
            return await future
        finally:
            job.cancel()

    def close(self) -> None:
        """Stops at the next step; nothing is delivered any more. The thread is not waited for."""
        with self._news:
            self._is_closed = True
            self._news.notify()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            self._run(job)
            del job  # the last job is not kept until the next one comes

    def _next(self) -> Job | None:
        with self._news:
            while not (self._is_closed or self._urgent or self._patient):
                self._news.wait()
            if self._is_closed:
                return None
            return (self._urgent or self._patient).popleft()

    def _run(self, job: Job) -> None:
        outcome = job.run(lambda: self._between_steps(job))
        if outcome is None or self._is_closed:
            return
        try:
            self.loop.call_soon_threadsafe(job.deliver, *outcome)
        except RuntimeError:  # the loop is gone, and so is everybody who waited
            log.debug('an answer came after the end')

    def _between_steps(self, job: Job) -> None:
        if self._is_closed:
            raise Cancelled
        job.raise_if_cancelled()
        while not job.is_urgent and self._urgent:
            self._run(self._urgent.popleft())
            job.raise_if_cancelled()
