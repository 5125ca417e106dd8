"""Images that go through a pyramid, and those whose maps do not meet."""

from __future__ import annotations

import pytest

from oracle.compare import message
from pipeline_config_ls.architectures.build_error import BuildError, Change
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules.pyramids import check_top_down, top_down_meets
from pipeline_config_ls.architectures.rules.spatial import image_from

FIELD = 'ssd.feature_extractor'


def extractor(text: str = '') -> Config:
    return message('SsdFeatureExtractor', text)


def check(resizer: str, settings: str = '') -> None:
    image = image_from(message('ImageResizer', resizer), 'ssd.image_resizer')
    check_top_down(extractor(settings), image, (3, 4, 5), FIELD)


@pytest.mark.parametrize(
    ('sides', 'cut', 'meets'),
    [
        ([40, 20, 10], False, True),
        ([38, 19, 10], False, False),
        ([38, 19, 10], True, True),
        ([1, 1, 1], False, True),
    ],
)
def test_each_map_is_doubled_and_added_to_the_finer_one(sides: list[int], cut: bool, meets: bool) -> None:
    assert top_down_meets(sides, cut=cut) == meets


@pytest.mark.parametrize(
    'resizer',
    [
        pytest.param('fixed_shape_resizer { height: 320 width: 640 }', id='halves evenly'),
        pytest.param('keep_aspect_ratio_resizer { min_dimension: 300 max_dimension: 640 }', id='may have 640'),
        pytest.param('identity_resizer { }', id='may have any size'),
    ],
)
def test_images_that_may_fit(resizer: str) -> None:
    check(resizer)


@pytest.mark.parametrize(
    ('resizer', 'field', 'larger'),
    [
        pytest.param(
            'fixed_shape_resizer { height: 320 width: 300 }', 'fixed_shape_resizer.width', '320', id='one side does not'
        ),
        pytest.param(
            'keep_aspect_ratio_resizer { min_dimension: 300 max_dimension: 500 }',
            'keep_aspect_ratio_resizer.min_dimension',
            '320',
            id='one side has 300 or 500',
        ),
    ],
)
def test_images_that_cannot_fit(resizer: str, field: str, larger: str) -> None:
    with pytest.raises(BuildError) as refusal:
        check(resizer)
    found = refusal.value.cannot_build
    assert found.field == f'ssd.image_resizer.{field}'
    assert (Change(f'{FIELD}.pad_to_multiple', '32'),) in found.suggestions
    assert Change(found.field, larger) in found.suggestions[1]


def test_padding_makes_them_fit() -> None:
    check('fixed_shape_resizer { height: 300 width: 300 }', 'pad_to_multiple: 32')
