"""What was predicted beside what TensorFlow did, row by row. Knows no process and no protocol."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.variable import Variable
from pipeline_config_ls.restore.tf1.verdict import Tf1Verdict
from pipeline_config_ls.restore.verdict import Outcome, Verdict
from pipeline_config_ls.verify.outcome import Real, RealRestore

_CANNOT_BUILD = 'refused'


@dataclass(frozen=True, slots=True)
class Row:
    """One thing on both sides. `differences` are the names that one side alone has, as lines."""

    what: str
    predicted: str
    real: str
    differences: tuple[str, ...] = field(default=(), repr=False)

    @property
    def same(self) -> bool:
        """Whether both sides agree."""
        return self.predicted == self.real and not self.differences


def compare(analysis: ConfigAnalysis, real: Real) -> tuple[Row, ...]:
    """All rows that both sides can speak of."""
    return (*_model(analysis, real), *_restore(analysis, real))


def _model(analysis: ConfigAnalysis, real: Real) -> Iterator[Row]:
    plan = analysis.plan
    if not isinstance(plan, CannotBuild) and plan.learnt_from:
        yield Row('learnt from', plan.learnt_from, plan.learnt_from)
    if isinstance(plan, CannotBuild) or real.variables is None:
        predicted = _CANNOT_BUILD if isinstance(plan, CannotBuild) else 'is built'
        yield Row('model', predicted, 'is built' if real.variables is not None else _CANNOT_BUILD)
        return
    ours = {name: Variable(found.shape, found.dtype) for name, found in plan.variables.items()}
    if real.framework is Framework.TF1:
        ours = {name: found for name, found in ours.items() if not name.endswith('global_step')}
    yield Row('variables', _count(len(ours)), _count(len(real.variables)), tuple(_variable_lines(ours, real.variables)))


def _variable_lines(ours: Mapping[str, Variable], theirs: Mapping[str, Variable]) -> Iterator[str]:
    for name in sorted(ours.keys() | theirs.keys()):
        mine, real = ours.get(name), theirs.get(name)
        if mine is None or real is None:
            yield f'{name}: {"predicted alone" if real is None else "in TensorFlow alone"}'
        elif mine != real:
            yield f'{name}: predicted {list(mine.shape)} {mine.dtype}, in TensorFlow {list(real.shape)} {real.dtype}'


def _restore(analysis: ConfigAnalysis, real: Real) -> Iterator[Row]:
    verdict = verdict_as_written(analysis)
    if real.restore is None or verdict is None:
        return
    yield Row('outcome', verdict.outcome.value, real.restore.outcome)
    if not real.restore.bound or verdict.outcome.value != real.restore.outcome:
        return
    if isinstance(verdict, Tf1Verdict):
        yield Row('restored', _count(len(verdict.restored)), _count(len(real.restore.restored)))
        missing: Iterable[str] = verdict.missing
    else:
        yield Row('restored', _count(verdict.restored), _count(len(real.restore.restored)))
        missing = verdict.unmatched
    yield _names('not in the checkpoint', missing, real.restore.unmatched)
    shapes = [_shape_line(one) for one in verdict.incompatible]
    yield _names('of another shape', shapes, [_shape_line(one) for one in real.restore.incompatible])
    yield _names('not taken by the model', verdict.unused, real.restore.unused)


def _names(what: str, ours: Iterable[str], theirs: Iterable[str]) -> Row:
    mine, real = set(ours), set(theirs)
    lines = [f'{name}: predicted alone' for name in sorted(mine - real)]
    lines += [f'{name}: in TensorFlow alone' for name in sorted(real - mine)]
    return Row(what, _count(len(mine)), _count(len(real)), tuple(lines))


def _shape_line(found: tuple[str, tuple[int, ...], tuple[int, ...]]) -> str:
    name, theirs, ours = found
    return f'{name} {list(theirs)} -> {list(ours)}'


def _count(number: int) -> str:
    return f'{number:,}'


def verdict_as_written(analysis: ConfigAnalysis) -> Verdict | Tf1Verdict | None:
    """The prediction for the text of `fine_tune_checkpoint` as training takes it; None where nothing can be known of it here."""
    return analysis.tf1_restore.verdict if analysis.framework is Framework.TF1 else analysis.verdict_as_written


def restores(restore: RealRestore | None) -> bool:
    """Whether there is nothing to complain of."""
    return restore is None or restore.outcome == Outcome.RESTORED.value
