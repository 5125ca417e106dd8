"""The worker's process: asked, cancelled, gone with its children, whatever becomes of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from pipeline_config_ls.verify.process import Failure, Worker, start
from verify.conftest import Interpreter

pytestmark = pytest.mark.skipif(os.name == 'nt', reason='the interpreters of these tests are shell scripts')


def worker(executable: str) -> Worker:
    started = start(executable, 'tf2')
    assert isinstance(started, Worker)
    return started


def is_running(pid: int) -> bool:
    state = subprocess.run(['ps', '-o', 'stat=', '-p', str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith('Z')


def test_an_interpreter_without_tensorflow_says_what_installs_it(bare: str) -> None:
    with worker(bare) as asked:
        hello = asked.ask('hello')
    assert isinstance(hello, dict)
    (missing,) = hello['missing']
    assert missing['message'] == 'TensorFlow is not installed'
    assert missing['command'].endswith(' -m pip install tensorflow')


def test_a_build_without_tensorflow_fails_with_the_same_command(bare: str) -> None:
    with worker(bare) as asked:
        failure = asked.ask('build', config='', folder='/')
    assert isinstance(failure, Failure)
    assert failure.kind == 'missing'
    assert failure.message.startswith('TensorFlow is not installed. Install it: ')
    assert failure.command.endswith(' -m pip install tensorflow')


def test_what_cannot_be_started_is_a_failure() -> None:
    failure = start('/no/such/python', 'tf2')
    assert failure == Failure('not_started', '`/no/such/python` cannot be started: No such file or directory')


def test_a_process_that_ends_is_a_failure_with_what_it_printed(interpreter: Interpreter) -> None:
    with worker(interpreter('echo "no memory" >&2; exit 3')) as asked:
        failure = asked.ask('hello')
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.message) == ('died', 'The process that ran TensorFlow ended with status 3')
    assert failure.details == 'no memory'


def test_a_time_limit_ends_the_process(interpreter: Interpreter) -> None:
    with worker(interpreter('sleep 60')) as asked:
        failure = asked.ask('hello', time_limit=0.2)
        assert isinstance(failure, Failure)
        assert failure.kind == 'timeout'
        assert not is_running(asked.pid)


def test_cancelling_ends_the_process_and_its_children(interpreter: Interpreter, tmp_path: Path) -> None:
    noted = tmp_path / 'child'
    answers: list[dict[str, Any] | Failure] = []
    with worker(interpreter(f'sleep 60 & echo $! > {noted}; wait')) as asked:
        waiting = Thread(target=lambda: answers.append(asked.ask('build', config='', folder='/')))
        waiting.start()
        while not noted.exists() or not noted.read_text():
            time.sleep(0.01)
        child = int(noted.read_text())
        assert is_running(child)
        asked.cancel()
        waiting.join(30)
        assert not is_running(asked.pid)
        assert not is_running(child)
    assert answers == [Failure('cancelled', 'cancelled')]


def test_a_worker_ends_when_nobody_is_there_to_ask() -> None:
    asker = (
        'import time\n'
        'from pipeline_config_ls.verify.process import start\n'
        f'worker = start({sys.executable!r}, "tf2")\n'
        'worker.ask("hello")\n'
        'print(worker.pid, flush=True)\n'
        'time.sleep(60)\n'
    )
    with subprocess.Popen([sys.executable, '-c', asker], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert is_running(pid)
        process.kill()
    until = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(pid)
