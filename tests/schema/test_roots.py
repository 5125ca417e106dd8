"""Which message a file holds."""

from __future__ import annotations

import pytest

from pipeline_config_ls.schema import LABEL_MAP, PIPELINE, root_for


@pytest.mark.parametrize(
    ('path', 'text', 'root'),
    [
        ('pipeline.config', '', PIPELINE),
        ('C:\\models\\ssd\\pipeline.config', 'model {}', PIPELINE),
        ('pipeline.CONFIG', '<html>', PIPELINE),
        ('label_map.pbtxt', 'item { id: 1 name: "cat" }', LABEL_MAP),
        ('label_map.pbtxt', '\ufeff# cats\n\nitem { id: 1 }', LABEL_MAP),
        ('empty.pbtxt', '', LABEL_MAP),
        ('pipeline.pbtxt', 'model { ssd {} }', PIPELINE),
        ('graph.pbtxt', 'node { name: "image_tensor" }', None),
        ('notes.txt', 'model is good', None),
        ('notes.txt', 'buy milk', None),
        ('x.textproto', '# proto-message: StringIntLabelMap\nitem {}', LABEL_MAP),
        (
            'x.config',
            '#  proto-message:  object_detection.protos.CalibrationConfig\n',
            'object_detection.protos.CalibrationConfig',
        ),
        ('x.config', '# proto-file: a.proto\n# proto-message: my.Config\n\nmodel {}', 'my.Config'),
        ('x.config', 'model {}\n# proto-message: my.Config\n', PIPELINE),
        ('x.config', 'item # proto-message: my.Config\n', PIPELINE),
        ('classes.txt', 'item {\n  id: 1\n}', LABEL_MAP),
        ('label_map.pbtxt', 'Item { id: 1 }', LABEL_MAP),
        ('label_map.pbtxt', 'name: "cat"\nid: 1', LABEL_MAP),
        ('labels/label_map.pbtxt', '<!DOCTYPE html>', LABEL_MAP),
        ('classes.config', 'item { id: 1 }', LABEL_MAP),
        ('classes.pbtxt', 'Item { id: 1 }', LABEL_MAP),
    ],
)
def test_root_of(path: str, text: str, root: str | None) -> None:
    assert root_for(path, text) == root


def test_who_knows_best_decides() -> None:
    text = 'item {}'
    assert root_for('pipeline.config', text) == PIPELINE
    assert root_for('pipeline.config', text, named_as=LABEL_MAP) == LABEL_MAP
    assert root_for('pipeline.config', text, language='pipeline-config', named_as=LABEL_MAP) == PIPELINE
    assert root_for('x.txt', 'cat', language='tf-label-map') == LABEL_MAP
    assert root_for('x.txt', 'cat', language='plaintext') is None
    header = '# proto-message: StringIntLabelMap\n'
    assert root_for('pipeline.config', header + text, language='pipeline-config') == LABEL_MAP
