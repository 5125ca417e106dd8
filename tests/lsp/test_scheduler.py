"""When file checks run, and what is shown meanwhile."""

from __future__ import annotations

import asyncio
import gc
import time
import weakref
from collections.abc import Callable
from threading import Event

import pytest

from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.cancellation import step
from pipeline_config_ls.checks.check import Family, Problem, Severity
from pipeline_config_ls.lsp.documents import File
from pipeline_config_ls.lsp.scheduler import SLOW_SECONDS, Scheduler
from pipeline_config_ls.lsp.worker import Worker
from pipeline_config_ls.schema import load_schema
from pipeline_config_ls.textproto import Encoding, Span

SCHEMA = load_schema()
URI = 'file:///pipeline.config'

pytestmark = pytest.mark.asyncio


def file(text: str, version: int = 1) -> File:
    return File(URI, version, text, SCHEMA, Encoding.UTF16, ProjectContext())


def problem(message: str, start: int = 0, end: int = 5) -> Problem:
    return Problem('checkpoint', Family.CHECKPOINT, Severity.ERROR, Span(start, end), message)


class Watched:
    """A scheduler, what was examined for it and what it told."""

    def __init__(self, examine: Callable[[File], tuple[Problem, ...]]) -> None:
        self.examined: list[int] = []
        self.announced: list[int] = []
        self.progress: list[str] = []
        self._examine = examine
        loop = asyncio.get_running_loop()
        self.scheduler = Scheduler(self._record, self, Worker(loop), loop)
        self.scheduler.release()

    def _record(self, file: File) -> tuple[Problem, ...]:
        self.examined.append(file.version)
        return self._examine(file)

    def announce(self, file: File) -> None:
        self.announced.append(file.version)

    def slow(self, file: File) -> None:
        self.progress.append('slow')

    def finished(self, file: File) -> None:
        self.progress.append('finished')

    def messages(self) -> list[str]:
        return [problem.message for problem in self.scheduler.problems(URI)]

    async def settled(self) -> None:
        while not self.scheduler.is_settled(URI):
            await asyncio.sleep(0.001)


async def test_text_problems_are_there_at_once_and_config_problems_later():
    watched = Watched(lambda *_: (problem('from disk'),))
    watched.scheduler.update(file('model { sdd { } }'), 0)
    assert watched.messages() == ['DetectionModel has no field `sdd`.']
    await watched.settled()
    assert watched.messages() == ['from disk', 'DetectionModel has no field `sdd`.']
    assert watched.announced == [1]


async def test_of_a_burst_only_the_last_version_is_examined():
    watched = Watched(lambda *_: ())
    for version in range(20):
        watched.scheduler.update(file('#' * version, version), 0.01)
    await watched.settled()
    assert watched.examined == [19]


async def test_an_answer_for_an_old_version_is_dropped():
    running, finish = Event(), Event()

    def examine(file: File) -> tuple[Problem, ...]:
        if file.version == 1:
            running.set()
            assert finish.wait(10)
            step()
            stopped.append('not at its next step')
            return (problem('old'),)
        return (problem('new'),)

    stopped: list[str] = []

    watched = Watched(examine)
    watched.scheduler.update(file('model', 1), 0)
    await asyncio.to_thread(running.wait, 10)
    watched.scheduler.update(file('model {', 2), 0)
    finish.set()
    await watched.settled()
    assert watched.announced == [2]
    assert 'old' not in watched.messages()
    assert stopped == []


async def test_the_last_answer_moves_along_until_there_is_a_new_one():
    watched = Watched(lambda *_: (problem('from disk'),))
    watched.scheduler.update(file('model { }', 1), 0)
    await watched.settled()
    watched.scheduler.update(file('# why\nmodel { }', 2), 60)
    (moved,) = watched.scheduler.problems(URI)
    assert moved.span == Span(6, 11)
    watched.scheduler.forget(URI)


async def test_the_same_answer_is_not_announced_again():
    watched = Watched(lambda *_: (problem('from disk'),))
    for version in (1, 2, 3):
        watched.scheduler.update(file('model { }' + ' ' * version, version), 0)
        await watched.settled()
    assert watched.examined == [1, 2, 3]
    assert watched.announced == [1]


async def test_a_bug_in_a_check_spares_everything_else(caplog):
    def examine(file: File) -> tuple[Problem, ...]:
        raise ZeroDivisionError('a bug')

    watched = Watched(examine)
    watched.scheduler.update(file('model { sdd { } }'), 0)
    await watched.settled()
    assert watched.messages() == ['DetectionModel has no field `sdd`.']
    assert 'a bug' in caplog.text


async def test_a_closed_file_is_forgotten():
    watched = Watched(lambda *_: ())
    watched.scheduler.update(file('model { sdd { } }'), 60)
    watched.scheduler.forget(URI)
    await watched.settled()
    assert watched.scheduler.problems(URI) == ()
    assert watched.scheduler.files == ()
    assert watched.examined == []


async def test_nothing_is_examined_before_the_settings_are_known():
    watched = Watched(lambda *_: ())
    watched.scheduler = Scheduler(
        watched._record, watched, Worker(asyncio.get_running_loop()), asyncio.get_running_loop()
    )
    watched.scheduler.update(file('model { }'), 0)
    await asyncio.sleep(0.02)
    assert watched.examined == []
    watched.scheduler.release()
    await watched.settled()
    assert watched.examined == [1]


async def test_whoever_waits_long_is_told():
    watched = Watched(lambda *_: time.sleep(2 * SLOW_SECONDS) or ())
    watched.scheduler.update(file('model { }'), 0)
    await watched.settled()
    assert watched.progress == ['slow', 'finished']


async def test_a_version_that_is_replaced_is_let_go_of_without_the_collector():
    watched = Watched(lambda file: (problem(str(file.analysis.config)),))
    gc.collect()
    gc.disable()
    try:
        first = file('model { ssd { } }', 1)
        gone = weakref.ref(first)
        watched.scheduler.update(first, 0)
        await watched.settled()
        watched.scheduler.problems(URI)
        del first
        watched.scheduler.update(file('model { ssd { } } ', 2), 60)
        await asyncio.sleep(0)
        assert gone() is None
    finally:
        gc.enable()
