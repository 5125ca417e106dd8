"""Anchors against the objects in the records: what is said, and the text after the fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from oracle.record_files import records
from oracle.record_rows import LABEL_MAP, base
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.checks.check import Problem
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.files.search_context import SearchContext

SSD = """\
model {{ ssd {{
  num_classes: 3
  image_resizer {{ fixed_shape_resizer {{ height: 320 width: 320 }} }}
  matcher {{ argmax_matcher {{ matched_threshold: 0.5 }} }}
  anchor_generator {{ {generator} }}
}} }}
train_input_reader {{ label_map_path: "label_map.pbtxt" tf_record_input_reader {{ input_path: "train.record" }} }}
"""
PYRAMID = (
    'multiscale_anchor_generator { min_level: 3 max_level: 7 anchor_scale: 4.0 aspect_ratios: 1 scales_per_octave: 2 }'
)


def found(folder: Path, side: float, text: str, code: str = 'anchors-miss-objects') -> list[Problem]:
    """What is said of objects of this side, in fractions of the image."""
    example = base(12)
    for name, value in (('ymax', 0.1 + side), ('xmax', 0.2 + side)):
        example[f'image/object/bbox/{name}'] = [value] * 12
    (folder / 'train.record').write_bytes(records([example]))
    (folder / 'label_map.pbtxt').write_text(LABEL_MAP)
    analysis = ConfigAnalysis(
        open_document(text, folder / 'pipeline.config'), ProjectContext(SearchContext(str(folder)))
    )
    return [problem for problem in config_problems(analysis) if problem.code == code]


def test_objects_that_anchors_meet(tmp_path: Path) -> None:
    assert found(tmp_path, 0.2, SSD.format(generator=PYRAMID)) == []


def test_the_first_map_of_a_pyramid_has_its_own_stride(tmp_path: Path) -> None:
    """Anchors of 32 pixels, 16 apart: objects of 32 in the middle between them are missed, and met where they are 8 apart."""
    generator = 'ssd_anchor_generator { num_layers: 2 scales: 0.1 scales: 0.9 aspect_ratios: 1 reduce_boxes_in_lowest_layer: false }'
    plain = SSD.format(generator=generator)
    pyramid = plain.replace(
        'num_classes: 3', 'num_classes: 3 feature_extractor { type: "ssd_mobilenet_v2_fpn_keras" fpn { } }'
    )
    unknown = plain.replace('num_classes: 3', 'num_classes: 3 feature_extractor { type: "ssd_pnasnet" }')
    assert [len(found(tmp_path, 0.1, text)) for text in (plain, pyramid, unknown)] == [1, 0, 0]


def test_flexible_anchors(tmp_path: Path) -> None:
    generator = 'flexible_grid_anchor_generator { anchor_grid { base_sizes: 100 aspect_ratios: 1 height_stride: 16 width_stride: 16 } }'
    text = SSD.format(generator=generator)
    assert found(tmp_path, 0.3, text) == []
    (problem,) = found(tmp_path, 0.05, text)
    assert 'Anchors measure 100 to 100.' in problem.message


def test_small_objects(tmp_path: Path) -> None:
    text = SSD.format(generator=PYRAMID)
    (problem,) = found(tmp_path, 0.05, text)
    assert problem.message == (
        '100% of the 12 objects that were read overlap with no anchor by 0.5; they measure 16 to 16 pixels once the image is '
        'resized. Anchors measure 32 to 724. With `anchor_scale: 1.4` it would be 0%.'
    )
    assert text[slice(*problem.span)] == 'multiscale_anchor_generator'
    assert [apply(text, fix.edits) for fix in problem.fixes] == [text.replace('anchor_scale: 4.0', 'anchor_scale: 1.4')]


@pytest.mark.parametrize(
    ('generator', 'after'),
    [
        (
            'ssd_anchor_generator { num_layers: 6 min_scale: 0.2 max_scale: 0.95 aspect_ratios: 1 reduce_boxes_in_lowest_layer: false }',
            'min_scale: 0.07',
        ),
        ('ssd_anchor_generator { num_layers: 2 scales: 0.3 scales: 0.6 aspect_ratios: 1 }', None),
    ],
)
def test_other_generators(tmp_path: Path, generator: str, after: str | None) -> None:
    text = SSD.format(generator=generator)
    (problem,) = found(tmp_path, 0.05, text)
    fixed = [apply(text, fix.edits) for fix in problem.fixes]
    assert fixed == ([text.replace('min_scale: 0.2', after)] if after else [])


def test_proposals_of_faster_rcnn(tmp_path: Path) -> None:
    grid = 'grid_anchor_generator { scales: 1 aspect_ratios: 1 height_stride: 16 width_stride: 16 }'
    text = (
        SSD.format(generator=grid)
        .replace('ssd {', 'faster_rcnn {')
        .replace('  anchor_generator', '  first_stage_anchor_generator')
    )
    text = text.replace('  matcher { argmax_matcher { matched_threshold: 0.5 } }\n', '')
    (problem,) = found(tmp_path, 0.4, text)
    assert 'by 0.7' in problem.message
    assert 'scales: 0.5' in apply(text, problem.fixes[0].edits)


def test_objects_of_a_few_pixels(tmp_path: Path) -> None:
    code = 'objects-small-after-resizing'
    text = SSD.format(generator='').replace('ssd {', 'center_net {').replace('  anchor_generator {  }\n', '')
    text = text.replace('  matcher { argmax_matcher { matched_threshold: 0.5 } }\n', '')
    (problem,) = found(tmp_path, 0.02, text, code)
    assert problem.message == (
        'Half of the 12 objects that were read measure less than 6.4 pixels once images of 32 × 32 are resized to 320 × 320.'
    )
    assert text[slice(*problem.span)] == 'image_resizer'
    assert found(tmp_path, 0.1, text, code) == []
    # One mistake, one problem: where anchors miss them, that is told.
    assert found(tmp_path, 0.02, SSD.format(generator=PYRAMID), code) == []
