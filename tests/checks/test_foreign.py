"""A file that is altogether something else has one problem, and no fix that eats it."""

from __future__ import annotations

import pytest

from pipeline_config_ls.checks import text_problems
from pipeline_config_ls.document import open_document

SOMETHING_ELSE = 'This is something else, not a pipeline config.'
OTHERS = {
    'a Jenkins pipeline': 'pipeline {\n  agent any\n  stages {\n    stage("Build") {\n      steps {\n        sh "make"\n      }\n    }\n  }\n}\n',
    'Logstash': 'input {\n  beats {\n    port => 5044\n  }\n}\noutput {\n  stdout { codec => rubydebug }\n}\n',
    'a summary of Keras': 'Model: "sequential"\n______\n Layer (type)   Output Shape   Param #\n======\n dense (Dense)  (None, 10)  7850\n',
    'sentences': 'This folder holds the pipeline.\nAsk Bob before you change it.\n',
    'a log': 'I0101 12:00:00.000000 140 model_lib_v2.py:705] Step 100\nINFO:tensorflow:Step 200\nTraceback (most recent call last):\n',
}


@pytest.mark.parametrize('text', OTHERS.values(), ids=OTHERS)
def test_what_has_no_name_of_ours_is_something_else(text: str) -> None:
    found = text_problems(open_document(text, 'pipeline.config'))
    assert [(problem.message, problem.fixes) for problem in found] == [(SOMETHING_ELSE, ())]


@pytest.mark.parametrize(
    'text',
    [
        'modle {\n  ssd {\n  }\n}\ntrian_config {\n}\nevaluation: 3\n',
        'batch_size: 8\nnum_steps: 3\noptimizer {\n}\n',
        'qwertz: 1\nmodel {\n}\nasdf: 2\nyxcv: 3\n',
        'something {\n',
    ],
)
def test_a_config_with_slips_is_none_of_these(text: str) -> None:
    assert 'other-kind-of-file' not in {
        problem.code for problem in text_problems(open_document(text, 'pipeline.config'))
    }


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
        (
            'label_map.pbtxt',
            '404: Not Found\n',
            'This is the answer of a server that did not find the file, not a label map. Download it again, from the right address.',
        ),
        (
            'label_map.pbtxt',
            'filename,width,height,class,xmin\na.jpg,300,300,cat,1\nb.jpg,300,300,dog,1\n',
            'This is a table (CSV), not a label map.',
        ),
        ('label_map.pbtxt', "labels = [{'name': 'cat', 'id': 1}]\n", 'This is Python source, not a label map.'),
        ('label_map.pbtxt', 'model {\n}\ntrain_config {\n}\n', 'This is a pipeline config, not a label map.'),
        ('pipeline.config', 'item {\n  id: 1\n}\nitem {\n  id: 2\n}\n', 'This is a label map, not a pipeline config.'),
        (
            'pipeline.config',
            '[tool.poetry]\nname = "x"\nversion = "0.1"\n\n[tool.poetry.dependencies]\npython = "^3.9"\n',
            'This is a file of settings (INI, TOML), not a pipeline config.',
        ),
        (
            'pipeline.config',
            '[net]\nbatch=64\nsubdivisions=8\nwidth=416\n\n[convolutional]\nfilters=32\nsize=3\n',
            'This is a file of settings (INI, TOML), not a pipeline config.',
        ),
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
