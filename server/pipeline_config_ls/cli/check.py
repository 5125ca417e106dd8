"""`check`: every problem of some configs, for people, programs and continuous integration."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.checks import config_problems, text_problems
from pipeline_config_ls.checks.check import Problem, Severity
from pipeline_config_ls.cli.environment import absolute, project_context, schema_of, settings_of
from pipeline_config_ls.cli.files import SEARCHED, CannotRead, find_files, read_text
from pipeline_config_ls.cli.output import OK, PROBLEMS, fail, print_json, print_text
from pipeline_config_ls.cli.sarif import to_sarif
from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.schema.fork import ForkFault
from pipeline_config_ls.textproto import Span

_GITHUB = {Severity.ERROR: 'error', Severity.WARNING: 'warning'}


class Checked(NamedTuple):
    """A file and its problems."""

    path: str
    document: Document
    problems: list[Problem]


def run(arguments: argparse.Namespace) -> int:
    """Prints the problems; 1 where one is an error, 2 where a file could not be read."""
    as_json = arguments.format in ('json', 'sarif')
    texts: dict[str, str] = {}
    for path in find_files(arguments.paths):
        text = read_text(path)
        if isinstance(text, CannotRead):
            return fail(text.message, as_json=as_json)
        texts[path] = text
    if not texts:
        return fail(f'no {SEARCHED} in {", ".join(arguments.paths)}', as_json=as_json)
    checked = list(_check(texts, arguments))
    match arguments.format:
        case 'json':
            print_json({'files': [to_json(one) for one in checked]})
        case 'sarif':
            print_json(to_sarif((one.path, one.document, one.problems) for one in checked))
        case 'github':
            print_text('\n'.join(line for one in checked for line in _github(one)))
        case _:
            print_text('\n'.join(_text(checked)))
    has_errors = any(problem.severity is Severity.ERROR for one in checked for problem in one.problems)
    return PROBLEMS if has_errors else OK


def _check(texts: Mapping[str, str], arguments: argparse.Namespace) -> Iterator[Checked]:
    settings = settings_of(arguments)
    schema = schema_of(settings)
    assert not isinstance(schema, ForkFault)
    project = project_context(settings)
    for path, text in texts.items():
        document = open_document(text, absolute(path), schema)
        problems = text_problems(document)
        if not arguments.no_checkpoint:
            problems += config_problems(ConfigAnalysis(document, project))
        yield Checked(path, document, sorted(problems, key=lambda problem: problem.span))


def to_json(checked: Checked) -> dict[str, Any]:
    """The JSON of the command line's contract. Positions count from 0, in UTF-16 units, as in the protocol."""
    return {
        'path': checked.path,
        'problems': [
            {
                'code': problem.code,
                'family': problem.family.value,
                'severity': problem.severity.value,
                'message': problem.message,
                'range': _range(checked.document, problem.span),
                'fixes': [
                    {
                        'title': fix.title,
                        'edits': [
                            {'range': _range(checked.document, edit.span), 'newText': edit.text} for edit in fix.edits
                        ],
                    }
                    for fix in problem.fixes
                ],
            }
            for problem in checked.problems
        ],
    }


def _range(document: Document, span: Span) -> dict[str, dict[str, int]]:
    start, end = (document.lines.position(offset) for offset in span)
    return {'start': start._asdict(), 'end': end._asdict()}


def _text(checked: list[Checked]) -> Iterator[str]:
    """For people: a line to click on, the line itself, and what would mend it."""
    for path, document, problems in checked:
        for problem in problems:
            line, column = document.lines.position(problem.span.start)
            yield f'{path}:{line + 1}:{column + 1}: {problem.severity.value}: {problem.message} [{problem.code}]'
            start, end = document.lines.starts[line], document.lines.end(line)
            width = max(1, min(problem.span.end, end) - problem.span.start)
            yield f'    {document.text[start:end]}'.replace('\t', ' ')
            yield f'    {" " * (problem.span.start - start)}{"~" * width}'
            yield from (f'    fix: {fix.title}' for fix in problem.fixes[:1])
    count = sum(len(one.problems) for one in checked)
    files = f'{len(checked)} file{"" if len(checked) == 1 else "s"}'
    yield f'{files}, {count} problem{"" if count == 1 else "s"}' if count else f'{files}, no problems'


def _github(checked: Checked) -> Iterator[str]:
    """Workflow commands, which GitHub shows at the line."""
    for problem in checked.problems:
        line, column = checked.document.lines.position(problem.span.start)
        kind = _GITHUB.get(problem.severity, 'notice')
        message = problem.message.replace('%', '%25').replace('\n', '%0A')
        yield f'::{kind} file={checked.path},line={line + 1},col={column + 1},title={problem.code}::{message}'
