"""Anchors for each location of each feature map, and generators that make none."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import text_format

from pipeline_config_ls.architectures.build_error import BuildError
from pipeline_config_ls.architectures.rules.anchors import anchors_per_location
from pipeline_config_ls.schema.schema import load_schema


@pytest.fixture(scope='module')
def generator() -> Any:
    schema = load_schema()
    return schema.message_class(schema.messages['object_detection.protos.AnchorGenerator'])


def anchors(generator: Any, text: str) -> list[int]:
    return anchors_per_location(text_format.Merge(text, generator()), 'anchors')


@pytest.mark.parametrize(
    ('text', 'counts'),
    [
        ('grid_anchor_generator { scales: [1, 2] aspect_ratios: [1, 2, 3] }', [6]),
        ('multiscale_anchor_generator { min_level: 3 max_level: 5 aspect_ratios: [1, 2] }', [4, 4, 4]),
        ('multiscale_anchor_generator { min_level: 5 max_level: 4 aspect_ratios: 1 }', []),
        ('ssd_anchor_generator { num_layers: 3 aspect_ratios: [1, 2] }', [3, 3, 3]),
        ('ssd_anchor_generator { num_layers: 2 aspect_ratios: [1, 2, 3] reduce_boxes_in_lowest_layer: false }', [4, 4]),
        ('ssd_anchor_generator { num_layers: 3 aspect_ratios: 1 interpolated_scale_aspect_ratio: 0 }', [3, 1, 1]),
        ('ssd_anchor_generator { num_layers: 6 scales: [0.1, 0.2] aspect_ratios: 1 }', [3, 2]),
        ('ssd_anchor_generator { num_layers: 1 scales: 0.5 }', [3]),
        ('ssd_anchor_generator { num_layers: -1 }', []),
        ('ssd_anchor_generator { num_layers: 2 height_stride: [8, 16] width_stride: [8, 16, 32] }', [3, 1]),
        # Strides of one side only are no strides.
        ('ssd_anchor_generator { num_layers: 2 height_stride: 8 }', [3, 1]),
        (
            'flexible_grid_anchor_generator { anchor_grid { base_sizes: [1, 2] aspect_ratios: [1, 2] } '
            'anchor_grid { base_sizes: [1, 2, 3] aspect_ratios: 1 } }',
            [2, 3],
        ),
    ],
)
def test_counts(generator: Any, text: str, counts: list[int]) -> None:
    assert anchors(generator, text) == counts


@pytest.mark.parametrize(
    ('text', 'field'),
    [
        ('', 'anchors'),
        ('grid_anchor_generator { scales: 1 }', 'anchors.grid_anchor_generator.aspect_ratios'),
        ('multiscale_anchor_generator { }', 'anchors.multiscale_anchor_generator.aspect_ratios'),
        (
            'multiscale_anchor_generator { aspect_ratios: 1 scales_per_octave: 0 }',
            'anchors.multiscale_anchor_generator.scales_per_octave',
        ),
        ('ssd_anchor_generator { num_layers: 1 }', 'anchors.ssd_anchor_generator.num_layers'),
        (
            'ssd_anchor_generator { num_layers: 2 interpolated_scale_aspect_ratio: 0 }',
            'anchors.ssd_anchor_generator.aspect_ratios',
        ),
        (
            'ssd_anchor_generator { num_layers: 3 height_offset: [1, 2] width_offset: [1, 2, 3] }',
            'anchors.ssd_anchor_generator.height_offset',
        ),
        (
            'flexible_grid_anchor_generator { anchor_grid { aspect_ratios: 1 } }',
            'anchors.flexible_grid_anchor_generator.anchor_grid.base_sizes',
        ),
        (
            'flexible_grid_anchor_generator { anchor_grid { base_sizes: 1 aspect_ratios: [1, 2] } }',
            'anchors.flexible_grid_anchor_generator.anchor_grid.aspect_ratios',
        ),
    ],
)
def test_refusals_name_the_field(generator: Any, text: str, field: str) -> None:
    with pytest.raises(BuildError) as refusal:
        anchors(generator, text)
    assert refusal.value.cannot_build.field == field
