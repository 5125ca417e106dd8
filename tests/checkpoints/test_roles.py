"""What a variable is for, by its name, and which names are variables."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Entry, Format
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checkpoints.roles import Kind, kind_of, variables
from pipeline_config_ls.checkpoints.summary import describe, summarise


@pytest.mark.parametrize(
    ('name', 'kind'),
    [
        ('model/_feature_extractor/classification_backbone/layer-1/kernel', Kind.MODEL),
        (
            'model/_feature_extractor/classification_backbone/layer-1/kernel/.OPTIMIZER_SLOT/optimizer/momentum',
            Kind.SLOT,
        ),
        ('model/kernel/.OPTIMIZER_SLOT/optimizer/_optimizer/momentum', Kind.SLOT),
        ('optimizer/_variables/3', Kind.SLOT),
        ('optimizer/iter', Kind.COUNTER),
        ('optimizer/_iterations', Kind.COUNTER),
        ('optimizer/_learning_rate', Kind.COUNTER),
        ('optimizer/momentum', Kind.COUNTER),
        ('optimizer/_optimizer/decay', Kind.COUNTER),
        ('save_counter', Kind.COUNTER),
        ('step', Kind.COUNTER),
        ('model/step/kernel', Kind.MODEL),
        ('model/_box_predictor/momentum', Kind.MODEL),
    ],
)
def test_object_paths(name: str, kind: Kind) -> None:
    assert kind_of(name, Format.OBJECT_BASED) is kind


@pytest.mark.parametrize(
    ('name', 'kind'),
    [
        ('FeatureExtractor/MobilenetV1/Conv2d_0/weights', Kind.MODEL),
        ('FeatureExtractor/MobilenetV1/Conv2d_0/weights/Momentum', Kind.SLOT),
        ('FeatureExtractor/MobilenetV1/Conv2d_0/BatchNorm/beta/RMSProp_1', Kind.SLOT),
        ('Conv/weights/Adam', Kind.SLOT),
        ('Conv/weights/Adam_1', Kind.SLOT),
        ('Conv/weights/ExponentialMovingAverage', Kind.SLOT),
        ('global_step', Kind.COUNTER),
        ('beta1_power', Kind.COUNTER),
        ('FeatureExtractor/Momentum/weights', Kind.MODEL),
        ('Adam', Kind.MODEL),
        ('BoxPredictor_0/ClassPredictor/act_quant/min', Kind.QUANTIZATION),
        ('Conv/weights_quant/max/ExponentialMovingAverage', Kind.QUANTIZATION),
    ],
)
def test_variable_names(name: str, kind: Kind) -> None:
    assert kind_of(name, Format.NAME_BASED) is kind


def kinds_in(prefix: str) -> dict[str, list[str]]:
    checkpoint = read_checkpoint(prefix)
    assert isinstance(checkpoint, Checkpoint)
    found: dict[str, list[str]] = {}
    for name in variables(checkpoint):
        found.setdefault(kind_of(name, checkpoint.format).value, []).append(name)
    return found


def test_a_tf1_trainer(of_kind: Any) -> None:
    weights = 'FeatureExtractor/Conv/weights'
    assert kinds_in(of_kind('name_based').prefix) == {
        'model': [weights],
        'optimizer-slot': [
            f'{weights}/Adam',
            f'{weights}/Adam_1',
            f'{weights}/ExponentialMovingAverage',
            f'{weights}/Momentum',
            f'{weights}/RMSProp',
            f'{weights}/RMSProp_1',
        ],
        'counter': ['beta1_power', 'beta2_power', 'global_step'],
    }


def test_a_tf2_trainer(of_kind: Any) -> None:
    found = kinds_in(of_kind('object_based').prefix)
    assert found['counter'] == [
        'optimizer/decay',
        'optimizer/iter',
        'optimizer/learning_rate',
        'optimizer/momentum',
        'save_counter',
        'step',
    ]
    assert found['optimizer-slot'] == [
        f'model/layer_with_weights-{layer}/{name}/.OPTIMIZER_SLOT/optimizer/momentum'
        for layer, name in ((0, 'bias'), (0, 'kernel'), (1, 'beta'), (1, 'gamma'))
    ]
    assert all(name.startswith(('model/', 'odd/')) for name in found['model'])


def test_an_optimizer_of_newer_keras(of_kind: Any) -> None:
    found = kinds_in(of_kind('modern_optimizer').prefix)
    assert found['model'] == ['model/layer_with_weights-0/bias', 'model/layer_with_weights-0/kernel']
    assert found['counter'] == ['optimizer/_iterations', 'optimizer/_learning_rate', 'save_counter']
    assert found['optimizer-slot'] == [f'optimizer/_variables/{number}' for number in range(1, 5)]


def test_what_a_person_reads(of_kind: Any) -> None:
    checkpoint = read_checkpoint(of_kind('single_file').prefix)
    assert isinstance(checkpoint, Checkpoint)
    assert describe(summarise(checkpoint)) == '\n'.join(
        [
            f'{checkpoint.prefix}: name-based, a single file (V1)',
            '3 model variables (44 parameters), 0 optimizer slots, 0 counters',
            '',
            'ids     int64 [3]',
            'pieces  float32 [10, 4]',
            'scalar  float32 []',
        ]
    )


def test_moving_averages_and_quantization_are_counted_apart() -> None:
    entry, step = Entry((2, 3), 'float32'), Entry((), 'int64')
    names = ('a', 'a/Momentum', 'a/ExponentialMovingAverage', 'b/act_quant/min', 'b/act_quant/max')
    found = Checkpoint('model.ckpt', Format.NAME_BASED, {**dict.fromkeys(names, entry), 'global_step': step})
    assert describe(summarise(found)).splitlines()[1] == (
        '1 model variable (6 parameters), 1 optimizer slot, 1 counter, 1 moving average, 2 numbers of quantization'
    )
