"""Sequences of messages that no editor would send, or only one in a hurry, in any order; and what must hold whatever comes.

Every request is answered exactly once (`Wire` fails on a second answer), the process lives, and its memory does not grow.

usage: PYTHONPATH=tests python -m lsp.message_fuzz [-n 100000] [--seed 0]
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lsp.wire import Wire

EXAMPLES = Path(__file__).parents[2] / 'examples'
URIS = (
    'untitled:a.config',
    'file:///nowhere/pipeline.config',
    (EXAMPLES / 'restores/pipeline.config').as_uri(),
    (EXAMPLES / 'annotations/label_map.pbtxt').as_uri(),
    'vscode-vfs://github/x/pipeline.config',
    'not a uri',
)
LANGUAGES = ('pipeline-config', 'tf-label-map', 'pbtxt', '')
REQUESTS = (
    'textDocument/hover',
    'textDocument/completion',
    'textDocument/definition',
    'textDocument/documentHighlight',
    'textDocument/references',
    'textDocument/prepareRename',
    'textDocument/documentSymbol',
    'textDocument/foldingRange',
    'textDocument/documentLink',
    'textDocument/semanticTokens/full',
    'textDocument/formatting',
    'textDocument/diagnostic',
    'workspace/symbol',
    'unheard/of',
)
SETTINGS = ({}, {'modelDir': '/nowhere'}, {'searchRoots': [str(EXAMPLES)]}, {'schema': '/nowhere'}, 7, None)
# So many requests may wait at a time: a client that never reads its answers is not what is tested.
MOST_WAITING = 50


class Fuzz:
    """One server and one stream of chance. Each kind of message is a method of its own, taken by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.settings: Any = {}
        self.wire = Wire(replies={'workspace/configuration': lambda _: [self.settings]})
        self.texts = [
            (EXAMPLES / 'restores/pipeline.config').read_text(),
            (EXAMPLES / 'annotations/label_map.pbtxt').read_text(),
            'train_config { batch_size: 8',
            '}{"\x00\u2028\U0001f41d',
            '',
        ]
        self.sent = 0
        self.wire.initialize(
            {
                'workspace': {'configuration': True},
                'textDocument': {'publishDiagnostics': {}, 'completion': {'completionItem': {'snippetSupport': True}}},
                'window': {'workDoneProgress': True},
            },
            workspaceFolders=[{'uri': EXAMPLES.as_uri(), 'name': 'examples'}],
        )

    def run(self, messages: int, watch: Callable[[int, int], None] = lambda sent, memory: None) -> None:
        """Sends so many messages; `watch` is told the memory now and then."""
        kinds = [self._open, self._change, self._change, self._change, self._ask, self._ask, self._cancel]
        kinds += [self._close, self._save, self._configure, self._nonsense]
        while self.sent < messages:
            self.chance.choice(kinds)()
            self.sent += 1
            while len(self.wire.pending) > MOST_WAITING:
                self._take()
            if self.sent % 200 == 0:
                self._settle()
            if self.sent % 5000 == 0:
                watch(self.sent, resident_bytes(self.wire))
        self._settle()

    def finish(self) -> int:
        """The status of the process after a proper goodbye."""
        self.wire.answers.clear()
        return self.wire.close()

    def _take(self) -> None:
        self.wire.take(time.monotonic() + 60)
        self.wire.answers.clear()
        self.wire.told.clear()

    def _settle(self) -> None:
        while self.wire.pending:
            self._take()
        self.wire.answers.clear()

    def _uri(self) -> str:
        return self.chance.choice(URIS)

    def _text(self) -> str:
        text = self.chance.choice(self.texts)
        start = self.chance.randint(0, len(text))
        return (
            text[:start]
            + self.chance.choice(('', 'x', '{', '}', '"', '\n', '#'))
            + text[start + self.chance.randint(0, 3) :]
        )

    def _position(self) -> dict[str, int]:
        return {'line': self.chance.choice((0, 1, 5, 40, 10**6)), 'character': self.chance.choice((0, 3, 20, 10**6))}

    def _open(self) -> None:
        self.wire.open(self._uri(), self._text(), self.chance.choice(LANGUAGES), self.chance.randint(-3, 10**6))

    def _change(self) -> None:
        version = self.chance.choice((None, -1, 1, self.sent, 2**31 - 1))
        change: dict[str, Any] = {'text': self._text()}
        if self.chance.random() < 0.2:
            change = {'text': 'x', 'range': {'start': self._position(), 'end': self._position()}}
        changes = [] if self.chance.random() < 0.05 else [change]
        document = {'uri': self._uri(), 'version': version}
        self.wire.notify('textDocument/didChange', {'textDocument': document, 'contentChanges': changes})

    def _ask(self) -> None:
        params = {
            'textDocument': {'uri': self._uri()},
            'position': self._position(),
            'query': 'ssd',
            'context': {'includeDeclaration': True},
            'options': {'tabSize': 2, 'insertSpaces': True},
        }
        self.wire.request(self.chance.choice(REQUESTS), params)

    def _cancel(self) -> None:
        waiting = sorted(self.wire.pending) or [self.chance.randint(0, 100)]
        self.wire.notify('$/cancelRequest', {'id': self.chance.choice(waiting)})

    def _close(self) -> None:
        self.wire.notify('textDocument/didClose', {'textDocument': {'uri': self._uri()}})

    def _save(self) -> None:
        self.wire.notify('textDocument/didSave', {'textDocument': {'uri': self._uri()}})
        changes = [{'uri': self._uri(), 'type': self.chance.randint(1, 3)}]
        self.wire.notify('workspace/didChangeWatchedFiles', {'changes': changes})

    def _configure(self) -> None:
        self.settings = self.chance.choice(SETTINGS)
        sent = self.chance.choice((None, {'pipelineConfig': self.settings}))
        self.wire.notify('workspace/didChangeConfiguration', {'settings': sent})

    def _nonsense(self) -> None:
        method = self.chance.choice((*REQUESTS, 'textDocument/didOpen', 'textDocument/didChange', 'initialize'))
        params = self.chance.choice((None, [], 7, {'textDocument': None}, {'textDocument': {'uri': 3}}))
        if method.startswith('textDocument/did'):
            self.wire.notify(method, params)
        else:
            self.wire.request(method, params)


def resident_bytes(wire: Wire) -> int:
    """The memory that the server holds now."""
    return int(Path(f'/proc/{wire.process.pid}/statm').read_text().split()[1]) * os.sysconf('SC_PAGE_SIZE')


def main(arguments: list[str]) -> None:
    """A long run, with the memory every 5,000 messages."""
    parser = argparse.ArgumentParser()
    parser.add_argument('-n', type=int, default=100_000)
    parser.add_argument('--seed', type=int, default=0)
    parsed = parser.parse_args(arguments)
    fuzz = Fuzz(parsed.seed)

    def watch(sent: int, memory: int) -> None:
        sys.stdout.write(f'{sent} messages, {memory >> 20} MB\n')
        sys.stdout.flush()

    fuzz.run(parsed.n, watch)
    sys.stdout.write(f'{fuzz.sent} messages, every request answered once; status {fuzz.finish()}\n')
    sys.stdout.write(''.join(fuzz.wire.log))


if __name__ == '__main__':
    main(sys.argv[1:])
