"""What features say where files are at hand: the example that restores."""

from pathlib import Path

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis, ProjectContext
from pipeline_config_ls.document import open_document
from pipeline_config_ls.features.hover import hover
from pipeline_config_ls.features.inlay_hints import inlay_hints
from pipeline_config_ls.features.navigation import definition, links
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.schema import Schema
from pipeline_config_ls.textproto import Span

EXAMPLES = Path(__file__).parents[2] / 'examples'


@pytest.fixture
def case(schema: Schema) -> ConfigAnalysis:
    path = EXAMPLES / 'restores' / 'pipeline.config'
    project = ProjectContext(SearchContext(workspace_folders=(str(EXAMPLES),)))
    return ConfigAnalysis(open_document(path.read_text(), path, schema), project)


def test_hints_tell_the_verdict_the_size_and_the_classes(case: ConfigAnalysis) -> None:
    found = inlay_hints(case, Span(0, len(case.document.text)), Positions(case.document.lines))
    labels = [str(hint.label) for hint in found]
    assert '✓ restores 290 variables' in labels
    assert 'label map: 4' in labels
    assert any(label.endswith('M parameters') for label in labels)


def test_the_hover_of_the_checkpoint_is_the_verdict(case: ConfigAnalysis) -> None:
    offset = case.document.text.index('fine_tune_checkpoint:') + 3
    found = hover(case.document, offset, Positions(case.document.lines), case)
    assert found is not None
    assert found.contents.value.startswith('**✓ Restores** as `detection`\n\n290 variables are restored')
    assert '| restored | 290 | |' in found.contents.value


def test_paths_that_are_there_are_links(case: ConfigAnalysis) -> None:
    targets = {Path(link.tooltip or '').name for link in links(case, Positions(case.document.lines))}
    assert {'label_map.pbtxt', 'ckpt-0.index', 'train.tfrecord'} <= targets


def test_a_field_is_defined_in_its_proto_and_a_path_in_its_file(case: ConfigAnalysis) -> None:
    positions = Positions(case.document.lines)
    name = definition(case, case.document.text.index('num_classes') + 1, positions)
    assert name is not None
    assert name.uri.endswith('/ssd.proto')
    path = definition(case, case.document.text.index('label_map.pbtxt'), positions)
    assert path is not None
    assert path.uri.endswith('/label_map.pbtxt')
