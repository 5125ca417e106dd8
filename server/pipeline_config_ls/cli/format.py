"""`format`: configs and label maps in the style of txtpbfmt, comments kept."""

from __future__ import annotations

import argparse

from pipeline_config_ls.cli.files import SEARCHED, STDIN, CannotRead, Source, find_files, read_source
from pipeline_config_ls.cli.output import (
    COULD_NOT_RUN,
    OK,
    PROBLEMS,
    complain,
    diff,
    fail,
    print_exactly,
    print_text,
    write,
)
from pipeline_config_ls.textproto import index_lines, parse
from pipeline_config_ls.textproto.formatter import format_keeping_line_ends


def run(arguments: argparse.Namespace) -> int:
    """Rewrites the files, or tells what would change: 1 then where something would, 2 where a file is left as it is."""
    paths = list(find_files(arguments.paths, arguments.exclude))
    if not paths:
        return fail(f'no {SEARCHED} in {", ".join(arguments.paths)}', as_json=False)
    changed, broken, unread = 0, 0, 0
    for path in paths:
        source = read_source(path)
        after = source if isinstance(source, CannotRead) else _formatted(source)
        if isinstance(source, CannotRead) or isinstance(after, CannotRead):
            complain(after.message if isinstance(after, CannotRead) else '')
            broken += 1
            unread += isinstance(source, CannotRead)
        elif path == STDIN and not arguments.check and not arguments.diff:
            print_exactly(after)
        elif source.text != after:
            changed += 1
            wrong = _tell_or_write(source, after, arguments)
            if wrong:
                complain(wrong)
                broken, changed = broken + 1, changed - 1
    only_told = arguments.check or arguments.diff
    if not arguments.diff and paths != [STDIN]:
        print_text(_summary(len(paths) - unread, changed, 'would be formatted' if only_told else 'formatted'))
    return COULD_NOT_RUN if broken else PROBLEMS if changed and only_told else OK


def _formatted(source: Source) -> str | CannotRead:
    """The formatted text, or why there is none: what does not parse is not touched."""
    formatted = format_keeping_line_ends(source.text)
    if formatted == source.text and (faults := parse(source.text).faults):
        line, column = index_lines(source.text).position(faults[0].start)
        return CannotRead(source.name, f'{source.name}:{line + 1}:{column + 1}: left as it is: {faults[0].message}')
    return formatted


def _tell_or_write(source: Source, after: str, arguments: argparse.Namespace) -> str | None:
    """Shows the change or makes it; what went wrong, if anything did."""
    if arguments.diff:
        print_exactly(diff(source.name, source.text, after, 'formatted'))
    elif arguments.check:
        print_text(f'{source.name} is not formatted')
    else:
        return write(source.path, after)
    return None


def _summary(files: int, changed: int, done: str) -> str:
    rest = files - changed
    parts = [
        f'{count} file{"" if count == 1 else "s"} {what}'
        for count, what in ((changed, done), (rest, 'unchanged'))
        if count
    ]
    return ', '.join(parts)
