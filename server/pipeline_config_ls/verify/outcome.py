"""What TensorFlow really did, read from the worker's answers, in the words that the static verdict uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.variable import Variable
from pipeline_config_ls.checkpoints.checkpoint import Format
from pipeline_config_ls.checkpoints.roles import Kind, kind_of
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome
from pipeline_config_ls.restore.verdict import Incompatible, Outcome

_BUILDING = ('builder', 'forward', 'resizer', 'prediction', 'loss', 'optimizer')


@dataclass(frozen=True, slots=True)
class RealError:
    """What the API raised, and at which step of training (the constants of `real/tf2.py` and `real/tf1.py`)."""

    stage: str
    error: str
    message: str
    bases: tuple[str, ...] = field(repr=False)

    def __str__(self) -> str:
        """`ValueError: Checkpoint version should be V2`."""
        return f'{self.error}: {self.message}' if self.message else self.error


@dataclass(frozen=True, slots=True)
class RealRestore:
    """What became of the checkpoint. `outcome` is a value of `Outcome`, or of `Tf1Outcome`. Names are those of the static verdict."""

    outcome: str
    error: RealError | None
    restored: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    incompatible: tuple[Incompatible, ...] = ()
    unused: tuple[str, ...] = ()
    mapped: int | None = None
    bound: bool = True


@dataclass(frozen=True, slots=True)
class RealStep:
    """One step of training: its loss, or what stopped it. `data` is `records` or `made up`."""

    loss: float | None
    batch_size: int
    data: str
    error: RealError | None


@dataclass(frozen=True, slots=True)
class StandIn:
    """What the installation lacks and the worker put in its place. Training needs it too, unless it is `quiet`."""

    name: str
    why: str
    quiet: bool


@dataclass(frozen=True, slots=True)
class Real:
    """The account of one verification. `variables` is None where no model could be built: then `refusal` says why.

    `restore` is None where no checkpoint was asked for, `step` where no step was.
    """

    framework: Framework
    versions: Mapping[str, str]
    stand_ins: tuple[StandIn, ...]
    variables: Mapping[str, Variable] | None = field(default=None, repr=False)
    refusal: RealError | None = None
    restore: RealRestore | None = None
    step: RealStep | None = None


def read_build(framework: Framework, answer: Mapping[str, Any]) -> Real:
    """From the answer to `build`."""
    error = _error(answer['raised'])
    return Real(framework, answer['versions'], _stand_ins(answer), _variables(answer.get('variables')), error)


def read_restore(framework: Framework, answer: Mapping[str, Any]) -> Real:
    """From the answer to `restore`."""
    error = _error(answer['raised'])
    restore = _tf1(answer, error) if framework is Framework.TF1 else _tf2(answer, error)
    refusal = error if error is not None and error.stage in _BUILDING else None
    variables = _variables(answer['variables'])
    return Real(framework, answer['versions'], _stand_ins(answer), variables, refusal, restore)


def read_step(answer: Mapping[str, Any]) -> RealStep:
    """From the answer to `train`."""
    return RealStep(answer['loss'], answer['batch_size'], answer['data'], _error(answer['raised']))


def _tf2(answer: Mapping[str, Any], error: RealError | None) -> RealRestore:
    outcome = _tf2_outcome(error).value
    bound = answer['bound']
    if bound is None:
        return RealRestore(outcome, error, bound=False)
    unused = (name for name in bound['unused'] if kind_of(name, Format.OBJECT_BASED) is Kind.MODEL)
    return RealRestore(
        outcome,
        error,
        tuple(bound['restored']),
        tuple(bound['unmatched']),
        _incompatible(bound['incompatible']),
        tuple(unused),
    )


def _tf2_outcome(error: RealError | None) -> Outcome:
    """The class of what training raised, by the step at which it did."""
    if error is None:
        return Outcome.RESTORED
    match error.stage:
        case 'options':
            return Outcome.REFUSED
        case 'builder' | 'forward':
            return Outcome.CANNOT_BUILD
        case 'roots':
            return Outcome.UNSUPPORTED_TYPE
        case 'support' if error.error == 'RuntimeError':
            return Outcome.REFUSED
        case 'load' if 'object-based' in error.message:
            return Outcome.NOT_OBJECT_BASED
        case 'load' if 'version should be V2' in error.message:
            return Outcome.VERSION_NOT_V2
        case 'restore' if error.error == 'AssertionError':
            return Outcome.UNMATCHED
        case 'restore' if error.error == 'ValueError':
            return Outcome.INCOMPATIBLE_SHAPE
    return Outcome.NOT_FOUND if error.error == 'NotFoundError' and error.stage == 'support' else Outcome.UNREADABLE


def _tf1(answer: Mapping[str, Any], error: RealError | None) -> RealRestore:
    restored, missing = tuple(answer['restored']), tuple(answer['missing'])
    incompatible = _incompatible(answer['incompatible'])
    if error is not None:
        return RealRestore(_tf1_outcome(error).value, error, bound=False)
    outcome = Tf1Outcome.NOTHING
    if restored:
        outcome = Tf1Outcome.PARTIAL if missing or incompatible else Tf1Outcome.RESTORED
    unused = (name for name in answer['unused'] if kind_of(name, Format.NAME_BASED) is Kind.MODEL)
    return RealRestore(
        outcome.value, None, restored, missing, incompatible, tuple(unused), answer['map'], bound=bool(restored)
    )


def _tf1_outcome(error: RealError) -> Tf1Outcome:
    if error.stage in _BUILDING:
        return Tf1Outcome.CANNOT_BUILD
    if error.stage == 'roots':
        return Tf1Outcome.UNSUPPORTED_TYPE
    return Tf1Outcome.NOT_FOUND if error.error == 'NotFoundError' and error.stage == 'load' else Tf1Outcome.UNREADABLE


def _error(sent: Mapping[str, Any] | None) -> RealError | None:
    if sent is None:
        return None
    return RealError(sent['stage'], sent['error'], sent['message'], tuple(sent['bases']))


def _incompatible(sent: list[Any]) -> tuple[Incompatible, ...]:
    return tuple(Incompatible(name, tuple(theirs), tuple(ours)) for name, theirs, ours in sent)


def _variables(sent: list[Any] | None) -> dict[str, Variable] | None:
    if sent is None:
        return None
    found = {name: Variable(tuple(shape), dtype) for name, shape, dtype in sent}
    found.pop('save_counter', None)
    return found


def _stand_ins(answer: Mapping[str, Any]) -> tuple[StandIn, ...]:
    return tuple(StandIn(**one) for one in answer['stand_ins'])
