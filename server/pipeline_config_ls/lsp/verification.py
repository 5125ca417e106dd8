"""Verify with TensorFlow, for an editor: started when the person asks, shown while it runs, ended when they have enough.

TensorFlow is waited for in a thread of its own: the worker that reads the disk goes on. Whatever is in `verify/` is imported here,
when it is first asked for.
"""

from __future__ import annotations

import asyncio
import os
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from pipeline_config_ls.files.interpreter import interpreter

if TYPE_CHECKING:
    from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
    from pipeline_config_ls.lsp.documents import File
    from pipeline_config_ls.lsp.session import Session
    from pipeline_config_ls.verify.outcome import Real
    from pipeline_config_ls.verify.process import Failure
    from pipeline_config_ls.verify.report import Report
    from pipeline_config_ls.verify.request import Request
    from pipeline_config_ls.verify.verifier import Cancellation, Verifier

_FAULTY = 'TensorFlow cannot read this config: mend its errors first.'


class Verifications:
    """What of a session is about TensorFlow: the queue of one, and who may be cancelled."""

    def __init__(self, session: Session) -> None:
        from pipeline_config_ls.verify.verifier import Verifier

        self._session = session
        self._verifier: Verifier = Verifier()
        self._numbers = count(1)
        self._running: dict[str, Cancellation] = {}
        self._found: dict[str, tuple[str, Report]] = {}

    async def verify(self, file: File, options: dict[str, Any]) -> dict[str, Any]:
        """The report as JSON, with its text; or a `failure`: its kind, a message, and the command that installs what is missing.

        `options`: `step` (`none`, `records`, `made-up`), `python`, `again`.
        """
        executable = interpreter(options.get('python') or self._session.settings.interpreter, os.environ)
        analysis = file.readable or await self._with_learnt_messages(file, executable)
        if analysis is None:
            return {'failure': {'kind': 'faulty', 'message': _FAULTY, 'command': ''}}
        request = await self._session.in_worker(_prepare, analysis, executable, options.get('step', 'none'))
        real = await self._ask(request, again=bool(options.get('again')))
        found = await self._session.in_worker(_conclude, analysis, request, real)
        if request.unknown is not None:
            self._session.recheck_all()
        if isinstance(found, dict):
            return found
        self._found[file.uri] = (analysis.document.text, found)
        return {**found.as_json(), 'text': found.as_text()}

    def section(self, file: File) -> str:
        """What was found of a file, as a part of its report's page; empty where nothing was."""
        if file.uri not in self._found:
            return ''
        from pipeline_config_ls.verify.page import section

        text, found = self._found[file.uri]
        return section(found, is_outdated=text != file.document.text)

    def cancel(self, token: object) -> None:
        """The person has cancelled the progress of this token."""
        running = self._running.get(str(token))
        if running is not None:
            running.cancel()

    def close(self) -> None:
        """Ends what runs."""
        for running in self._running.values():
            running.cancel()

    async def _ask(self, request: Request, *, again: bool) -> Real | Failure:
        from pipeline_config_ls.verify.verifier import Cancellation

        token, cancellation = f'verify/{next(self._numbers)}', Cancellation()
        loop, client = asyncio.get_running_loop(), self._session.client
        shown = await client.create_progress(token)
        if shown:
            client.begin_progress(token, f'Asking TensorFlow in {request.executable}', cancellable=True)

        def tell(stage: str, title: str) -> None:
            if shown:
                loop.call_soon_threadsafe(client.report_progress, token, title)

        ask = partial(self._verifier.verify, request, on_stage=tell, cancellation=cancellation, again=again)
        self._running[token] = cancellation
        try:
            return await loop.run_in_executor(None, ask)
        finally:
            # Also where the client has cancelled the request itself.
            cancellation.cancel()
            del self._running[token]
            if shown:
                client.end_progress(token)

    async def _with_learnt_messages(self, file: File, executable: str) -> ConfigAnalysis | None:
        """A config with fields that the schema does not know: the installation is asked for them, for it may be a fork."""
        learnt = await asyncio.get_running_loop().run_in_executor(None, _learn_messages, executable)
        if not learnt:
            return None
        await self._session.reload_schema()
        again = self._session.file(file.uri)
        return again.readable if again else None


def _prepare(analysis: ConfigAnalysis, executable: str, step: str) -> Request:
    from pipeline_config_ls.verify.request import Step, request_for

    return request_for(analysis, executable, Step(step))


def _conclude(analysis: ConfigAnalysis, request: Request, real: Real | Failure) -> Report | dict[str, Any]:
    from pipeline_config_ls.verify.process import Failure
    from pipeline_config_ls.verify.report import report

    if isinstance(real, Failure):
        return {'failure': {'kind': real.kind, 'message': real.message, 'command': real.command}}
    # Anew: what was learnt of a fork meanwhile is part of the prediction.
    return report(analysis.with_overrides(analysis.overrides), request, real)


def _learn_messages(executable: str) -> bool:
    from pipeline_config_ls.analysis.learnt import Learnt
    from pipeline_config_ls.schema import load_schema
    from pipeline_config_ls.verify.learning import learn_messages
    from pipeline_config_ls.verify.process import Failure, start

    started = start(executable, 'tf2')
    if isinstance(started, Failure):
        return False
    with started as worker:
        return learn_messages(worker, Learnt(executable), load_schema()) is True
