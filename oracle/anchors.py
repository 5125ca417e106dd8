"""Record how well the real anchors overlap with some boxes, into tests/facts/anchors.jsonl.

usage: python -m oracle.anchors
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from oracle.anchor_rows import ROWS, AnchorRow, boxes
from oracle.real_api import text_format

FACTS = Path(__file__).parents[1] / 'tests' / 'facts' / 'anchors.jsonl'


def main() -> None:
    """Generates all anchors of each row, and takes the best overlap of each box."""
    with FACTS.open('w', encoding='utf-8') as facts:
        for row in ROWS:
            facts.write(json.dumps([round(float(one), 5) for one in best(row)]) + '\n')
            sys.stdout.write(f'{row.text}\n')


def best(row: AnchorRow) -> Any:
    """The best intersection over union of each box with an anchor of the real generator."""
    from object_detection.builders import anchor_generator_builder
    from object_detection.protos import anchor_generator_pb2

    config = text_format.Merge(row.text, anchor_generator_pb2.AnchorGenerator())
    generator = anchor_generator_builder.build(config)
    maps, (height, width) = list(row.maps), row.image
    if config.WhichOneof('anchor_generator_oneof') == 'grid_anchor_generator':
        anchors = generator.generate(maps)
    else:
        anchors = generator.generate(maps, im_height=height, im_width=width)
    found = np.concatenate([one.get().numpy() for one in anchors])
    if config.WhichOneof('anchor_generator_oneof') in ('ssd_anchor_generator', 'flexible_grid_anchor_generator') or (
        config.WhichOneof('anchor_generator_oneof') == 'multiscale_anchor_generator'
        and config.multiscale_anchor_generator.normalize_coordinates
    ):
        found = found * np.array([height, width, height, width])
    return [_overlap(np.array(box), found).max() for box in boxes(row.image)]


def _overlap(box: Any, anchors: Any) -> Any:
    top, left = np.maximum(box[0], anchors[:, 0]), np.maximum(box[1], anchors[:, 1])
    bottom, right = np.minimum(box[2], anchors[:, 2]), np.minimum(box[3], anchors[:, 3])
    shared = np.maximum(bottom - top, 0) * np.maximum(right - left, 0)
    area = (box[2] - box[0]) * (box[3] - box[1])
    areas = (anchors[:, 2] - anchors[:, 0]) * (anchors[:, 3] - anchors[:, 1])
    return shared / (area + areas - shared)


if __name__ == '__main__':
    main()
