"""The best overlap of boxes with anchors, against the real generators' anchors (oracle/anchors.py)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oracle.anchor_rows import ROWS, AnchorRow, boxes
from pipeline_config_ls.analysis.anchor_coverage import grids_of
from pipeline_config_ls.datasets.anchors import PixelBox, Size, best_overlap, is_met
from pipeline_config_ls.document import open_document

FACTS = Path(__file__).parents[1] / 'facts' / 'anchors.jsonl'
RECORDED = [json.loads(line) for line in FACTS.read_text(encoding='utf-8').splitlines()]
GENERATOR = 'object_detection.protos.AnchorGenerator'


@pytest.mark.parametrize(('row', 'recorded'), list(zip(ROWS, RECORDED, strict=True)), ids=range(len(ROWS)))
def test_as_the_api(row: AnchorRow, recorded: list[float]) -> None:
    first_stride = round(row.image[0] / row.maps[0][0])
    grids = grids_of(open_document(row.text, root=GENERATOR).message, Size(*row.image), first_stride)
    assert [(grid.rows, grid.columns) for grid in grids] == list(row.maps)
    found = [best_overlap(PixelBox(*box), grids) for box in boxes(row.image)]
    assert found == pytest.approx(recorded, abs=2e-4)
    met = [is_met(PixelBox(*box), grids, 0.5) for box in boxes(row.image)]
    assert met == [overlap >= 0.5 for overlap in found]


@pytest.mark.live
def test_the_api_still_does() -> None:
    from oracle.anchors import best

    assert list(best(ROWS[0])) == pytest.approx(RECORDED[0], abs=1e-5)
