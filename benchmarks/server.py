"""The server as an editor sees it, over real stdio: answers while somebody types, long files, memory.

Every figure is held against `text_format.Merge` of the same text (M) or against the same after fewer edits, in one run. An answer
is there when its last byte has come in: how long a client takes to read the JSON is the client's.
Processor time is the server's own, as the system counts it.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import text
from google.protobuf import text_format
from rows import Row, median, milliseconds

sys.path.insert(0, str(Path(__file__).parents[1] / 'tests'))

from lsp.wire import Wire

URI = 'untitled:pipeline.config'
EXAMPLE = Path(__file__).parents[1] / 'examples/restores/pipeline.config'
TICKS = os.sysconf('SC_CLK_TCK')
PUSHED = {'textDocument': {'publishDiagnostics': {}}}


def rows() -> Iterator[Row]:
    """Answers while typing, then long files, then memory."""
    yield from _while_typing()
    yield from _long_file()
    yield from _very_long_file()


def merged(whole: str, turns: int = 5) -> float:
    """M: how long Merge takes for a text."""
    return median(lambda: text_format.Merge(whole, text.MERGED()), turns)


def started() -> Wire:
    wire = Wire()
    wire.initialize({**PUSHED, 'general': {'positionEncodings': ['utf-8']}})
    return wire


def processor_seconds(wire: Wire) -> float:
    """The processor time of the server until now."""
    fields = Path(f'/proc/{wire.process.pid}/stat').read_text().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_bytes(wire: Wire) -> int:
    """The memory that the server holds now."""
    return int(Path(f'/proc/{wire.process.pid}/statm').read_text().split()[1]) * os.sysconf('SC_PAGE_SIZE')


def _percentiles(seconds: list[float], m: float) -> str:
    cuts = statistics.quantiles(seconds, n=100)
    return ', '.join(f'{cuts[at - 1] / m:.2f}' for at in (50, 95, 99)) + ' M'


def _while_typing() -> Iterator[Row]:
    """200 changes at 20 ms in a config of 200 lines, with a question after each, and the time until its diagnostics."""
    whole = EXAMPLE.read_text()
    m = merged(whole, 15)
    yield Row(f'M: text_format.Merge, {whole.count(chr(10))} lines', milliseconds(m))
    questions: dict[str, tuple[str, str]] = {
        'completion of a field': ('textDocument/completion', 'train_config {\n'),
        'completion of a value': ('textDocument/completion', 'fine_tune_checkpoint_version: '),
        'hover of a field': ('textDocument/hover', 'batch_si'),
        'outline': ('textDocument/documentSymbol', ''),
        'semantic tokens': ('textDocument/semanticTokens/full', ''),
    }
    for what, (method, marked) in questions.items():
        offset = whole.index(marked) + len(marked)
        line, character = whole.count('\n', 0, offset), offset - whole.rfind('\n', 0, offset) - 1
        params = {'textDocument': {'uri': URI}, 'position': {'line': line, 'character': character}}
        answers, diagnostics, work = _type(whole, method, params)
        yield Row(f'{what} while typing, p50, p95, p99', _percentiles(answers, m), 'p95 3 M')
        yield Row('  processor time of a key, its diagnostics and that', f'{work / m:.2f} M')
    yield Row('diagnostics while typing, p50, p95, p99', _percentiles(diagnostics, m), 'p95 4 M')


def _type(whole: str, method: str, params: object) -> tuple[list[float], list[float], float]:
    wire = started()
    wire.open(URI, whole)
    wire.diagnostics(URI)
    before = processor_seconds(wire)
    answers, diagnostics = [], []
    for version in range(2, 202):
        next_key = time.perf_counter() + 0.02
        begin = time.perf_counter()
        wire.change(URI, f'{whole}# {version}', version)
        number = wire.request(method, params)
        wire.answer(number)
        answers.append(wire.arrived - begin)
        wire.wait_for('textDocument/publishDiagnostics', lambda sent, version=version: sent.get('version') == version)
        diagnostics.append(wire.arrived - begin)
        time.sleep(max(0.0, next_key - time.perf_counter()))
    work = (processor_seconds(wire) - before) / 200
    wire.kill()
    return answers, diagnostics, work


def _long_file() -> Iterator[Row]:
    whole = text.long_text(EXAMPLE.read_text())
    m = merged(whole)
    yield Row(f'M: text_format.Merge, {whole.count(chr(10))} lines', milliseconds(m))
    wire = started()
    wire.open(URI, whole)
    wire.diagnostics(URI)
    early = _keystrokes(wire, whole, 2, 25)
    small = resident_bytes(wire)
    yield Row('a keystroke there, processor time', f'{early / m:.2f} M', '0.7 M')
    _keystrokes(wire, whole, 27, 475)
    late = _keystrokes(wire, whole, 502, 25)
    yield Row('the same after 500 of them', f'{late / m:.2f} M = {late / early:.2f} x', '1.0 x')
    large = resident_bytes(wire)
    yield Row('memory after 500 edits, against after 25', f'{large >> 20} MB = {large / small:.2f} x', '1.2 x')
    wire.kill()
    yield from _memory(EXAMPLE.read_text(), 50, 5000)


def _keystrokes(wire: Wire, whole: str, version: int, edits: int) -> float:
    """The processor time of one, all text checks included: the answer is waited for."""
    before = processor_seconds(wire)
    place = random.Random(version).randrange(len(whole) // 2, len(whole))
    place = whole.index('\n', place)
    for number in range(version, version + edits):
        wire.change(URI, f'{whole[:place]} # {number}{whole[place:]}', number)
        wire.wait_for('textDocument/publishDiagnostics', lambda sent, number=number: sent.get('version') == number)
    return (processor_seconds(wire) - before) / edits


def _memory(whole: str, few: int, many: int) -> Iterator[Row]:
    wire = started()
    wire.open(URI, whole)
    wire.diagnostics(URI)
    _keystrokes(wire, whole, 2, few)
    small = resident_bytes(wire)
    _keystrokes(wire, whole, few + 2, many)
    large = resident_bytes(wire)
    yield Row(f'memory after {many} edits of 200 lines', f'{large >> 20} MB = {large / small:.2f} x', '1.2 x')
    wire.kill()


def _very_long_file() -> Iterator[Row]:
    whole = text.long_text(EXAMPLE.read_text(), 100_000)
    m = merged(whole, 3)
    yield Row(f'M: text_format.Merge, {whole.count(chr(10))} lines', milliseconds(m))
    wire = started()
    # What a server loads after its start is counted there.
    wire.open('untitled:label_map.pbtxt', 'item { id: 1 name: "a" }')
    wire.diagnostics('untitled:label_map.pbtxt')
    document = {'textDocument': {'uri': URI}}
    options = {**document, 'options': {'tabSize': 2, 'insertSpaces': True}}

    def read() -> None:
        wire.open(URI, whole)
        wire.diagnostics(URI)

    yield from _there(wire, 'first diagnostics', read, m, '1 M')
    yield from _there(wire, 'outline', lambda: wire.ask('textDocument/documentSymbol', document, 600), m, '2 M')
    yield from _there(wire, 'formatting', lambda: wire.ask('textDocument/formatting', options, 600), m, '2 M')
    wire.kill()


def _there(wire: Wire, what: str, work: Callable[[], object], m: float, budget: str) -> Iterator[Row]:
    before = processor_seconds(wire)
    begin = time.perf_counter()
    work()
    passed = wire.arrived - begin
    yield Row(
        f'{what} there', f'{passed / m:.2f} M, processor time {(processor_seconds(wire) - before) / m:.2f} M', budget
    )
