"""What is one of ours: the same list as the editor's extension has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline_config_ls.schema.languages import RECOGNITION, Language, language_by_name, language_by_text

PACKAGE = Path(__file__).parents[2] / 'client' / 'package.json'


def test_the_extension_declares_the_same() -> None:
    every = json.loads(PACKAGE.read_text(encoding='utf-8'))['contributes']['languages']
    # The schema is shown, read-only; no file of a person's is in its language.
    declared = [one for one in every if one['id'] != 'pipeline-config-schema']
    assert {one['id']: one for one in declared}.keys() == {language.value for language in RECOGNITION}
    for one in declared:
        ours = RECOGNITION[Language(one['id'])]
        assert tuple(one.get('filenames', ())) == ours.filenames
        assert tuple(one['filenamePatterns']) == ours.patterns
        assert one['firstLine'] == ours.first_line


@pytest.mark.parametrize(
    ('name', 'language'),
    [
        ('pipeline.config', Language.PIPELINE),
        ('Pipeline.Config', Language.PIPELINE),
        ('my_pipeline_v2.config', Language.PIPELINE),
        ('ssd_mobilenet_v2_coco.config', Language.PIPELINE),
        ('label_map.pbtxt', Language.LABEL_MAP),
        ('mscoco_label_map.pbtxt', Language.LABEL_MAP),
        ('app.config', None),
        ('graph.pbtxt', None),
        ('label_map.txt', None),
    ],
)
def test_by_name(name: str, language: Language | None) -> None:
    assert language_by_name(name) is language


@pytest.mark.parametrize(
    ('text', 'language'),
    [
        ('model {', Language.PIPELINE),
        ('# a comment\n\nitem\n{', Language.LABEL_MAP),
        ('model: {}', Language.PIPELINE),
        ('model = 1', None),
        ('items {', None),
        ('', None),
        ('# only a comment', None),
    ],
)
def test_by_text(text: str, language: Language | None) -> None:
    assert language_by_text(text) is language
