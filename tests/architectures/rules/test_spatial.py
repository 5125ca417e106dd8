"""Sides of maps, and what an image resizer says of an image."""

import pytest
from google.protobuf import text_format

from pipeline_config_ls.architectures.rules.spatial import added, fixed_sides, halved, resized_channels
from pipeline_config_ls.schema.schema import load_schema

SCHEMA = load_schema()
RESIZER = SCHEMA.message_class(SCHEMA.messages['object_detection.protos.ImageResizer'])


@pytest.mark.parametrize(('side', 'half'), [(1, 1), (2, 1), (3, 2), (512, 256)])
def test_halves_round_up(side: int, half: int) -> None:
    assert halved(side) == half


@pytest.mark.parametrize(('one', 'other', 'total'), [(8, 8, 8), (1, 8, 8), (8, 1, 8), (7, 8, None)])
def test_only_sides_of_one_are_stretched(one: int, other: int, total: int | None) -> None:
    assert added(one, other) == total


@pytest.mark.parametrize(
    ('text', 'sides'),
    [
        ('fixed_shape_resizer { width: 64 }', {'fixed_shape_resizer.height': 300, 'fixed_shape_resizer.width': 64}),
        ('keep_aspect_ratio_resizer { max_dimension: 640 }', {}),
        (
            'keep_aspect_ratio_resizer { max_dimension: 640 pad_to_max_dimension: true }',
            {'keep_aspect_ratio_resizer.max_dimension': 640},
        ),
        ('identity_resizer { }', {}),
        ('', {}),
    ],
)
def test_sides_that_every_image_has(text: str, sides: dict[str, int]) -> None:
    assert fixed_sides(text_format.Merge(text, RESIZER())) == sides


@pytest.mark.parametrize(
    ('text', 'channels'),
    [
        ('fixed_shape_resizer { }', 3),
        ('fixed_shape_resizer { convert_to_grayscale: true }', 1),
        ('pad_to_multiple_resizer { convert_to_grayscale: true }', 1),
        ('identity_resizer { }', 3),
        ('', 3),
    ],
)
def test_only_a_grey_image_has_one_channel(text: str, channels: int) -> None:
    assert resized_channels(text_format.Merge(text, RESIZER())) == channels
