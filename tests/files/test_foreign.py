"""What else a file is, by how it begins; and nothing said of what could be one of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline_config_ls.files.foreign import GIT_LFS, NAMES, foreign_bytes, foreign_text

POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1234\n'


@pytest.mark.parametrize(
    ('text', 'what'),
    [
        ('\n\n<!DOCTYPE html>\n<html>', 'a web page (HTML)'),
        ('<HTML>', 'a web page (HTML)'),
        ('<annotation>\n<folder>images</folder>', 'XML'),
        ('<?xml version="1.0"?>', 'XML'),
        (POINTER, 'a pointer of Git LFS'),
        ('{"model": {}}', 'JSON'),
        ('[{"id": 1}]', 'JSON'),
        ('model:\n  ssd:\n    num_classes: 3\n', 'YAML'),
        ('names:\n- cat\n- dog\nnc: 2\n', 'YAML'),
        ('nc: 2\ntrain: a.txt\nnames: [cat, dog]\n', 'YAML'),
        ('syntax = "proto2";\n', 'the definition of messages (.proto)'),
        ('message Ssd {\n', 'the definition of messages (.proto)'),
        ('import tensorflow as tf\n', 'Python source'),
        ('node {\n  name: "input"\n}', 'a TensorFlow graph (GraphDef)'),
        ('model_checkpoint_path: "ckpt-0"\n', 'the state file of a checkpoint'),
        ('cat\ndog\ntraffic light\n', 'a plain list of names'),
        ('1: cat\n2: dog\n', 'a plain list of names'),
        ('item\0{', 'a binary file'),
    ],
)
def test_texts(text: str, what: str) -> None:
    found = foreign_text(text)
    assert found is not None
    assert found.what == what


@pytest.mark.parametrize(
    'text',
    [
        '', '# only a comment', 'item', 'item {', 'item\n{', 'Item { id: 1 }', 'id: 1\nname: "cat"\n', 'name: cat\nname: dog\n',
        'model', 'train_config: 5', 'num_classes: 3\nbatch_size: 4', 'batch_size = 24\n', 'item id: 1 name: x', '[a.b.c] { x: 1 }',
        '# <html>\nmodel {}', 'model <\n>', 'label_map_path: "<html>"', '}\nmodel {}',
    ],
)  # fmt: skip
def test_what_could_be_ours(text: str) -> None:
    assert foreign_text(text) is None


def test_no_real_file_is_called_something_else(corpus: Path) -> None:
    for path in (*corpus.rglob('*.config'), *corpus.rglob('*.pbtxt')):
        assert foreign_text(path.read_text(encoding='utf-8', errors='replace')) is None, path


@pytest.mark.parametrize(
    ('head', 'what'),
    [
        (b'\x1f\x8b\x08\0', 'a GZIP archive'),
        (b'PK\x03\x04', 'a ZIP archive'),
        (b'\0' * 257 + b'ustar', 'a TAR archive'),
        (POINTER.encode(), 'a pointer of Git LFS'),
        (b'<!DOCTYPE html>', 'a web page (HTML)'),
        (b'filename,width,height,class\na.jpg,10,10,cat\n', 'a table (CSV)'),
        (b'\x89PNG\r\n\x1a\n', 'a PNG image'),
    ],
)
def test_bytes(head: bytes, what: str) -> None:
    found = foreign_bytes(head)
    assert found is not None
    assert found.what == what


def test_bytes_that_nobody_knows() -> None:
    assert foreign_bytes(b'') is None
    assert foreign_bytes(bytes(range(256)) * 2) is None
    assert foreign_bytes(POINTER.encode()) is GIT_LFS
    assert foreign_text('a\nb') is NAMES


@given(st.binary(max_size=2000))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    foreign_bytes(data)
    foreign_text(data.decode('utf-8', 'replace'))
