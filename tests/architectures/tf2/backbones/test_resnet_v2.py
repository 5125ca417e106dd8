"""Pre-activated residual networks: shortcuts, strides and the layers around."""

import pytest

from pipeline_config_ls.architectures.tf2.backbones.resnet_v2 import basic_stage, bottleneck_stage, resnet_v2
from pipeline_config_ls.architectures.tf2.functional import image, model
from pipeline_config_ls.architectures.tf2.trackable import Trackable, variables


def kernels(net: Trackable) -> list[tuple[int, ...] | None]:
    return [found.shape for name, found in variables({'net': net}).items() if name.endswith('kernel')]


def test_only_the_first_unit_of_a_stage_projects_its_shortcut() -> None:
    source = image(8)
    assert kernels(model(source, [bottleneck_stage(source, 4, 2, 1)])) == [
        (1, 1, 8, 4),
        (3, 3, 4, 4),
        (1, 1, 8, 16),
        (1, 1, 4, 16),
        (1, 1, 16, 4),
        (3, 3, 4, 4),
        (1, 1, 4, 16),
    ]


def test_a_strided_unit_pools_its_shortcut_in_a_layer() -> None:
    source = image(8)
    plain, strided = (model(source, [basic_stage(source, 8, 2, stride)]) for stride in (1, 2))
    assert len(strided.children) == len(plain.children) + 1
    assert kernels(strided) == kernels(plain)


@pytest.mark.parametrize(('depth', 'channels'), [(18, [64, 128, 256, 512]), (50, [256, 512, 1024, 2048])])
def test_channels_of_the_stages(depth: int, channels: list[int]) -> None:
    assert [stage.channels for stage in resnet_v2(depth).stages] == channels


def test_a_batch_norm_follows_the_last_stage() -> None:
    source, stages, end = resnet_v2(34)
    assert len(variables({'net': model(source, [end])})) == len(variables({'net': model(source, [stages[-1]])})) + 4
