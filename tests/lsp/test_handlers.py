"""Every question that an editor may ask, once, over the wire. What the answers are good for is tested in tests/features."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
from lsprotocol import types

EXAMPLES = Path(__file__).parents[2] / 'examples'

pytestmark = pytest.mark.asyncio(loop_scope='module')


class Opened(NamedTuple):
    """A file in an editor, with the cursor where the text had `$0`."""

    document: types.TextDocumentIdentifier
    text: str
    cursor: types.Position

    @property
    def everything(self) -> types.Range:
        return types.Range(types.Position(0, 0), types.Position(self.text.count('\n') + 1, 0))


NUMBERS = count()


def opened(editor, marked: str, uri: str | None = None) -> Opened:
    uri = uri or f'untitled:asked-{next(NUMBERS)}'
    before, _, after = marked.partition('$0')
    editor.open(uri, before + after)
    line = before.rpartition('\n')[2]
    assert line.isascii()
    return Opened(types.TextDocumentIdentifier(uri), before + after, types.Position(before.count('\n'), len(line)))


def in_workspace(editor, name: str, marked: str) -> Opened:
    """The example of this name with a `$0` put behind `marked`."""
    shutil.copytree(EXAMPLES, editor.workspace, dirs_exist_ok=True)
    path = editor.workspace / name / 'pipeline.config'
    return opened(editor, path.read_text().replace(marked, f'{marked}$0', 1), path.as_uri())


def applied(text: str, edits) -> str:
    """A text after edits by lines and ASCII columns."""
    lines = text.split('\n')

    def offset(position: types.Position) -> int:
        return sum(len(line) + 1 for line in lines[: position.line]) + position.character

    for edit in sorted(edits, key=lambda edit: offset(edit.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


async def test_completion_with_documentation_on_demand(editor):
    file = opened(editor, 'train_config {\n  batch_s$0\n}')
    params = types.CompletionParams(file.document, file.cursor)
    found = await editor.text_document_completion_async(params)
    (item,) = [item for item in found.items if item.label == 'batch_size']
    assert 'batch_size: ' in applied(file.text, [item.text_edit])
    assert item.documentation is None
    resolved = await editor.completion_item_resolve_async(item)
    assert 'batch' in str(resolved.documentation)
    assert isinstance(resolved.documentation, str) == (editor.kind == 'emacs'), 'Emacs shows text as it is'


async def test_completion_of_a_checkpoint(editor):
    file = in_workspace(editor, 'three-mistakes', 'fine_tune_checkpoint: "')
    found = await editor.text_document_completion_async(types.CompletionParams(file.document, file.cursor))
    assert 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0' in [
        item.text_edit.new_text for item in found.items
    ]


async def test_hover_of_a_field(editor):
    file = opened(editor, 'train_config { batch_$0size: 8 }')
    found = await editor.text_document_hover_async(types.HoverParams(file.document, file.cursor))
    assert 'batch' in found.contents.value


async def test_hover_of_a_checkpoint_tells_what_becomes_of_it(editor):
    file = in_workspace(editor, 'restores', 'fine_tune_checkpoint')
    found = await editor.text_document_hover_async(types.HoverParams(file.document, file.cursor))
    assert 'restore' in found.contents.value


async def test_quick_fix(editor):
    file = opened(editor, 'train_config { batch_size: $08.0 }')
    (problem,) = await editor.shown(file.document.uri)
    params = types.CodeActionParams(file.document, problem.range, types.CodeActionContext([problem]))
    (action, everything) = await editor.text_document_code_action_async(params)
    assert action.is_preferred
    assert applied(file.text, action.edit.changes[file.document.uri]) == 'train_config { batch_size: 8 }'
    assert everything.kind == 'source.fixAll.pipeline-config'


async def test_fix_all_alone(editor):
    file = opened(editor, 'train_config { batch_size: 8.0 }')
    context = types.CodeActionContext([], only=['source.fixAll'])
    params = types.CodeActionParams(file.document, file.everything, context)
    (action,) = await editor.text_document_code_action_async(params)
    assert applied(file.text, action.edit.changes[file.document.uri]) == 'train_config { batch_size: 8 }'


OPTIONS = types.FormattingOptions(tab_size=8, insert_spaces=False)


async def test_formatting(editor):
    file = opened(editor, 'train_config {\n# why\n      batch_size:8\n}\n')
    edits = await editor.text_document_formatting_async(types.DocumentFormattingParams(file.document, OPTIONS))
    assert applied(file.text, edits) == 'train_config {\n  # why\n  batch_size: 8\n}\n'


async def test_formatting_of_some_lines(editor):
    file = opened(editor, 'train_config {\nbatch_size:8\n\nnum_steps:9\n}\n')
    lines = types.Range(types.Position(3, 0), types.Position(4, 0))
    params = types.DocumentRangeFormattingParams(file.document, lines, OPTIONS)
    edits = await editor.text_document_range_formatting_async(params)
    assert applied(file.text, edits) == 'train_config {\nbatch_size:8\n\n  num_steps: 9\n}\n'


async def test_a_text_that_cannot_be_parsed_is_not_formatted(editor):
    file = opened(editor, 'train_config {\nbatch_size:8\n')
    assert not await editor.text_document_formatting_async(types.DocumentFormattingParams(file.document, OPTIONS))


async def test_outline(editor):
    file = opened(editor, 'train_config { batch_size: 8 }')
    (symbol,) = await editor.text_document_document_symbol_async(types.DocumentSymbolParams(file.document))
    assert symbol.name == 'train_config'
    assert [child.name for child in symbol.children] == ['batch_size']


async def test_folding(editor):
    file = opened(editor, 'train_config {\n  batch_size: 8\n}')
    (found,) = await editor.text_document_folding_range_async(types.FoldingRangeParams(file.document))
    assert (found.start_line, found.end_line) == (0, 1)


async def test_selection_ranges(editor):
    file = opened(editor, 'train_config { batch_size: 1$06 }')
    params = types.SelectionRangeParams(file.document, [file.cursor])
    (found,) = await editor.text_document_selection_range_async(params)
    assert (found.range.start.character, found.range.end.character) == (27, 29)
    assert found.parent is not None


async def test_highlights(editor):
    file = opened(editor, 'train_config { data_augmen$0tation_options { } data_augmentation_options { } }')
    params = types.DocumentHighlightParams(file.document, file.cursor)
    assert len(await editor.text_document_document_highlight_async(params)) == 2


async def test_semantic_tokens(editor):
    file = opened(editor, 'train_config { batch_size: 8 }')
    params = types.SemanticTokensParams(file.document)
    found = await editor.text_document_semantic_tokens_full_async(params)
    assert len(found.data) == 15
    legend = editor.answer.capabilities.semantic_tokens_provider.legend
    assert legend.token_types[found.data[-2]] == 'number'


async def test_links_to_files(editor):
    file = in_workspace(editor, 'restores', 'model')
    found = await editor.text_document_document_link_async(types.DocumentLinkParams(file.document))
    assert any(link.target.endswith('annotations/label_map.pbtxt') for link in found)


async def test_definition_of_a_field(editor):
    file = opened(editor, 'train_config { batch_$0size: 8 }')
    (found,) = await editor.text_document_definition_async(types.DefinitionParams(file.document, file.cursor))
    assert found.uri.endswith('object_detection/protos/train.proto')


async def test_inlay_hints(editor):
    file = in_workspace(editor, 'restores', 'model')
    found = await editor.text_document_inlay_hint_async(types.InlayHintParams(file.document, file.everything))
    assert any(hint.label == '✓' for hint in found)


async def test_code_lenses(editor):
    file = in_workspace(editor, 'restores', 'model')
    found = await editor.text_document_code_lens_async(types.CodeLensParams(file.document))
    assert [(lens.command.title, lens.command.command) for lens in found] == [
        ('✓ 290 restored · 94 heads fresh', ''),
        ('220 k parameters · 384 variables · 320×320 pixels · 12,804 anchors', ''),
        ('6 images · 18 objects · 4 classes', ''),
        ('2 images · 6 objects · 4 classes', ''),
    ]


async def test_while_a_line_is_half_typed_the_last_lenses_stay(editor):
    file = in_workspace(editor, 'restores', 'model')
    params = types.CodeLensParams(file.document)
    await editor.text_document_code_lens_async(params)
    text = (EXAMPLES / 'restores/pipeline.config').read_text()
    editor.change(file.document.uri, text.replace('batch_size: 8', 'batch_size:'))
    found = await editor.text_document_code_lens_async(params)
    assert found[0].command.title == '… ✓ 290 restored · 94 heads fresh'


async def test_the_report_as_a_command(editor):
    file = in_workspace(editor, 'restores', 'model')
    params = types.ExecuteCommandParams('pipeline-config-ls.restoreReport', [file.document.uri])
    found = await editor.workspace_execute_command_async(params)
    assert '<h1 class="expected">' in found['html']
    assert found['text'].startswith('restored: 290 of 384 variables')
    assert found['json']['outcome'] == 'restored'
    assert found['version'] == editor.versions[file.document.uri]


async def test_the_comparison_as_a_command(editor):
    file = in_workspace(editor, 'restores', 'model')
    params = types.ExecuteCommandParams('pipeline-config-ls.compareConfig', [file.document.uri])
    found = await editor.workspace_execute_command_async(params)
    theirs, ours = (found[side].splitlines() for side in ('theirs', 'ours'))
    assert theirs[found['theirMatters'][0]].strip() == 'num_classes: 12'
    assert ours[found['ourMatters'][0]].strip() == 'num_classes: 4'


async def test_the_status_as_a_command(editor):
    file = in_workspace(editor, 'restores', 'model')
    params = types.ExecuteCommandParams('pipeline-config-ls.status', [file.document.uri])
    found = await editor.workspace_execute_command_async(params)
    assert (found['framework'], found['tone']) == ('TensorFlow 2', 'ok')
    assert found['verdict'] == '✓ 290 restored · 94 heads fresh'


async def test_nothing_is_known_of_a_file_that_is_not_open(editor):
    closed, place = types.TextDocumentIdentifier('untitled:closed'), types.Position(3, 3)
    everything = types.Range(types.Position(0, 0), place)
    context = types.CodeActionContext([])
    assert await editor.text_document_completion_async(types.CompletionParams(closed, place)) is None
    assert await editor.text_document_hover_async(types.HoverParams(closed, place)) is None
    assert await editor.text_document_definition_async(types.DefinitionParams(closed, place)) is None
    assert not await editor.text_document_code_action_async(types.CodeActionParams(closed, everything, context))
    assert not await editor.text_document_inlay_hint_async(types.InlayHintParams(closed, everything))
    assert not await editor.text_document_formatting_async(types.DocumentFormattingParams(closed, OPTIONS))
    assert not await editor.text_document_document_symbol_async(types.DocumentSymbolParams(closed))
