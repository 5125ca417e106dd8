"""What completion offers whole is right as it is: it checks clean, and the models build."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.checks import config_problems, text_problems
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply, set_field
from pipeline_config_ls.features.skeletons import PACKAGE, Skeleton, all_skeletons, filled_in
from pipeline_config_ls.schema import LABEL_MAP, PIPELINE, Schema
from pipeline_config_ls.textproto.formatter import format_text

WHOLE = [one for one in all_skeletons() if one.name in (PIPELINE, LABEL_MAP)]
BLOCKS = [one for one in all_skeletons() if one not in WHOLE]
# Which whole config a block belongs into, by the message that it is a field of, and at which path. Anchors and predictors go together.
HOMES = {
    'Ssd': ('SSD', 'model.ssd'),
    'FasterRcnn': ('Faster R-CNN', 'model.faster_rcnn'),
    'CenterNet': ('CenterNet', 'model.center_net'),
    'TrainConfig': ('SSD', 'train_config'),
    'TrainEvalPipelineConfig': ('SSD', ''),
}


def config(word: str) -> str:
    return next(one.plain() for one in WHOLE if word in one.label)


def problems(text: str, folder: Path, schema: Schema, root: str) -> list[str]:
    """What is wrong, in a folder with the files that skeletons name."""
    (folder / 'annotations').mkdir(exist_ok=True)
    items = ''.join(f'item {{ id: {number} name: "{number}" }}\n' for number in range(1, 91))
    (folder / 'annotations/label_map.pbtxt').write_text(items)
    for name in ('train', 'eval'):
        (folder / f'annotations/{name}.tfrecord').touch()
    document = open_document(text, folder / 'pipeline.config', schema, root)
    found = text_problems(document)
    if root == PIPELINE:
        analysis = ConfigAnalysis(document, ProjectContext())
        assert not isinstance(analysis.plan, CannotBuild), analysis.plan
        found += config_problems(analysis)
    # The records of this folder are empty.
    return [f'{one.code}: {one.message}' for one in found if 'record' not in one.code]


@pytest.mark.parametrize('skeleton', WHOLE, ids=lambda one: one.label)
def test_a_whole_file_checks_clean_and_its_model_builds(skeleton: Skeleton, tmp_path: Path, schema: Schema) -> None:
    assert problems(skeleton.plain(), tmp_path, schema, skeleton.name) == []


@pytest.mark.parametrize('skeleton', BLOCKS, ids=lambda one: one.label)
def test_a_block_checks_clean_where_it_belongs(skeleton: Skeleton, tmp_path: Path, schema: Schema) -> None:
    owner, _, field = skeleton.name.removeprefix(PACKAGE).rpartition('.')
    if owner == 'StringIntLabelMap':
        document = open_document('item { id: 4 name: "bee" }\n', None, schema, LABEL_MAP)
        text = document.text + filled_in(skeleton, document).plain()
        assert 'id: 5' in text
        assert problems(text, tmp_path, schema, LABEL_MAP) == []
        return
    word, home = HOMES[owner]
    text = config(word)
    if 'without a feature pyramid' in skeleton.detail:
        text = with_field(text, 'model.ssd.feature_extractor', '{ type: "ssd_mobilenet_v2_keras" }', schema)
        for other in BLOCKS:
            if other.detail == skeleton.detail:
                text = with_field(text, f'{home}.{other.name.rpartition(".")[2]}', other.plain(), schema)
    text = with_field(text, f'{home}.{field}'.lstrip('.'), skeleton.plain(), schema)
    assert problems(text, tmp_path, schema, PIPELINE) == []


def with_field(text: str, path: str, body: str, schema: Schema) -> str:
    """The config with a field in the place of the one it has."""
    block = body[body.index('{') :]
    return apply(text, [set_field(open_document(text, None, schema), path, block)])


@pytest.mark.parametrize('skeleton', [*WHOLE, *BLOCKS], ids=lambda one: one.label)
def test_the_texts_are_formatted(skeleton: Skeleton) -> None:
    text = filled_in(skeleton, open_document('')).plain()
    assert format_text(text + '\n') == text + '\n'
