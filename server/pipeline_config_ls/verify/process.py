"""The worker's process: started, asked, and ended with everything that it has started.

Knows the protocol of `worker.py`, not what is asked. A `Worker` may be asked from one thread and cancelled from any other.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

WORKER = Path(__file__).with_name('worker.py')
# A model takes 2 s to 40 s to build, a step of training a few minutes on a slow machine.
TIME_LIMIT_SECONDS = 900.0
_LAST_LINES = 30
_CLOSE_SECONDS = 2.0

OnStage = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer. `kind`: `not_started`, `missing` (something is not installed), `died`, `timeout`, `cancelled`, or `error`, a bug.

    `command` installs what is missing. `details` are for a bug report: what the process printed last.
    """

    kind: str
    message: str
    command: str = ''
    details: str = field(default='', repr=False)


class Worker:
    """One process of one interpreter for one side of the API ('tf1' or 'tf2')."""

    def __init__(self, executable: str, framework: str) -> None:
        self._cancelled = False
        self._number = 0
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._errors: deque[str] = deque(maxlen=_LAST_LINES)
        self._process = subprocess.Popen(
            [executable, '-u', str(WORKER), framework],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding='utf-8',
            errors='replace',
            env=_environment(),
            **_own_group(),
        )
        self._readers = [Thread(target=read, daemon=True) for read in (self._listen, self._collect_errors)]
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def ask(
        self,
        question: str,
        *,
        on_stage: OnStage | None = None,
        time_limit: float = TIME_LIMIT_SECONDS,
        **arguments: Any,
    ) -> dict[str, Any] | Failure:
        """The answer to a question of `worker.py`. After anything but an answer or `missing` the process has ended."""
        self._number += 1
        if not self._send({'id': self._number, 'ask': question, **arguments}):
            return self._dead()
        while True:
            try:
                line = self._lines.get(timeout=time_limit)
            except queue.Empty:
                self.end()
                return Failure(
                    'timeout', f'TensorFlow did not answer within {time_limit:.0f} seconds', details=self._said()
                )
            if line is None:
                return self._dead()
            message = json.loads(line)
            if message.get('id') != self._number:
                continue
            if 'stage' in message:
                if on_stage is not None:
                    on_stage(message['stage'], message['title'])
            elif 'answer' in message:
                answer: dict[str, Any] = message['answer']
                return answer
            else:
                return _failure(message['failure'])

    def cancel(self) -> None:
        """Ends the process now; whoever waits for an answer gets a `cancelled`."""
        self._cancelled = True
        self.end()

    def end(self) -> None:
        """Ends the process and its children. Nothing of it is left when this returns."""
        _end_group(self._process)
        self._process.wait()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.stdin is not None:
            try:
                self._process.stdin.close()
                self._process.wait(_CLOSE_SECONDS)
            except (OSError, subprocess.TimeoutExpired):
                pass
        self.end()

    def _listen(self) -> None:
        """Hands on what the process answers, and None when it says no more. Runs in a thread, as `_collect_errors`."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def _collect_errors(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._errors.append(line.rstrip())

    def _send(self, message: dict[str, Any]) -> bool:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(message) + '\n')
            self._process.stdin.flush()
        except (OSError, ValueError):
            return False
        return True

    def _dead(self) -> Failure:
        if self._cancelled:
            return Failure('cancelled', 'cancelled')
        self.end()
        code = self._process.returncode
        how = f'was ended by signal {-code}' if code is not None and code < 0 else f'ended with status {code}'
        hint = '; it may have run out of memory' if code == -9 else ''
        return Failure('died', f'The process that ran TensorFlow {how}{hint}', details=self._said())

    def _said(self) -> str:
        """What it printed last, once it has ended."""
        for reader in self._readers:
            reader.join(_CLOSE_SECONDS)
        return '\n'.join(self._errors)


def start(executable: str, framework: str) -> Worker | Failure:
    """A worker in this interpreter, or why there is none."""
    try:
        return Worker(executable, framework)
    except OSError as error:
        return Failure('not_started', f'`{executable}` cannot be started: {error.strerror or error}')


def _failure(sent: dict[str, Any]) -> Failure:
    """A failure as the worker sent it. What is missing is told with the command that installs it for this TensorFlow."""
    if sent['kind'] != 'missing':
        return Failure('error', sent['message'], details=sent.get('trace', ''))
    known = sent.get('missing') or []
    if not known:
        return Failure('missing', f'The Object Detection API cannot be imported: {sent["message"]}')
    return missing(known)


def missing(found: list[dict[str, str]]) -> Failure:
    """The failure for what `hello` found missing: the first thing, for the rest may come with it."""
    first = found[0]
    message = first['message'][0].upper() + first['message'][1:]
    return Failure('missing', f'{message}. Install it: {first["command"]}', command=first['command'])


def _environment() -> dict[str, str]:
    """The person's own, but without a graphics card: a training may be running on it."""
    return {**os.environ, 'CUDA_VISIBLE_DEVICES': '-1', 'TF_CPP_MIN_LOG_LEVEL': '3', 'PYTHONIOENCODING': 'utf-8'}


def _own_group() -> dict[str, Any]:
    """How to start a process so that it can be ended with its children."""
    if sys.platform == 'win32':
        return {'creationflags': subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {'start_new_session': True}


def _end_group(process: subprocess.Popen[str]) -> None:
    if sys.platform == 'win32':
        subprocess.run(['taskkill', '/F', '/T', '/PID', str(process.pid)], capture_output=True, check=False)
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()
