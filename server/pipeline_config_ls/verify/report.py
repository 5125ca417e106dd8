"""A verification as a person reads it, and as JSON: both sides, whether they agree, and a bug report where they do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.restore.verdict import Outcome
from pipeline_config_ls.verify.bug_report import bug_report, versions_text
from pipeline_config_ls.verify.comparison import Row, compare
from pipeline_config_ls.verify.outcome import Real, RealStep
from pipeline_config_ls.verify.request import Request

_MOST_LINES = 10
_STARTS = (Outcome.RESTORED.value, 'partial', 'nothing')


@dataclass(frozen=True)
class Report:
    """What is shown of a verification. `agrees`: the prediction is true. `starts`: training comes to its first step, as far as was tried."""

    request: Request
    real: Real
    rows: tuple[Row, ...]
    bug: str | None

    @property
    def agrees(self) -> bool:
        """Whether every row is the same on both sides."""
        return all(row.same for row in self.rows)

    @property
    def starts(self) -> bool:
        """Whether nothing stopped training on the way that was tried."""
        restore, step = self.real.restore, self.real.step
        return (
            self.real.refusal is None
            and (restore is None or restore.outcome in _STARTS)
            and (step is None or step.error is None)
        )

    @property
    def error(self) -> str | None:
        """What TensorFlow said where the model or the restore failed."""
        error = self.real.refusal or (self.real.restore.error if self.real.restore else None)
        return str(error) if error else None

    @property
    def step_text(self) -> str:
        """What came of a step of training, if one was tried."""
        return _step_text(self.real.step) if self.real.step is not None else ''

    def as_json(self) -> dict[str, Any]:
        """The JSON of the command line and of the editor's command."""
        restore, step = self.real.restore, self.real.step
        return {
            'interpreter': self.request.executable,
            'framework': self.real.framework.value,
            'versions': dict(self.real.versions),
            'stand_ins': [{'name': one.name, 'why': one.why} for one in self.real.stand_ins if not one.quiet],
            'agrees': self.agrees,
            'starts': self.starts,
            'rows': [
                {
                    'what': row.what,
                    'predicted': row.predicted,
                    'real': row.real,
                    'same': row.same,
                    'differences': list(row.differences),
                }
                for row in self.rows
            ],
            'outcome': restore.outcome if restore else None,
            'restored': len(restore.restored) if restore else 0,
            'unmatched': list(restore.unmatched) if restore else [],
            'incompatible': [
                {'name': one.name, 'checkpoint_shape': list(one.checkpoint_shape), 'model_shape': list(one.model_shape)}
                for one in (restore.incompatible if restore else ())
            ],
            'unused': len(restore.unused) if restore else 0,
            'variables': None if self.real.variables is None else len(self.real.variables),
            'error': self.error,
            'step': None if step is None else _step_json(step),
            'bug_report': self.bug,
        }

    def as_text(self) -> str:
        """Lines for a terminal."""
        return '\n'.join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f'{self.request.executable}: {versions_text(self.real.versions)}'
        needed = [one for one in self.real.stand_ins if not one.quiet]
        if needed:
            yield 'This installation lacks what the API imports; stood in here, and needed to train:'
            yield from (f'  {one.name}: {one.why}' for one in needed)
        yield ''
        yield f'{"":24}{"predicted":>20}{"TensorFlow":>20}'
        for row in self.rows:
            yield f'{row.what:24}{row.predicted:>20}{row.real:>20}{"" if row.same else "   differs"}'
            yield from (f'    {line}' for line in row.differences[:_MOST_LINES])
            if len(row.differences) > _MOST_LINES:
                yield f'    and {len(row.differences) - _MOST_LINES} more'
        if self.error:
            yield from ('', f'TensorFlow said: {self.error}')
        if self.step_text:
            yield from ('', self.step_text)
        yield ''
        yield 'The prediction is true.' if self.agrees else 'The prediction is wrong. A report to paste into an issue:'
        if self.bug:
            yield from ('', self.bug)


def report(analysis: ConfigAnalysis, request: Request, real: Real) -> Report:
    """The report of a verification of a config."""
    rows = compare(analysis, real)
    bug = None if all(row.same for row in rows) else bug_report(analysis, real, rows)
    return Report(request, real, rows, bug)


def _step_json(step: RealStep) -> dict[str, Any]:
    return {
        'loss': step.loss,
        'batch_size': step.batch_size,
        'data': step.data,
        'error': str(step.error) if step.error else None,
    }


def _step_text(step: RealStep) -> str:
    data = 'made-up data' if step.data == 'made up' else 'the records'
    if step.error is not None:
        return f'Training does not start on {data}: {step.error}'
    return f'One step of training on {data}, batch size {step.batch_size}: loss {step.loss:.4g}'
