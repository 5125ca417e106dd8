"""What the API raised, and where, as the words of the static verdict."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.restore.verdict import Incompatible
from pipeline_config_ls.verify.outcome import Real, RealRestore, read_restore

TF2 = {
    'nothing': (None, 'restored'),
    'the option': (('options', 'ValueError', 'train_pb2.load_all_... unsupported in TF2'), 'refused'),
    'the builder': (('builder', 'ValueError', 'Unknown'), 'cannot_build'),
    'the first pass': (('forward', 'ValueError', 'Shapes'), 'cannot_build'),
    'no file': (('support', 'NotFoundError', ''), 'not_found'),
    'damage': (('support', 'DataLossError', ''), 'unreadable'),
    'a classification checkpoint': (('support', 'RuntimeError', 'Found variable'), 'refused'),
    'TensorFlow 1': (
        ('load', 'OSError', 'Checkpoint is expected to be an object-based checkpoint.'),
        'not_object_based',
    ),
    'the version': (('load', 'ValueError', 'Checkpoint version should be V2'), 'version_not_v2'),
    'the type': (('roots', 'ValueError', 'Not supported'), 'unsupported_type'),
    'the hourglass': (('roots', 'NotImplementedError', ''), 'unsupported_type'),
    'shapes': (('restore', 'ValueError', 'Received incompatible tensor'), 'incompatible_shape'),
    'shapes in TensorFlow 2.4': (('restore', 'ValueError', 'Shapes (30,) and (78,)'), 'incompatible_shape'),
    'objects': (('restore', 'AssertionError', 'Found 260 Python objects'), 'unmatched'),
    'a shard': (('restore', 'NotFoundError', 'data-00000-of-00001'), 'unreadable'),
}
TF1 = {
    'the builder': (('builder', 'ValueError', ''), 'cannot_build'),
    'the loss': (('loss', 'ValueError', ''), 'cannot_build'),
    'the type': (('roots', 'ValueError', ''), 'unsupported_type'),
    'no file': (('load', 'NotFoundError', ''), 'not_found'),
    'a folder': (('load', 'DataLossError', ''), 'unreadable'),
}


def answer(raised: tuple[str, str, str] | None, **more: Any) -> dict[str, Any]:
    names = ('stage', 'error', 'message')
    error = None if raised is None else {**dict(zip(names, raised, strict=True)), 'bases': []}
    return {'raised': error, 'bound': None, 'variables': None, 'versions': {}, 'stand_ins': [], **more}


def restore_of(real: Real) -> RealRestore:
    assert real.restore is not None
    return real.restore


@pytest.mark.parametrize('what', TF2)
def test_tensorflow_2(what: str) -> None:
    raised, outcome = TF2[what]
    assert restore_of(read_restore(Framework.TF2, answer(raised))).outcome == outcome


@pytest.mark.parametrize('what', TF1)
def test_tensorflow_1(what: str) -> None:
    raised, outcome = TF1[what]
    sent = answer(raised, map=0, restored=[], missing=[], incompatible=[], unused=[])
    assert restore_of(read_restore(Framework.TF1, sent)).outcome == outcome


@pytest.mark.parametrize(
    ('restored', 'missing', 'outcome'), [(['a'], [], 'restored'), (['a'], ['b'], 'partial'), ([], ['b'], 'nothing')]
)
def test_tensorflow_1_skips_silently(restored: list[str], missing: list[str], outcome: str) -> None:
    sent = answer(None, map=2, restored=restored, missing=missing, incompatible=[], unused=['a/Momentum', 'c'])
    found = restore_of(read_restore(Framework.TF1, sent))
    assert (found.outcome, found.unused) == (outcome, ('c',))


def test_what_was_bound_is_told_without_slots_and_counters() -> None:
    bound = {
        'restored': ['model/a'],
        'unmatched': [],
        'incompatible': [['model/b', [2], [3]]],
        'unused': ['model/c', 'step', 'model/a/.OPTIMIZER_SLOT/optimizer/momentum'],
    }
    found = restore_of(read_restore(Framework.TF2, answer(('restore', 'ValueError', ''), bound=bound)))
    assert found.incompatible == (Incompatible('model/b', (2,), (3,)),)
    assert found.unused == ('model/c',)


def test_a_refusal_of_the_builder_is_no_verdict_on_the_checkpoint_alone() -> None:
    real = read_restore(Framework.TF2, answer(('builder', 'ValueError', 'Unknown extractor')))
    assert str(real.refusal) == 'ValueError: Unknown extractor'
