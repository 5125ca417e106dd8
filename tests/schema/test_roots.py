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
    ],
)
def test_root_of(path: str, text: str, root: str | None) -> None:
    assert root_for(path, text) == root
