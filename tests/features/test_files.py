"""What features say where files are at hand: the example that restores."""

from pathlib import Path

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis, ProjectContext
from pipeline_config_ls.document import open_document
from pipeline_config_ls.features.definition import definition
from pipeline_config_ls.features.document_link import document_links
from pipeline_config_ls.features.hover import hover
from pipeline_config_ls.features.inlay_hints import inlay_hints
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.schema import Schema
from pipeline_config_ls.textproto import Span

EXAMPLES = Path(__file__).parents[2] / 'examples'


@pytest.fixture
def analysis(schema: Schema) -> ConfigAnalysis:
    path = EXAMPLES / 'restores' / 'pipeline.config'
    project = ProjectContext(SearchContext(workspace_folders=(str(EXAMPLES),)))
    return ConfigAnalysis(open_document(path.read_text(), path, schema), project)


def test_hints_tell_the_verdict_the_size_and_the_classes(analysis: ConfigAnalysis) -> None:
    found = inlay_hints(analysis, Span(0, len(analysis.document.text)), Positions(analysis.document.lines))
    labels = [str(hint.label) for hint in found]
    assert '✓ restores 290 variables' in labels
    assert 'label map: 4' in labels
    assert any(label.endswith('M parameters') for label in labels)


def test_the_hover_of_the_checkpoint_is_the_verdict(analysis: ConfigAnalysis) -> None:
    offset = analysis.document.text.index('fine_tune_checkpoint:') + 3
    found = hover(analysis.document, offset, Positions(analysis.document.lines), analysis)
    assert found is not None
    assert found.contents.value.startswith('**✓ Restores** as `detection`\n\n290 variables are restored')
    assert '| restored | 290 | |' in found.contents.value


def test_paths_that_are_there_are_links(analysis: ConfigAnalysis) -> None:
    targets = {Path(link.tooltip or '').name for link in document_links(analysis, Positions(analysis.document.lines))}
    assert {'label_map.pbtxt', 'ckpt-0.index', 'train.tfrecord'} <= targets


def test_a_field_is_defined_in_its_proto_and_a_path_in_its_file(analysis: ConfigAnalysis) -> None:
    positions = Positions(analysis.document.lines)
    name = definition(analysis, analysis.document.text.index('num_classes') + 1, positions)
    assert name is not None
    assert name.uri.endswith('/ssd.proto')
    path = definition(analysis, analysis.document.text.index('label_map.pbtxt'), positions)
    assert path is not None
    assert path.uri.endswith('/label_map.pbtxt')
