"""Restores in TensorFlow 1: which are recorded, and how. Needs no TensorFlow.

`tests/facts/tf1/restores.jsonl.xz` has one JSON object a line, one for each of `rows()`: a `Tf1RestoreFact`. A checkpoint is made from the
recorded variables of a model (`tf1_facts`), so that names and shapes are real and nothing has to be stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from oracle import tf1_facts
from oracle.facts import FOLDER, read_rows, write_rows

PATH = FOLDER / 'tf1/restores.jsonl.xz'
Shape = tuple[int, ...]
STEP = 'global_step'
AVERAGE = 'ExponentialMovingAverage'
SCOPES = ('FeatureExtractor/', 'FirstStageFeatureExtractor/', 'SecondStageFeatureExtractor/')
_NOT_TRAINED = ('/moving_mean', '/moving_variance')

MOMENTUM = 'momentum_optimizer { learning_rate { constant_learning_rate { } } }'
RMSPROP = 'rms_prop_optimizer { learning_rate { constant_learning_rate { } } }'
ADAM = 'adam_optimizer { learning_rate { constant_learning_rate { } } }'


class Tf1Row(NamedTuple):
    """One restore: a model (by its label), a checkpoint (of a model, saved in one of the ways of `SAVED`), and `train_config`."""

    model: str
    trained: str
    saved: str
    trainer: str
    type: str
    load_all: bool = False
    optimizer: str = MOMENTUM
    average: bool = False
    freeze: str = ''


class Tf1RestoreFact(NamedTuple):
    """A row and what the real API did with it.

    `outcome` is all, partial, nothing, or the error that was raised. `digest` is of the names that were restored, missing and of
    another shape. `unreached` are the trained variables that no gradient reaches: no optimizer makes slots for them.
    """

    row: Tf1Row
    outcome: str
    mapped: int
    restored: int
    missing: int
    incompatible: int
    digest: str
    unreached: tuple[str, ...] = ()


def _plain(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    return dict(shapes)


def _with_slots(*slots: str) -> Callable[[Mapping[str, Shape]], dict[str, Shape]]:
    def saved(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
        trained = [name for name in shapes if not name.endswith(_NOT_TRAINED)]
        return {**shapes, **{f'{name}/{slot}': shapes[name] for name in trained for slot in slots}}

    return saved


def _averages(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    return {f'{name}/{AVERAGE}': shape for name, shape in shapes.items()}


def _classifier(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    return {name.removeprefix(scope): shapes[name] for name in shapes for scope in SCOPES if name.startswith(scope)}


SAVED: Mapping[str, Callable[[Mapping[str, Shape]], dict[str, Shape]]] = {
    'model': _plain,
    'momentum': _with_slots('Momentum'),
    'rmsprop and averages': _with_slots('RMSProp', 'RMSProp_1', AVERAGE),
    'adam': _with_slots('Adam', 'Adam_1'),
    'averages': _averages,
    'classifier': _classifier,
    'averages of a classifier': lambda shapes: _averages(_classifier(shapes)),
}
"""What a checkpoint holds of a model's variables, by the way in which it was saved."""


@cache
def models() -> Mapping[str, tf1_facts.Tf1Fact]:
    """The recorded models that are built, by label."""
    return {fact.label: fact for fact in tf1_facts.read() if not isinstance(fact.outcome, tf1_facts.Refusal)}


def checkpoint_of(row: Tf1Row) -> dict[str, Shape]:
    """Names and shapes of a row's checkpoint."""
    variables = models()[row.trained].outcome
    assert not isinstance(variables, tf1_facts.Refusal)
    return {**SAVED[row.saved]({name: shape for name, (shape, _) in variables.items()}), STEP: ()}


def train_text(row: Tf1Row) -> str:
    """The `train_config` of a row, but for the checkpoint's path."""
    average = str(row.average).lower()
    return (
        f'optimizer {{ {row.optimizer} use_moving_average: {average} }}'
        + (f' fine_tune_checkpoint_type: "{row.type}"' if row.type else '')
        + (' load_all_detection_checkpoint_vars: true' if row.load_all else '')
        + (f' freeze_variables: "{row.freeze}"' if row.freeze else '')
    )


def digest_of(restored: Iterable[str], missing: Iterable[str], incompatible: Iterable[str]) -> str:
    """A short fingerprint of three lists of names."""
    text = '\n\n'.join('\n'.join(sorted(names)) for names in (restored, missing, incompatible))
    return hashlib.sha1(text.encode()).hexdigest()[:12]


def _label(*edits: str) -> str:
    """The label of the one model that is built by all of these edits, the shortest if there are more."""
    fitting = [label for label in models() if all(edit in label for edit in edits)]
    return min(fitting, key=len)


def rows() -> tuple[Tf1Row, ...]:
    """Every row."""
    return tuple(dict.fromkeys((*_with_model_lib(), *_with_legacy())))


_SMALL = ('ssd_mobilenet_v3_small', 'depth_multiplier: 0.35')


def _chosen() -> list[str]:
    """Models of every kind: each of those that differ in what the map asks for."""
    edits = (
        ('tf1_ssd',),
        ('depth_multiplier: 0.3', 'tf1_ssd', 'use_depthwise'),
        ('num_layers: 4',),
        ('ssd_mobilenet_v1_ppn', 'use_depthwise', 'reduce_boxes'),
        ('ssd_mobilenet_v2"', 'depth_multiplier: 0.35'),
        _SMALL,
        ('ssd_mobiledet_dsp', 'depth_multiplier: 0.6'),
        ('ssd_inception_v2', 'depth_multiplier: 0.3'),
        ('tf1_fpn',),
        ('ssd_mobilenet_v2_mnasfpn',),
        ('ssd_resnet50_v1_fpn', 'min_level: 2'),
        ('tf1_faster_rcnn',),
        ('number_of_stages: 1',),
        ('predict_instance_masks', 'masks_are_class_agnostic'),
        ('rfcn_box_predictor { depth: 32',),
        ('POST_RPN attention_bottleneck_dimension',),
    )
    return [_label(*one) for one in edits]


def _with_model_lib() -> Iterator[Tf1Row]:
    chosen = _chosen()
    for model, other in zip(chosen, chosen[1:] + chosen[:1], strict=True):
        yield Tf1Row(model, model, 'model', 'model_lib', 'detection')
        yield Tf1Row(model, model, 'rmsprop and averages', 'model_lib', 'detection', load_all=True)
        yield Tf1Row(model, model, 'model', 'model_lib', 'classification', load_all=True)
        yield Tf1Row(model, model, 'classifier', 'model_lib', 'classification')
        yield Tf1Row(model, model, 'averages', 'model_lib', 'detection')
        yield Tf1Row(model, model, 'averages of a classifier', 'model_lib', '')
        yield Tf1Row(model, other, 'model', 'model_lib', 'detection', load_all=True)
        yield Tf1Row(model, other, 'classifier', 'model_lib', 'classification')
    yield Tf1Row(chosen[0], chosen[0], 'model', 'model_lib', 'full')
    yield Tf1Row(chosen[11], chosen[11], 'model', 'model_lib', 'Detection')


def _with_legacy() -> Iterator[Tf1Row]:
    for model in (_label('tf1_ssd'), _label('tf1_fpn'), _label('tf1_faster_rcnn'), _label(*_SMALL)):
        yield Tf1Row(model, model, 'momentum', 'legacy', 'detection')
        yield Tf1Row(model, model, 'model', 'legacy', 'detection', load_all=True, optimizer=ADAM)
        yield Tf1Row(model, model, 'adam', 'legacy', 'detection', load_all=True, optimizer=ADAM, average=True)
        yield Tf1Row(model, model, 'rmsprop and averages', 'legacy', 'detection', optimizer=RMSPROP, average=True)
        yield Tf1Row(model, model, 'classifier', 'legacy', 'classification', freeze='F.*/weights')
        yield Tf1Row(model, model, 'momentum', 'legacy', 'detection', freeze='FeatureExtractor')
        yield Tf1Row(model, model, 'averages', 'legacy', 'classification')


def read(path: Path = PATH) -> Iterator[Tf1RestoreFact]:
    """All facts, in the order of recording."""
    for row in read_rows(path):
        outcome, asked, restored, missing, other, digest = row['outcome']
        unreached = tuple(row.get('unreached', ()))
        yield Tf1RestoreFact(Tf1Row(*row['row']), outcome, asked, restored, missing, other, digest, unreached)


def write(facts: Iterable[Tf1RestoreFact], path: Path = PATH) -> None:
    """Replace the file."""
    write_rows(
        path,
        (
            {'row': fact.row, 'outcome': fact[1:-1], **({'unreached': fact.unreached} if fact.unreached else {})}
            for fact in facts
        ),
    )
