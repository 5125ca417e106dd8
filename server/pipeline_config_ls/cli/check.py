"""`check`: every problem of some configs and label maps, for people, programs and continuous integration."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from pipeline_config_ls.checks.check import Severity
from pipeline_config_ls.checks.registry import CHECKS
from pipeline_config_ls.cli.baseline import read_baseline, without_known, write_baseline
from pipeline_config_ls.cli.environment import schema_of
from pipeline_config_ls.cli.excerpt import width_of_output
from pipeline_config_ls.cli.files import SEARCHED, STDIN, CannotRead, Source, find_files, read_source
from pipeline_config_ls.cli.judging import Judged, Request, among, fix, judge_all, request_of
from pipeline_config_ls.cli.output import (
    COULD_NOT_RUN,
    OK,
    PROBLEMS,
    complain,
    diff,
    fail,
    print_exactly,
    print_json,
    print_text,
    write,
)
from pipeline_config_ls.cli.rendering import as_github, as_json, as_text, statistics
from pipeline_config_ls.cli.sarif import to_sarif
from pipeline_config_ls.schema.fork import ForkFault


def run(arguments: argparse.Namespace) -> int:
    """Prints the problems; 1 where one is an error, 2 where a file could not be read: the others are judged all the same."""
    machine = arguments.format in ('json', 'sarif')
    request = request_of(arguments)
    wrong = _wrong(arguments, request)
    if wrong:
        return fail(wrong, as_json=machine)
    read = [read_source(name, arguments.stdin_filename) for name in find_files(arguments.paths, arguments.exclude)]
    sources = [one for one in read if isinstance(one, Source)]
    unreadable = [one for one in read if isinstance(one, CannotRead)]
    if not sources:
        message = unreadable[0].message if unreadable else f'no {SEARCHED} in {", ".join(arguments.paths)}'
        return fail(message, as_json=machine)
    request = among(request, sources)
    if arguments.fix or arguments.diff:
        sources, broken = _fix_all(sources, request, arguments)
        unreadable += broken
    judged = list(judge_all(sources, request, arguments.jobs or os.cpu_count() or 1))
    if arguments.write_baseline:
        return _write_baseline(arguments.write_baseline, judged)
    if arguments.baseline:
        known = read_baseline(arguments.baseline)
        if isinstance(known, str):
            return fail(known, as_json=machine)
        judged = without_known(judged, known)
    _print(judged, unreadable, arguments)
    for one in unreadable:
        complain(one.message)
    return _status(judged, unreadable, arguments)


def _wrong(arguments: argparse.Namespace, request: Request) -> str | None:
    """What is wrong with the arguments, in a sentence."""
    codes = {*request.policy.levels, *request.policy.select}
    unknown = sorted(codes - CHECKS.keys())
    if unknown:
        return f'there is no problem `{unknown[0]}`; `pipeline-config-ls explain` lists all codes.'
    schema = schema_of(request.settings)
    if isinstance(schema, ForkFault):
        return schema.message
    if arguments.fix and STDIN in arguments.paths and arguments.format is not None:
        return 'what is fixed on standard input goes to standard output: leave out --format.'
    return None


def _fix_all(
    sources: Sequence[Source], request: Request, arguments: argparse.Namespace
) -> tuple[list[Source], list[CannotRead]]:
    """Applies the safe fixes; prints the change where only a diff is asked for, or the text for standard input."""
    after: list[Source] = []
    broken: list[CannotRead] = []
    for before in sources:
        fixed = fix(before, request)
        if arguments.diff:
            print_exactly(diff(before.name, before.text, fixed.text, 'fixed'))
            after.append(before)
            continue
        if STDIN in arguments.paths:
            print_exactly(fixed.text)
        elif fixed != before and (wrong := write(before.path, fixed.text)):
            broken.append(CannotRead(before.name, wrong))
            fixed = before
        after.append(fixed)
    return after, broken


def _write_baseline(path: str, judged: Sequence[Judged]) -> int:
    try:
        count = write_baseline(path, judged)
    except OSError as error:
        return fail(f'{path} cannot be written: {error.strerror}', as_json=False)
    print_text(f'{path}: {count} known problem{"" if count == 1 else "s"}')
    return OK


def _print(judged: Sequence[Judged], unreadable: Sequence[CannotRead], arguments: argparse.Namespace) -> None:
    match arguments.format or _detected_format():
        case 'json':
            print_json(as_json(judged, unreadable))
        case 'sarif':
            print_json(to_sarif(judged))
        case 'github':
            print_text('\n'.join(as_github(judged)))
        case _ if arguments.diff or (arguments.fix and STDIN in arguments.paths):
            pass  # standard output holds the text
        case _ if arguments.statistics:
            print_text('\n'.join(statistics(judged)))
        case _:
            print_text('\n'.join(as_text(judged, colour=_wants_colour(), width=width_of_output())))


def _detected_format() -> str:
    return 'github' if os.environ.get('GITHUB_ACTIONS') == 'true' else 'text'


def _wants_colour() -> bool:
    if os.environ.get('NO_COLOR'):
        return False
    forced = os.environ.get('FORCE_COLOR')
    if forced:
        return forced != '0'
    return sys.stdout.isatty() and os.environ.get('TERM') != 'dumb'


def _status(judged: Sequence[Judged], unreadable: Sequence[CannotRead], arguments: argparse.Namespace) -> int:
    if unreadable:
        return COULD_NOT_RUN
    has_errors = any(problem.severity is Severity.ERROR for one in judged for problem in one.problems)
    return PROBLEMS if has_errors and not arguments.exit_zero else OK
