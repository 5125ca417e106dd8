"""Inception-ResNet V2 against what Keras publishes about it."""

from math import prod

from pipeline_config_ls.architectures.tf2.backbones.inception_resnet_v2 import inception_resnet_v2
from pipeline_config_ls.architectures.tf2.functional import model
from pipeline_config_ls.architectures.tf2.trackable import variables


def test_it_has_as_many_parameters_as_keras_says() -> None:
    network = inception_resnet_v2()
    found = variables({'model': model(network.image, [network.end])}).values()
    assert sum(prod(variable.shape or ()) for variable in found) == 54_336_736  # keras.io, without the classifier


def test_detectors_cut_it_where_it_is_1088_channels_wide() -> None:
    network = inception_resnet_v2()
    assert (network.middle.channels, network.end.channels) == (1088, 1536)
