"""What an editor waits for: completion and hover all over the examples, the server's first answer, and all it says of a file."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rows import Row, milliseconds, seconds

from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.features.completion import complete
from pipeline_config_ls.features.hover import hover
from pipeline_config_ls.features.positions import Positions
from pipeline_config_ls.schema import load_schema
from server import EXAMPLE, started

EXAMPLES = Path(__file__).parents[1] / 'examples'
TURNS = 7


def rows() -> Iterator[Row]:
    """Percentiles of one request each, and the median of starts that take turns with the import, in processor time."""
    schema = load_schema()
    documents = [open_document(path.read_text(), path, schema) for path in sorted(EXAMPLES.rglob('*.config'))]
    yield Row('completion, 95th percentile', milliseconds(_slow(documents, complete)), '5 ms')
    yield Row('hover, 95th percentile', milliseconds(_slow(documents, hover)), '5 ms')
    with _as_installed():
        turns = [[_processor_seconds(work) for work in (_import, _start, _examine)] for _ in range(TURNS + 1)][1:]
    imported, answered, examined = (statistics.median(column) for column in zip(*turns, strict=True))
    yield Row('import pygls.lsp.server, with Python itself', milliseconds(imported))
    yield Row('start to `initialize` answered', f'{answered / imported:.2f} x', '1.0 x')
    yield Row('start to all diagnostics of the example', f'{examined / imported:.2f} x', '1.3 x')


def _slow(documents: list[Document], ask: Callable[[Document, int, Positions], object]) -> float:
    times = [
        seconds(partial(ask, document, offset, positions))
        for document in documents
        for positions in [Positions(document.lines)]
        for offset in range(0, len(document.text), 10)
        if ask(document, offset, positions)
    ]
    return statistics.quantiles(times, n=20)[-1]


@contextmanager
def _as_installed() -> Iterator[None]:
    """Modules are compiled once, as they are where a package is installed: by the first turn, which does not count."""
    before = dict(os.environ)
    with TemporaryDirectory() as folder:
        os.environ.pop('PYTHONDONTWRITEBYTECODE', None)
        os.environ['PYTHONPYCACHEPREFIX'] = folder
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def _processor_seconds(work: Callable[[], object]) -> float:
    """The processor time of the processes that some work starts, and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _import() -> None:
    subprocess.run([sys.executable, '-c', 'import pygls.lsp.server'], check=True)


def _start() -> None:
    """Starts the server as an editor does, and waits for its answer."""
    started().kill()


def _examine() -> None:
    """The same, and opens a config; what its files say comes second."""
    wire = started()
    wire.open(EXAMPLE.as_uri(), EXAMPLE.read_text())
    for _ in range(2):
        wire.diagnostics(EXAMPLE.as_uri())
    wire.kill()
