"""Runs verifications, one at a time: the worker is started, asked and ended; an answer that is known is not asked for again.

While one runs, one may wait. A newer one takes the place of the one that waits. Blocking: an editor's server calls it in a thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from threading import Condition
from typing import Any

from pipeline_config_ls import __version__
from pipeline_config_ls.files.store import Store, cache_folder, digest
from pipeline_config_ls.verify.learning import learn_model, note_installation
from pipeline_config_ls.verify.outcome import Real, read_build, read_restore, read_step
from pipeline_config_ls.verify.process import Failure, OnStage, Worker, missing, start
from pipeline_config_ls.verify.request import Request, Step

Answers = dict[str, Any]


class Cancellation:
    """Ends a verification from another thread, before it starts or in the middle."""

    def __init__(self) -> None:
        self.cancelled = False
        self._worker: Worker | None = None

    def cancel(self) -> None:
        """The process and its children end at once."""
        self.cancelled = True
        if self._worker is not None:
            self._worker.cancel()

    def watch(self, worker: Worker) -> None:
        """What is to be ended."""
        self._worker = worker
        if self.cancelled:
            worker.cancel()


class Verifier:
    """A queue of one, and the results so far."""

    def __init__(self, store: Store | None = None) -> None:
        self._store = store or Store(cache_folder() / 'verified')
        self._turn = Condition()
        self._busy = False
        self._latest = 0

    def verify(
        self,
        request: Request,
        *,
        on_stage: OnStage | None = None,
        cancellation: Cancellation | None = None,
        again: bool = False,
    ) -> Real | Failure:
        """What TensorFlow does with a config. `again` asks it even if the answer is known."""
        cancellation = cancellation or Cancellation()
        with self._in_turn(cancellation) as turn:
            if not turn:
                return Failure('cancelled', 'another verification was asked for')
            started = start(request.executable, request.framework.value)
            if isinstance(started, Failure):
                return started
            cancellation.watch(started)
            with started as worker:
                answers = self._answers(worker, request, on_stage, again)
        if cancellation.cancelled:
            return Failure('cancelled', 'cancelled')
        return answers if isinstance(answers, Failure) else read(request, answers)

    def _answers(self, worker: Worker, request: Request, on_stage: OnStage | None, again: bool) -> Answers | Failure:
        hello = worker.ask('hello')
        if isinstance(hello, Failure):
            return hello
        if hello['missing']:
            return missing(hello['missing'])
        if request.learnt is not None:
            note_installation(request.learnt, hello['versions'])
        name = digest(__version__, hello, _key(request))
        known = None if again else self._store.get(name)
        if isinstance(known, dict):
            return known
        answers = ask(worker, request, on_stage)
        if not isinstance(answers, Failure):
            # A fork's extractor: from now on its model is known, and what becomes of a checkpoint can be predicted.
            if (
                request.unknown is not None
                and request.learnt is not None
                and read(request, answers).variables is not None
            ):
                learn_model(worker, request.learnt, request.unknown, request)
            self._store.put(name, answers)
        return answers

    @contextmanager
    def _in_turn(self, cancellation: Cancellation) -> Iterator[bool]:
        """Waits for the verification that runs; false for who was sent away meanwhile."""
        with self._turn:
            self._latest += 1
            mine = self._latest
            self._turn.notify_all()
            while self._busy and mine == self._latest and not cancellation.cancelled:
                self._turn.wait(0.2)
            if self._busy:
                yield False
                return
            self._busy = True
        try:
            yield True
        finally:
            with self._turn:
                self._busy = False
                self._turn.notify_all()


def ask(worker: Worker, request: Request, on_stage: OnStage | None = None) -> Answers | Failure:
    """The worker's answers to a request: `restore` or `build`, and `train` where a step is wanted."""
    answers: Answers = {}
    config: dict[str, Any] = {'config': request.text, 'folder': request.folder}
    if request.restores:
        how: dict[str, Any] = {'model_dir': request.model_dir, 'trainer': request.trainer}
        answers['restore'] = worker.ask('restore', on_stage=on_stage, **config, **how)
    else:
        answers['build'] = worker.ask('build', on_stage=on_stage, **config)
    if request.step is not Step.NONE and not any(isinstance(answer, Failure) for answer in answers.values()):
        made_up = request.step is Step.MADE_UP
        answers['train'] = worker.ask('train', on_stage=on_stage, **config, made_up=made_up)
    return next((answer for answer in answers.values() if isinstance(answer, Failure)), answers)


def read(request: Request, answers: Mapping[str, Any]) -> Real:
    """The account that the answers give."""
    if 'restore' in answers:
        real = read_restore(request.framework, answers['restore'])
    else:
        real = read_build(request.framework, answers['build'])
    return replace(real, step=read_step(answers['train'])) if 'train' in answers else real


def _key(request: Request) -> list[Any]:
    return [
        request.executable,
        request.framework.value,
        request.text,
        request.folder,
        request.restores,
        request.model_dir,
        request.trainer,
        request.step.value,
        request.checkpoint,
        request.unknown is not None,
    ]
