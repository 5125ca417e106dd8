"""What an editor waits for: completion and hover all over the examples, and the server's first answer."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from rows import Row, milliseconds, seconds

from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.features.completion import complete
from pipeline_config_ls.features.hover import hover
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.schema import load_schema

EXAMPLES = Path(__file__).parents[1] / 'examples'
TURNS = 7
INITIALIZE = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'


def rows() -> Iterator[Row]:
    """Percentiles of one request each, and the median of starts that take turns with the import."""
    schema = load_schema()
    documents = [open_document(path.read_text(), path, schema) for path in sorted(EXAMPLES.rglob('*.config'))]
    yield Row('completion, 95th percentile', milliseconds(_slow(documents, complete)), '5 ms')
    yield Row('hover, 95th percentile', milliseconds(_slow(documents, hover)), '5 ms')
    pairs = [(seconds(_import, time.perf_counter), seconds(_start, time.perf_counter)) for _ in range(TURNS)]
    imported, started = (statistics.median(column) for column in zip(*pairs, strict=True))
    yield Row('import pygls.lsp.server, with Python itself', milliseconds(imported))
    yield Row('start to `initialize` answered', f'{milliseconds(started)} = {started / imported:.2f} x', '1.5 x')


def _slow(documents: list[Document], ask: Callable[[Document, int, Positions], object]) -> float:
    times = [
        seconds(partial(ask, document, offset, positions))
        for document in documents
        for positions in [Positions(document.lines)]
        for offset in range(0, len(document.text), 10)
        if ask(document, offset, positions)
    ]
    return statistics.quantiles(times, n=20)[-1]


def _import() -> None:
    subprocess.run([sys.executable, '-c', 'import pygls.lsp.server'], check=True)


def _start() -> None:
    """Starts the server as an editor does, and waits for the first byte of its answer."""
    command = [sys.executable, '-m', 'pipeline_config_ls', 'serve', '--stdio']
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if server.stdin is None or server.stdout is None:
        raise SystemExit('the server has no pipes')
    server.stdin.write(b'Content-Length: %d\r\n\r\n%s' % (len(INITIALIZE), INITIALIZE))
    server.stdin.flush()
    if not server.stdout.read(1):
        raise SystemExit('the server gave no answer')
    server.kill()
    server.wait()
