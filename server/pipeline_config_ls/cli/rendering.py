"""Problems for people, programs and GitHub."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline_config_ls.checks.check import Problem, Severity
from pipeline_config_ls.cli.excerpt import WIDTH, excerpt, printable
from pipeline_config_ls.cli.files import CannotRead
from pipeline_config_ls.cli.judging import Judged
from pipeline_config_ls.textproto import LineIndex, Span

_GITHUB = {Severity.ERROR: 'error', Severity.WARNING: 'warning'}
INDENT = '    '
_COLOURS = {Severity.ERROR: '31', Severity.WARNING: '33', Severity.INFORMATION: '34', Severity.HINT: '36'}


def as_json(judged: Iterable[Judged], unreadable: Sequence[CannotRead]) -> dict[str, Any]:
    """The JSON of the command line's contract. Positions count from 0, in UTF-16 units, as in the protocol.

    `unreadable` are the files that were not judged, and why.
    """
    answer: dict[str, Any] = {'files': [_file(one) for one in judged]}
    if unreadable:
        answer['unreadable'] = [{'path': one.name, 'message': one.message} for one in unreadable]
    return answer


def _file(judged: Judged) -> dict[str, Any]:
    return {'path': judged.source.name, 'problems': [_problem(judged.lines, problem) for problem in judged.problems]}


def _problem(lines: LineIndex, problem: Problem) -> dict[str, Any]:
    return {
        'code': problem.code,
        'family': problem.family.value,
        'severity': problem.severity.value,
        'message': problem.message,
        'range': _range(lines, problem.span),
        'fixes': [
            {
                'title': fix.title,
                'safe': fix.safe,
                'edits': [{'range': _range(lines, edit.span), 'newText': edit.text} for edit in fix.edits],
            }
            for fix in problem.fixes
        ],
    }


def _range(lines: LineIndex, span: Span) -> dict[str, dict[str, int]]:
    start, end = (lines.position(offset) for offset in span)
    return {'start': start._asdict(), 'end': end._asdict()}


def as_text(judged: Sequence[Judged], *, colour: bool = False, width: int = WIDTH) -> Iterator[str]:
    """For people: a line to click on, the line itself, and what would mend it."""
    for one in judged:
        for problem in one.problems:
            yield from _lines(one, problem, colour=colour, width=width)
    yield _summary(judged)


def _lines(judged: Judged, problem: Problem, *, colour: bool, width: int) -> Iterator[str]:
    line, column = judged.lines.position(problem.span.start)
    severity = problem.severity.value
    if colour:
        severity = f'\x1b[{_COLOURS[problem.severity]}m{severity}\x1b[0m'
    name, message = printable(judged.source.name), printable(problem.message)
    yield f'{name}:{line + 1}:{column + 1}: {severity}: {message} [{problem.code}]'
    start, end = judged.lines.starts[line], judged.lines.end(line)
    line_text, marked = judged.source.text[start:end], problem.span
    shown = excerpt(line_text, marked.start - start, marked.end - start, width - len(INDENT))
    yield from (f'{INDENT}{part}' for part in shown)
    yield from (f'{INDENT}fix: {printable(fix.title)}' for fix in problem.fixes[:1])


def _summary(judged: Sequence[Judged]) -> str:
    count = sum(len(one.problems) for one in judged)
    files = f'{len(judged)} file{"" if len(judged) == 1 else "s"}'
    if not count:
        return f'{files}, no problems'
    severities = Counter(problem.severity for one in judged for problem in one.problems)
    errors = severities[Severity.ERROR]
    told = f' ({errors} error{"" if errors == 1 else "s"})' if errors and errors < count else ''
    return f'{files}, {count} problem{"" if count == 1 else "s"}{told}'


def statistics(judged: Iterable[Judged]) -> Iterator[str]:
    """How many problems of each code there are, the commonest first."""
    counts = Counter((problem.code, problem.severity.value) for one in judged for problem in one.problems)
    for (code, severity), count in sorted(counts.items(), key=lambda row: (-row[1], row[0])):
        yield f'{count:6}  {severity:11}  {code}'


def as_github(judged: Iterable[Judged]) -> Iterator[str]:
    """Workflow commands, which GitHub shows at the line."""
    for one in judged:
        for problem in one.problems:
            line, column = one.lines.position(problem.span.start)
            kind = _GITHUB.get(problem.severity, 'notice')
            place = f'file={_property(one.source.name)},line={line + 1},col={column + 1}'
            yield f'::{kind} {place},title={problem.code}::{_data(problem.message)}'


def _data(text: str) -> str:
    return text.replace('%', '%25').replace('\r', '%0D').replace('\n', '%0A')


def _property(text: str) -> str:
    return _data(text).replace(':', '%3A').replace(',', '%2C')
