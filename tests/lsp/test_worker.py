"""One worker, two kinds of work: who goes first, and what stops."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from pipeline_config_ls.cancellation import step
from pipeline_config_ls.lsp.worker import Worker

pytestmark = pytest.mark.asyncio


def in_steps(name: str, log: list[str], go_on: threading.Event, steps: int = 3) -> Callable[[], str]:
    """Work that writes down its steps, and waits in the first one."""

    def work() -> str:
        for number in range(steps):
            log.append(f'{name} {number}')
            assert go_on.wait(10)
            step()
        return name

    return work


async def begun(log: list[str]) -> None:
    while not log:
        await asyncio.sleep(0.001)


async def test_urgent_work_goes_between_the_steps_of_patient_work():
    worker, log, go_on = Worker(asyncio.get_running_loop()), [], threading.Event()
    patient = asyncio.create_task(worker.ask(in_steps('check', log, go_on), is_urgent=False))
    await begun(log)
    hover = asyncio.create_task(worker.ask(lambda: log.append('hover') or 'hover'))
    await asyncio.sleep(0)
    go_on.set()
    assert await hover == 'hover'
    assert await patient == 'check'
    assert log == ['check 0', 'hover', 'check 1', 'check 2']


async def test_what_is_cancelled_stops_at_its_next_step():
    worker, log, go_on = Worker(asyncio.get_running_loop()), [], threading.Event()
    hover = asyncio.create_task(worker.ask(in_steps('hover', log, go_on)))
    await begun(log)
    hover.cancel()
    await asyncio.sleep(0)
    go_on.set()
    assert await worker.ask(lambda: 'the next one') == 'the next one'
    assert log == ['hover 0']


async def test_what_is_cancelled_before_it_begins_never_does():
    worker, log, go_on = Worker(asyncio.get_running_loop()), [], threading.Event()
    first = asyncio.create_task(worker.ask(in_steps('first', log, go_on, steps=1)))
    await begun(log)
    second = asyncio.create_task(worker.ask(lambda: log.append('second')))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    go_on.set()
    await first
    assert await worker.ask(lambda: 'third') == 'third'
    assert log == ['first 0']


async def test_a_bug_reaches_whoever_asked_and_nobody_else():
    worker = Worker(asyncio.get_running_loop())
    with pytest.raises(ZeroDivisionError):
        await worker.ask(lambda: 1 // 0)
    assert await worker.ask(lambda: 1) == 1


async def test_after_the_end_nothing_goes_on():
    worker, log, go_on = Worker(asyncio.get_running_loop()), [], threading.Event()
    worker.submit(in_steps('check', log, go_on), lambda *_: log.append('delivered'))
    await begun(log)
    worker.close()
    go_on.set()
    await asyncio.sleep(0.05)
    assert log == ['check 0']
