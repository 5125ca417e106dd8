"""What features say where files are at hand: the example that restores."""

import base64
from pathlib import Path

import pytest
from lsprotocol import types

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.document import open_document
from pipeline_config_ls.features.definition import definition
from pipeline_config_ls.features.document_link import document_links
from pipeline_config_ls.features.hover import hover
from pipeline_config_ls.features.inlay_hints import inlay_hints
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.features.references import WorkspaceFile
from pipeline_config_ls.features.text_document_content import text_document_content
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.schema import Schema
from pipeline_config_ls.textproto import Span

EXAMPLES = Path(__file__).parents[2] / 'examples'


@pytest.fixture
def analysis(schema: Schema) -> ConfigAnalysis:
    path = EXAMPLES / 'restores' / 'pipeline.config'
    project = ProjectContext(SearchContext(workspace_folders=(str(EXAMPLES),)))
    return ConfigAnalysis(open_document(path.read_text(), path, schema), project)


def test_hints_add_a_sign_to_the_checkpoint_and_nothing_that_stands_there_already(analysis: ConfigAnalysis) -> None:
    found = inlay_hints(analysis, Span(0, len(analysis.document.text)), Positions(analysis.document.lines))
    assert [str(hint.label) for hint in found] == ['✓']


def test_a_label_map_with_another_number_of_classes_looks_like_one(analysis: ConfigAnalysis) -> None:
    other = changed(analysis, ('num_classes: 4', 'num_classes: 3'))
    found = inlay_hints(other, Span(0, len(other.document.text)), Positions(other.document.lines))
    assert '≠ 4 in the label map' in [str(hint.label) for hint in found]


def changed(analysis: ConfigAnalysis, *replacements: tuple[str, str]) -> ConfigAnalysis:
    text = analysis.document.text
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return ConfigAnalysis(open_document(text, analysis.document.path, analysis.document.schema), analysis.project)


def hovered(analysis: ConfigAnalysis, piece: str) -> str:
    offset = analysis.document.text.index(piece) + 3
    positions = Positions(analysis.document.lines)
    commands = frozenset({'pipelineConfig.showReport'})
    found = hover(analysis.document, offset, positions, analysis, 'file:///a%20b', commands)
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    return found.contents.value


def picture(text: str) -> str:
    """The SVG of a hover."""
    data = text.partition('data:image/svg+xml;base64,')[2].partition(')')[0]
    return base64.b64decode(data).decode()


def test_the_hover_of_the_checkpoint_is_the_verdict_once(analysis: ConfigAnalysis) -> None:
    said = hovered(analysis, 'fine_tune_checkpoint:')
    assert said.startswith('**✓ 290 restored · 94 heads fresh**\n\n')
    assert '| ✓ | backbone | 260 | 187 k | restored |' in said
    assert '| ○ | class predictions | 3 | 2.53 k | start fresh |' in said
    assert '[Report](command:pipelineConfig.showReport?%5B%22file%3A///a%2520b%22%5D)' in said
    assert 'Verify' not in said  # this client cannot


def test_without_a_verdict_the_hover_says_why(analysis: ConfigAnalysis) -> None:
    prefix = 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0'
    said = hovered(changed(analysis, (prefix, 'PATH_TO_BE_CONFIGURED')), 'fine_tune_checkpoint:')
    assert 'still a placeholder' in said


def test_a_learning_rate_is_a_curve(analysis: ConfigAnalysis) -> None:
    said = hovered(analysis, 'cosine_decay_learning_rate')
    assert '<polyline' in picture(said)
    assert ' at step 0, 0 at step ' in said


def test_anchors_are_boxes_with_the_sizes_of_their_maps(analysis: ConfigAnalysis) -> None:
    said = hovered(analysis, 'multiscale_anchor_generator')
    assert '320×320 pixels, 5 feature maps, 12,804 anchors.' in said
    assert 'level 3, stride 8: 24 to 34 px, 40×40 cells' in picture(said)


def test_a_label_map_tells_its_classes(analysis: ConfigAnalysis) -> None:
    said = hovered(analysis, 'label_map_path')
    assert said.startswith('**4 classes**\n\n1 ')


def test_records_tell_what_is_in_them(analysis: ConfigAnalysis) -> None:
    said = hovered(analysis, 'input_path')
    assert said.startswith(
        '**6 images**, 18 objects, in 1 file\n\n| id | class | objects |\n|---:|---|---:|\n| 1 | worker | 7 |\n'
    )
    assert 'Images of 160 × 160. 3 to 3 objects each.' in said


def test_a_value_that_is_overruled_tells_by_what(analysis: ConfigAnalysis) -> None:
    twice = changed(analysis, ('batch_size: 8', 'batch_size: 8\n  batch_size: 16'))
    assert 'Not in effect: line 137 sets `16`.' in hovered(twice, 'batch_size: 8')


def test_paths_that_are_there_are_links(analysis: ConfigAnalysis) -> None:
    targets = {Path(link.tooltip or '').name for link in document_links(analysis, Positions(analysis.document.lines))}
    assert {'label_map.pbtxt', 'ckpt-0.index', 'train.tfrecord'} <= targets


def test_a_field_is_defined_in_its_proto_and_a_path_in_its_file(analysis: ConfigAnalysis) -> None:
    (name,) = definition(opened(analysis), analysis.document.text.index('num_classes') + 1)
    assert name.uri.endswith('/ssd.proto')
    (path,) = definition(opened(analysis), analysis.document.text.index('label_map.pbtxt'))
    assert path.uri.endswith('/label_map.pbtxt')


def opened(analysis: ConfigAnalysis) -> WorkspaceFile:
    return WorkspaceFile('file:///pipeline.config', analysis, Positions(analysis.document.lines))


def test_a_component_is_defined_by_what_is_known_of_it(analysis: ConfigAnalysis) -> None:
    offset = analysis.document.text.index('ssd_mobilenet_v2_fpn_keras')
    (found,) = definition(opened(analysis), offset, shows_texts=True)
    text = text_document_content(found.uri, analysis.document.schema)
    assert text.startswith(
        '# ssd_mobilenet_v2_fpn_keras\n\nA value of `SsdFeatureExtractor.type`, in TF2.\n\nMobileNet V2'
    )
    assert '- `ssd_mobilenet_v2_fpnlite_320x320_coco17_tpu-8`: 22.2 COCO mAP, 22 ms, Boxes\n' in text
    assert definition(opened(analysis), offset) == []  # a client that does not ask for such texts


@pytest.mark.parametrize('uri', ['pipeline-config:/components/x.md?a.b', 'pipeline-config:/', 'pipeline-config:/x?y'])
def test_an_address_of_nothing_is_said_to_be_one(uri: str, analysis: ConfigAnalysis) -> None:
    assert text_document_content(uri, analysis.document.schema) == 'Nothing is known of it.\n'
