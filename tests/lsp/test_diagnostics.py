"""Diagnostics in every editor, pushed or pulled: the right words, the right places, the right version."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lsprotocol import types

EXAMPLES = Path(__file__).parents[2] / 'examples'

pytestmark = pytest.mark.asyncio(loop_scope='module')


def codes(diagnostics: list[types.Diagnostic]) -> list[str]:
    return [str(found.code) for found in diagnostics]


def cut(text: str, found: types.Range, encoding: str) -> str:
    """What a range covers, as an editor of this encoding would mark it."""
    lines = text.replace('\r\n', '\n').replace('\r', '\n').split('\n')
    assert found.start.line == found.end.line
    line = lines[found.start.line]
    if encoding == 'utf-32':
        return line[found.start.character : found.end.character]
    name, width = {'utf-16': ('utf-16-le', 2), 'utf-8': ('utf-8', 1)}[encoding]
    return line.encode(name)[found.start.character * width : found.end.character * width].decode(name)


async def test_a_mistake_is_shown_and_goes_when_it_is_mended(editor):
    uri = 'untitled:typo'
    editor.open(uri, 'train_config { batch_sise: 8 }')
    (found,) = await editor.shown(uri)
    assert found.code == 'unknown-field'
    assert found.source == 'pipeline-config'
    assert found.severity is types.DiagnosticSeverity.Error
    editor.change(uri, 'train_config { batch_size: 8 }')
    assert 'unknown-field' not in codes(await editor.shown(uri))


@pytest.mark.parametrize(
    'before',
    [
        '',
        '# \u00e9\u00e0 ',
        '# \U0001f41d\U0001f41d ',
        '#\t',
        '# \x0b \x0c \x1c \x85 \u2028 \u2029 ',
        '\r',
        '\r\n',
        '\n\r\n\r',
    ],
    ids=ascii,
)
async def test_places_are_right_whatever_stands_before(editor, before):
    text = f'{before}\ntrain_config {{ optimizer {{ \U0001f41d }} batch_sise: 8 }} # end'
    uri = 'untitled:places'
    editor.open(uri, text)
    editor.change(uri, text + '\n')
    encoding = editor.answer.capabilities.position_encoding
    marked = [cut(text, found.range, encoding) for found in await editor.shown(uri) if found.code == 'unknown-field']
    assert marked == ['batch_sise']
    editor.close(uri)


async def test_of_many_changes_the_last_one_counts(editor):
    uri = 'untitled:burst'
    editor.open(uri, '')
    for number in range(60):
        editor.change(uri, f'field_{number} ' * number)
    editor.change(uri, '# nothing yet')
    assert await editor.shown(uri) == []


async def test_a_closed_file_has_no_diagnostics(editor):
    uri = 'untitled:closed'
    editor.open(uri, 'no_such_field: 1')
    assert codes(await editor.shown(uri)) == ['unknown-field']
    editor.close(uri)
    if editor.pulls:
        assert await editor.shown(uri) == []
    else:
        while editor.published[uri].diagnostics:
            await editor.tidings()


async def test_what_is_known_already_is_not_sent_again(editor):
    if not editor.pulls:
        pytest.skip('diagnostics are pushed')
    uri = 'untitled:unchanged'
    editor.open(uri, 'no_such_field: 1')
    document = types.TextDocumentIdentifier(uri)
    first = await editor.text_document_diagnostic_async(types.DocumentDiagnosticParams(document))
    params = types.DocumentDiagnosticParams(document, previous_result_id=first.result_id)
    again = await editor.text_document_diagnostic_async(params)
    assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
    editor.change(uri, 'another_field: 1')
    changed = await editor.text_document_diagnostic_async(params)
    assert 'another_field' in changed.items[0].message


async def test_the_checkpoint_is_looked_at_and_watched(editor):
    """The example with three mistakes, in a workspace; then the checkpoint goes, and the editor says so."""
    shutil.copytree(EXAMPLES, editor.workspace, dirs_exist_ok=True)
    config = editor.workspace / 'restores/pipeline.config'
    uri = config.as_uri()
    editor.open(uri, config.read_text())
    await editor.shown(uri)

    wrong = editor.workspace / 'three-mistakes/pipeline.config'
    editor.open(wrong.as_uri(), wrong.read_text())
    shown = await editor.shown_when(wrong.as_uri(), lambda shown: 'checkpoint-path' in codes(shown))
    assert 'checkpoint-version' in codes(shown)
    # Files are examined one after the other, so the first one was, too.
    shown = await editor.shown(uri)
    assert [found for found in shown if found.severity is types.DiagnosticSeverity.Error] == []

    index = next(editor.workspace.rglob('ckpt-0.index'))
    index.unlink()
    gone = types.FileEvent(index.as_uri(), types.FileChangeType.Deleted)
    editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([gone]))
    shown = await editor.shown_when(uri, lambda shown: 'checkpoint-path' in codes(shown))
    assert 'is missing' in next(found.message for found in shown if found.code == 'checkpoint-path')
    assert (editor.hint_refreshes > 0) == (editor.kind == 'neovim'), 'only Neovim, of these, has hints to refresh'
