"""One verification at a time, and none twice."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from threading import Thread

import pytest

from pipeline_config_ls.analysis.project_context import Overrides
from pipeline_config_ls.files.store import Store, cache_folder
from pipeline_config_ls.verify.outcome import Real
from pipeline_config_ls.verify.process import Failure
from pipeline_config_ls.verify.request import request_for
from pipeline_config_ls.verify.verifier import Cancellation, Verifier
from verify.conftest import Analysed, Interpreter

pytestmark = pytest.mark.skipif(os.name == 'nt', reason='the interpreters of these tests are shell scripts')

HELLO = {'python': '3.11', 'executable': 'python', 'versions': {'tensorflow': '2.15.1'}, 'missing': [], 'stamp': []}
RESTORED = {
    'type': 'detection',
    'raised': None,
    'bound': {'restored': ['model/a'], 'unmatched': [], 'incompatible': [], 'unused': []},
    'variables': [['model/a', [1], 'float32']],
    'versions': HELLO['versions'],
    'stand_ins': [],
}


@pytest.fixture
def scripted(interpreter: Interpreter, tmp_path: Path) -> str:
    """An interpreter that answers `hello` and `restore`, and notes each restore that it is asked for."""
    hello, restored = (json.dumps({'id': number, 'answer': answer}) for number, answer in ((1, HELLO), (2, RESTORED)))
    stage = json.dumps({'id': 2, 'stage': 'builder', 'title': 'building the model'})
    return interpreter(
        f"read line; echo '{hello}'; read line || exit 0; echo restore >> {tmp_path}/asked; echo '{stage}'; echo '{restored}'"
    )


def test_an_answer_that_is_known_is_not_asked_for_again(analysed: Analysed, scripted: str, tmp_path: Path) -> None:
    stages: list[str] = []
    for _ in range(2):
        verifier = Verifier(Store(tmp_path / 'cache'))
        real = verifier.verify(request_for(analysed(), scripted), on_stage=lambda stage, title: stages.append(title))
        assert isinstance(real, Real)
        assert real.restore is not None
        assert real.restore.outcome == 'restored'
    assert (tmp_path / 'asked').read_text() == 'restore\n'
    assert stages == ['building the model']
    verifier.verify(request_for(analysed(), scripted), again=True)
    verifier.verify(request_for(analysed(('num_classes: ', 'num_classes: 1')), scripted))
    assert (tmp_path / 'asked').read_text() == 'restore\n' * 3


def test_a_checkpoint_that_changed_is_restored_again(analysed: Analysed, scripted: str, tmp_path: Path) -> None:
    prefix = tmp_path / 'ckpt-0'
    analysis = analysed().with_overrides(Overrides(str(prefix)))
    for content in ('one', 'another'):
        prefix.with_name('ckpt-0.index').write_text(content)
        Verifier(Store(tmp_path / 'cache')).verify(request_for(analysis, scripted))
        analysis = analysis.with_overrides(analysis.overrides)
    assert (tmp_path / 'asked').read_text() == 'restore\n' * 2


def test_what_is_missing_is_told(analysed: Analysed, bare: str, tmp_path: Path) -> None:
    failure = Verifier(Store(tmp_path)).verify(request_for(analysed(), bare))
    assert isinstance(failure, Failure)
    assert failure.message.startswith('TensorFlow is not installed. Install it: ')


def test_while_one_runs_the_newest_waits(analysed: Analysed, interpreter: Interpreter, tmp_path: Path) -> None:
    slow = interpreter('sleep 60')
    verifier = Verifier(Store(tmp_path / 'cache'))
    running, second, third = Cancellation(), Cancellation(), Cancellation()
    ended: dict[str, object] = {}

    def verify(name: str, cancellation: Cancellation) -> Thread:
        def run() -> None:
            ended[name] = verifier.verify(request_for(analysed(), slow), cancellation=cancellation)

        before = verifier._latest
        thread = Thread(target=run)
        thread.start()
        while verifier._latest == before or not verifier._busy:
            time.sleep(0.01)
        return thread

    threads = [verify('first', running), verify('second', second), verify('third', third)]
    threads[1].join(30)
    assert ended == {'second': Failure('cancelled', 'another verification was asked for')}
    running.cancel()
    threads[0].join(30)
    assert ended['first'] == Failure('cancelled', 'cancelled')
    third.cancel()
    threads[2].join(30)
    assert ended['third'] == Failure('cancelled', 'cancelled')


def test_the_cache_lies_where_the_system_keeps_such() -> None:
    assert cache_folder({'PIPELINE_CONFIG_LS_CACHE': '/c'}) == Path('/c')
    if os.name == 'posix':
        assert cache_folder({'XDG_CACHE_HOME': '/x'}).parts[-2:] in (
            ('x', 'pipeline-config-ls'),
            ('Caches', 'pipeline-config-ls'),
        )


def test_a_store_forgets_what_is_oldest_and_survives_rubbish(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (tmp_path / 'bad.json').write_text('{')
    assert store.get('bad') is None
    for number in range(205):
        store.put(f'n{number}', number)
    assert len(list(tmp_path.glob('*.json'))) == 200
    assert store.get('n204') == 204
