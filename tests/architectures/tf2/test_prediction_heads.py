"""The convolutions that a head's parameters ask for."""

from collections.abc import Callable

import pytest

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan

BASE = """
center_net {
  num_classes: 5
  image_resizer { fixed_shape_resizer { height: 256 width: 256 } }
  feature_extractor { type: "hourglass_10" }
  object_detection_task { localization_loss { l1_localization_loss {} } }
  object_center_params {
    classification_loss { penalty_reduced_logistic_focal_loss {} }
    center_head_params { PARAMS }
  }
}
"""
HEAD = 'model/_prediction_head_dict/object_center/0/'


def kernels(plan: Tf2Plan) -> list[tuple[int, ...] | None]:
    return [found.shape for key, found in plan.variables.items() if key.startswith(HEAD) and key.endswith('/kernel')]


def test_each_filter_and_kernel_is_a_convolution(planned: Callable[[str], Tf2Plan]) -> None:
    text = BASE.replace('PARAMS', 'num_filters: [32, 16] kernel_sizes: [5, 1]')
    assert kernels(planned(text)) == [(5, 5, 64, 32), (1, 1, 32, 16), (1, 1, 16, 5)]


def test_empty_parameters_leave_only_the_last_convolution(planned: Callable[[str], Tf2Plan]) -> None:
    assert kernels(planned(BASE.replace('PARAMS', ''))) == [(1, 1, 64, 5)]


@pytest.mark.parametrize(
    ('params', 'field', 'says'),
    [
        ('num_filters: [32, 16] kernel_sizes: 5', '', '2 `num_filters` and 1 `kernel_sizes`'),
        ('num_filters: 0 kernel_sizes: 5', '.num_filters', 'at least 1'),
        ('num_filters: 8 kernel_sizes: -1', '.kernel_sizes', 'at least 1'),
    ],
)
def test_refuses(refused: Callable[[str], CannotBuild], params: str, field: str, says: str) -> None:
    refusal = refused(BASE.replace('PARAMS', params))
    assert refusal.field == f'center_net.object_center_params.center_head_params{field}'
    assert says in refusal.reason
