"""Settings while the server runs: folders to look in, the folder of the training, a fork's schema."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lsprotocol import types

EXAMPLES = Path(__file__).parents[2] / 'examples'
FORK = """
syntax = "proto2";
package object_detection.protos;
message StringIntLabelMapItem { optional string name = 1; optional int32 id = 2; optional string nickname = 77; }
message StringIntLabelMap { repeated StringIntLabelMapItem item = 1; }
"""

pytestmark = pytest.mark.asyncio(loop_scope='module')


def codes(diagnostics: list[types.Diagnostic]) -> list[str]:
    return [str(found.code) for found in diagnostics]


async def test_a_folder_to_look_in(editor, tmp_path):
    """Checkpoints lie outside of the workspace, where training is started."""
    shutil.copytree(EXAMPLES / 'pretrained', tmp_path / 'pretrained')
    uri = (editor.workspace / 'pipeline.config').as_uri()
    editor.open(uri, (EXAMPLES / 'restores/pipeline.config').read_text())
    await editor.shown_when(uri, lambda shown: 'checkpoint-path' in codes(shown))
    editor.configure({'searchRoots': [str(tmp_path)]})
    await editor.shown_when(uri, lambda shown: 'checkpoint-path' not in codes(shown))
    editor.configure(None)
    editor.configure({'searchRoots': []})
    await editor.shown_when(uri, lambda shown: 'checkpoint-path' in codes(shown))
    editor.close(uri)


async def test_a_schema_of_a_fork(editor):
    protos = editor.workspace / 'protos/object_detection/protos'
    protos.mkdir(parents=True)
    (protos / 'string_int_label_map.proto').write_text(FORK)
    uri = (editor.workspace / 'label_map.pbtxt').as_uri()
    editor.open(uri, 'item { id: 1 name: "bee" nickname: "Maja" }')
    await editor.shown_when(uri, lambda shown: codes(shown) == ['unknown-field'])
    editor.configure({'schema': 'protos'})
    await editor.shown_when(uri, lambda shown: codes(shown) == [])
    editor.configure({'schema': ''})
    await editor.shown_when(uri, lambda shown: codes(shown) == ['unknown-field'])
    editor.close(uri)


async def test_a_schema_that_cannot_be_used_is_told(editor):
    uri = 'untitled:schema'
    editor.open(uri, 'no_such_field: 1')
    editor.messages.clear()
    editor.configure({'schema': '/nowhere/protos'})
    while not editor.messages:
        await editor.tidings()
    (told,) = editor.messages
    assert '/nowhere/protos' in told.message
    assert codes(await editor.shown(uri)) == ['unknown-field']
