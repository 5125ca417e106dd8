"""The picture of objects and anchors, and what it says."""

from __future__ import annotations

from pathlib import Path

from oracle.record_files import records
from oracle.record_rows import LABEL_MAP, base
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.document import open_document
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.report.objects import objects_of
from pipeline_config_ls.report.page import to_html
from pipeline_config_ls.report.report import make_report

CONFIG = """\
model { ssd {
  num_classes: 3
  image_resizer { fixed_shape_resizer { height: 320 width: 320 } }
  matcher { argmax_matcher { matched_threshold: 0.5 } }
  anchor_generator { multiscale_anchor_generator { aspect_ratios: 1 scales_per_octave: 1 } }
} }
train_input_reader { label_map_path: "label_map.pbtxt" tf_record_input_reader { input_path: "train.record" } }
"""


def analyse(folder: Path) -> ConfigAnalysis:
    small = base(4)
    for name in ('ymax', 'xmax'):
        small[f'image/object/bbox/{name}'] = [0.12, 0.22, 0.9, 0.9]
    (folder / 'train.record').write_bytes(records([small]))
    (folder / 'label_map.pbtxt').write_text(LABEL_MAP)
    return ConfigAnalysis(open_document(CONFIG, folder / 'pipeline.config'), ProjectContext(SearchContext(str(folder))))


def test_objects_beside_anchors(tmp_path: Path) -> None:
    found = objects_of(analyse(tmp_path))
    assert found is not None
    assert found.said == '1 of the 3 objects that were read (33%) overlap with no anchor by 0.5.'
    assert found.svg.count('<circle') == 3
    assert 'width in pixels that the network sees' in found.svg


def test_they_are_in_the_report(tmp_path: Path) -> None:
    page = to_html(make_report(analyse(tmp_path)))
    assert '<h2>Objects and anchors</h2><p>1 of the 3 objects' in page


def test_nothing_without_records(tmp_path: Path) -> None:
    analysis = analyse(tmp_path)
    (tmp_path / 'train.record').unlink()
    assert objects_of(ConfigAnalysis(analysis.document, ProjectContext(SearchContext(str(tmp_path))))) is None
