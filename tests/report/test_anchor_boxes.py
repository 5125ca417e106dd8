"""The anchors of a model: their sizes held against the API's own generators in a live test."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline_config_ls.document import open_document
from pipeline_config_ls.report.anchor_boxes import levels

GENERATORS = [
    'multiscale_anchor_generator { min_level: 3 max_level: 7 anchor_scale: 4 aspect_ratios: [1, 2, 0.5] scales_per_octave: 2 }',
    'ssd_anchor_generator { num_layers: 6 min_scale: 0.2 max_scale: 0.95 aspect_ratios: [1, 2, 0.5, 3, 0.3333] }',
    'grid_anchor_generator { scales: [0.25, 0.5, 1, 2] aspect_ratios: [0.5, 1, 2] height_stride: 16 width_stride: 16 }',
]
IMAGE = (320, 256)


def generator(text: str) -> Any:
    document = open_document(f'model {{ ssd {{ anchor_generator {{ {text} }} }} }}')
    assert not document.faults
    config: Any = document.message
    return config.model.ssd.anchor_generator


def test_a_pyramid_has_a_map_for_each_level() -> None:
    found = levels(generator(GENERATORS[0]), IMAGE)
    assert [level.cells for level in found] == [(40, 32), (20, 16), (10, 8), (5, 4), (3, 2)]
    assert found[0].boxes[0] == (32.0, 32.0)
    assert sum(level.anchors or 0 for level in found) == 6 * (1280 + 320 + 80 + 20 + 6)


def test_the_lowest_layer_of_ssd_has_three() -> None:
    assert [len(level.boxes) for level in levels(generator(GENERATORS[1]), IMAGE)] == [3, 6, 6, 6, 6, 6]


def test_a_grid_has_each_scale_in_each_ratio() -> None:
    (found,) = levels(generator(GENERATORS[2]), IMAGE, 16)
    assert (found.name, found.cells, len(found.boxes)) == ('stride 16', (20, 16), 12)


@pytest.mark.live
@pytest.mark.parametrize('text', GENERATORS)
def test_the_sizes_are_those_of_the_real_generator(text: str) -> None:
    from google.protobuf import text_format
    from object_detection.builders import anchor_generator_builder
    from object_detection.protos import anchor_generator_pb2

    real = anchor_generator_builder.build(text_format.Merge(text, anchor_generator_pb2.AnchorGenerator()))
    # One place for each map, in the middle of the image.
    ours = levels(generator(text), IMAGE)
    # Faster R-CNN's generator answers in pixels, the others in parts of the image, to which they clip.
    in_pixels = text.startswith('grid')
    size = {} if in_pixels else {'im_height': IMAGE[0], 'im_width': IMAGE[1]}
    boxes = real.generate([(1, 1)] * len(ours), **size)
    height, width = (1, 1) if in_pixels else IMAGE
    whole = float('inf') if in_pixels else 1.0
    for level, found in zip(ours, boxes, strict=True):
        sizes = {rounded(bottom - top, right - left) for top, left, bottom, right in found.get().numpy()}
        expected = {rounded(tall / height, wide / width) for tall, wide in level.boxes}
        assert {size for size in sizes if max(size) < whole} == {size for size in expected if max(size) < whole}
        assert len(found.get()) == len(level.boxes)


def rounded(tall: float, wide: float) -> tuple[float, float]:
    return round(float(tall), 3), round(float(wide), 3)
