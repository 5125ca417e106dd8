"""A file that is altogether something else has one problem, and no fix that eats it."""

from __future__ import annotations

import pytest

from pipeline_config_ls.checks import text_problems
from pipeline_config_ls.document import open_document


@pytest.mark.parametrize(
    ('path', 'text', 'message'),
    [
        (
            'label_map.pbtxt',
            '\n<!DOCTYPE html>\n<html>\n<title>x</title>\n' + '<p>\n' * 100,
            'This is a web page (HTML), not a label map. Save the raw file, not the page that shows it.',
        ),
        ('pipeline.config', '<annotation>\n<folder>x</folder>\n', 'This is XML, not a pipeline config.'),
        ('pipeline.config', 'image: a\nmodel:\n  ssd:\n    num_classes: 3\n', 'This is YAML, not a pipeline config.'),
        (
            'label_map.pbtxt',
            'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
            'This is a pointer of Git LFS, not a label map. The file itself was not downloaded: run `git lfs pull`.',
        ),
        (
            'label_map.pbtxt',
            'cat\ndog\n',
            'This is a plain list of names, not a label map. A label map has an `item { id: 1 name: "..." }` for each.',
        ),
        ('label_map.pbtxt', 'node {\n  name: "x"\n}\n', 'This is a TensorFlow graph (GraphDef), not a label map.'),
    ],
)
def test_one_problem(path: str, text: str, message: str) -> None:
    document = open_document(text, path)
    assert [(problem.code, problem.message, problem.fixes) for problem in text_problems(document)] == [
        ('other-kind-of-file', message, ())
    ]


def test_what_begins_to_be_typed_is_no_other_file() -> None:
    for text in ('mod', 'model\ntrain', 'item', '<', 'train_config:'):
        assert 'other-kind-of-file' not in [
            problem.code for problem in text_problems(open_document(text, 'pipeline.config'))
        ]
