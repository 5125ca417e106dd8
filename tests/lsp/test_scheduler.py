"""When file checks run, and what is shown meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event

import pytest

from pipeline_config_ls.analysis.config_analysis import ProjectContext
from pipeline_config_ls.checks.check import Family, Problem, Severity
from pipeline_config_ls.lsp.documents import File
from pipeline_config_ls.lsp.scheduler import Scheduler
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
    """A diagnosis, what was examined for it and what it announced."""

    def __init__(self, examine: Callable[[File, Event], tuple[Problem, ...]]) -> None:
        self.examined: list[int] = []
        self.announced: list[int] = []
        self._examine = examine
        self.scheduler = Scheduler(self._record, lambda file: self.announced.append(file.version))

    def _record(self, file: File, outdated: Event) -> tuple[Problem, ...]:
        self.examined.append(file.version)
        return self._examine(file, outdated)

    def messages(self) -> list[str]:
        return [problem.message for problem in self.scheduler.problems(URI)]


async def test_text_problems_are_there_at_once_and_file_problems_later():
    watched = Watched(lambda *_: (problem('from disk'),))
    watched.scheduler.update(file('model { sdd { } }'), 0)
    assert watched.messages() == ['DetectionModel has no field `sdd`.']
    await watched.scheduler.settled(URI)
    assert watched.messages() == ['from disk', 'DetectionModel has no field `sdd`.']
    assert watched.announced == [1]


async def test_of_a_burst_only_the_last_version_is_examined():
    watched = Watched(lambda *_: ())
    for version in range(20):
        watched.scheduler.update(file('#' * version, version), 0.01)
    await watched.scheduler.settled(URI)
    assert watched.examined == [19]


async def test_an_answer_for_an_old_version_is_dropped():
    running, finish = Event(), Event()

    def examine(file: File, outdated: Event) -> tuple[Problem, ...]:
        if file.version == 1:
            running.set()
            assert finish.wait(10)
            assert outdated.is_set()
            return (problem('old'),)
        return (problem('new'),)

    watched = Watched(examine)
    watched.scheduler.update(file('model', 1), 0)
    await asyncio.to_thread(running.wait, 10)
    watched.scheduler.update(file('model {', 2), 0)
    finish.set()
    await watched.scheduler.settled(URI)
    assert watched.announced == [2]
    assert 'old' not in watched.messages()


async def test_the_last_answer_moves_along_until_there_is_a_new_one():
    watched = Watched(lambda *_: (problem('from disk'),))
    watched.scheduler.update(file('model { }', 1), 0)
    await watched.scheduler.settled(URI)
    watched.scheduler.update(file('# why\nmodel { }', 2), 60)
    (moved,) = watched.scheduler.problems(URI)
    assert moved.span == Span(6, 11)
    watched.scheduler.forget(URI)


async def test_the_same_answer_is_not_announced_again():
    watched = Watched(lambda *_: (problem('from disk'),))
    for version in (1, 2, 3):
        watched.scheduler.update(file('model { }' + ' ' * version, version), 0)
        await watched.scheduler.settled(URI)
    assert watched.examined == [1, 2, 3]
    assert watched.announced == [1]


async def test_a_bug_in_a_check_spares_everything_else(caplog):
    def examine(file: File, outdated: Event) -> tuple[Problem, ...]:
        raise ZeroDivisionError('a bug')

    watched = Watched(examine)
    watched.scheduler.update(file('model { sdd { } }'), 0)
    await watched.scheduler.settled(URI)
    assert watched.messages() == ['DetectionModel has no field `sdd`.']
    assert 'a bug' in caplog.text


async def test_a_closed_file_is_forgotten():
    watched = Watched(lambda *_: ())
    watched.scheduler.update(file('model { sdd { } }'), 60)
    watched.scheduler.forget(URI)
    await watched.scheduler.settled(URI)
    assert watched.scheduler.problems(URI) == ()
    assert watched.scheduler.files == ()
    assert watched.examined == []
