"""Which vectors follow a layer, as its `Hyperparams` say."""

from __future__ import annotations

import pytest
from google.protobuf import text_format

from pipeline_config_ls.architectures.build_error import BuildError
from pipeline_config_ls.architectures.tf1.hyperparams import normalizer
from pipeline_config_ls.schema.schema import load_schema

SCHEMA = load_schema()


def of(text: str, *, dense: bool = False) -> tuple[str, ...]:
    message = SCHEMA.message_class(SCHEMA.messages['object_detection.protos.Hyperparams'])
    return normalizer(text_format.Merge(text, message()), 'conv_hyperparams', dense=dense)


def test_biases_where_nothing_normalizes() -> None:
    assert of('') == ('biases',)


def test_a_batch_norm_scales_only_if_it_is_asked_to() -> None:
    moving = ('BatchNorm/moving_mean', 'BatchNorm/moving_variance')
    assert of('batch_norm {}') == ('BatchNorm/beta', *moving)
    assert of('batch_norm { scale: true center: false }') == ('BatchNorm/gamma', *moving)


def test_a_group_norm() -> None:
    assert of('group_norm {}') == ('GroupNorm/gamma', 'GroupNorm/beta')


def test_the_op_says_of_which_layers_the_message_speaks() -> None:
    assert of('op: FC batch_norm {}') == ('biases',)
    assert of('op: FC batch_norm {}', dense=True)[0] == 'BatchNorm/beta'
    assert of('batch_norm {}', dense=True) == ('biases',)


@pytest.mark.parametrize('text', ['sync_batch_norm {}', 'force_use_bias: true'])
def test_what_only_keras_layers_take(text: str) -> None:
    with pytest.raises(BuildError, match='TensorFlow 2 only'):
        of(text)
