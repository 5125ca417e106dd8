"""Verify with TensorFlow through a server: progress, an answer, and an end when the person has enough. TensorFlow is a script here."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

pytestmark = [
    pytest.mark.asyncio(loop_scope='module'),
    pytest.mark.skipif(os.name == 'nt', reason='the interpreters of these tests are shell scripts'),
]

EXAMPLES = Path(__file__).parents[2] / 'examples'
HELLO = {'python': '3.11', 'executable': 'python', 'versions': {'tensorflow': '2.15.1'}, 'missing': [], 'stamp': []}
REFUSED = {
    'type': '',
    'raised': {'stage': 'builder', 'error': 'ValueError', 'message': 'no such extractor', 'bases': []},
    'bound': None,
    'variables': None,
    'versions': {'tensorflow': '2.15.1'},
    'stand_ins': [],
}


def script(folder: Path, body: str) -> str:
    file = folder / 'python'
    file.write_text(f'#!/bin/sh\n{body}\n')
    file.chmod(0o755)
    return str(file)


def verified(editor) -> str:
    return str((editor.workspace / 'verified.config').as_uri())


def verify(editor, executable: str):
    config = EXAMPLES / 'restores' / 'pipeline.config'
    uri = verified(editor)
    editor.open(uri, config.read_text())
    params = types.ExecuteCommandParams('pipeline-config-ls.verify', [uri, {'python': executable, 'again': True}])
    return asyncio.ensure_future(editor.workspace_execute_command_async(params))


def is_running(pid: int) -> bool:
    state = subprocess.run(['ps', '-o', 'stat=', '-p', str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith('Z')


async def pid_in(file: Path) -> int:
    for _ in range(500):
        if file.exists() and file.read_text():
            return int(file.read_text())
        await asyncio.sleep(0.02)
    raise AssertionError('it was never started')


async def gone(pid: int) -> bool:
    for _ in range(250):
        if not is_running(pid):
            return True
        await asyncio.sleep(0.02)
    return False


async def test_both_sides_are_answered(editor, tmp_path):
    hello, refused = (json.dumps({'id': number, 'answer': answer}) for number, answer in ((1, HELLO), (2, REFUSED)))
    stage = json.dumps({'id': 2, 'stage': 'builder', 'title': 'building the model'})
    executable = script(tmp_path, f"read line; echo '{hello}'; read line; echo '{stage}'; echo '{refused}'")
    found = await verify(editor, executable)
    assert (found['interpreter'], found['framework'], found['agrees']) == (executable, 'tf2', False)
    assert found['rows'][0] == {
        'what': 'model',
        'predicted': 'is built',
        'real': 'refused',
        'same': False,
        'differences': [],
    }
    assert 'TensorFlow said: ValueError: no such extractor' in found['text']
    assert found['bug_report'].startswith('### What is predicted differs')
    page = await report_page(editor)
    assert '<td>model</td><td class="mono">is built</td><td class="mono">refused</td>' in page
    assert 'an earlier text' not in page
    config = (EXAMPLES / 'restores' / 'pipeline.config').read_text()
    editor.change(verified(editor), config.replace('batch_size: 8', 'batch_size: 4'))
    assert 'This is of an earlier text of the config.' in await report_page(editor)


async def report_page(editor) -> str:
    params = types.ExecuteCommandParams('pipeline-config-ls.restoreReport', [verified(editor)])
    return str((await editor.workspace_execute_command_async(params))['html'])


async def test_what_is_missing_is_answered_with_its_command(editor, tmp_path):
    missing = {**HELLO, 'missing': [{'name': 'tensorflow', 'message': 'no TensorFlow', 'command': 'pip install it'}]}
    answer = json.dumps({'id': 1, 'answer': missing})
    found = await verify(editor, script(tmp_path, f"read line; echo '{answer}'"))
    assert found == {
        'failure': {
            'kind': 'missing',
            'message': 'No TensorFlow. Install it: pip install it',
            'command': 'pip install it',
        }
    }


async def test_a_request_that_is_cancelled_ends_the_process(editor, tmp_path):
    noted = tmp_path / 'pid'
    asked = verify(editor, script(tmp_path, f'echo $$ > {noted}; sleep 60'))
    pid = await pid_in(noted)
    (request,) = editor.protocol._request_futures
    editor.cancel_request(types.CancelParams(request))
    with pytest.raises(JsonRpcException):
        await asked
    assert await gone(pid)


async def test_a_progress_that_is_cancelled_ends_the_process(editor, tmp_path):
    noted = tmp_path / 'pid'
    asked = verify(editor, script(tmp_path, f'echo $$ > {noted}; sleep 60'))
    pid = await pid_in(noted)
    tokens = [token for token in editor.progress_reports if str(token).startswith('verify/')]
    if not tokens:
        asked.cancel()
        pytest.skip('this editor shows no progress')
    editor.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(tokens[-1]))
    found = await asked
    assert found['failure']['kind'] == 'cancelled'
    assert await gone(pid)


async def test_a_bucket_is_read_when_asked_and_failure_is_told(editor):
    text = (EXAMPLES / 'restores' / 'pipeline.config').read_text()
    uri = (editor.workspace / 'remote.config').as_uri()
    editor.open(uri, text)
    params = types.ExecuteCommandParams('pipeline-config-ls.readRemote', [uri])
    assert await editor.workspace_execute_command_async(params) == {
        'failure': 'This config names no checkpoint in a bucket.'
    }
    first = text.index('"pretrained/')
    named = text[first : text.index('"', first + 1) + 1]
    editor.change(uri, text.replace(named, '"gs://bucket/ckpt-0"'))
    found = await editor.workspace_execute_command_async(params)
    assert found['failure'].startswith('`gs://bucket/ckpt-0` cannot be read')
