"""`format`: configs and label maps in the style of txtpbfmt, comments kept."""

from __future__ import annotations

import argparse
import sys
from difflib import unified_diff
from pathlib import Path

from pipeline_config_ls.cli.files import SEARCHED, CannotRead, find_files, read_text
from pipeline_config_ls.cli.output import COULD_NOT_RUN, OK, PROBLEMS, fail, print_text
from pipeline_config_ls.textproto import index_lines, parse
from pipeline_config_ls.textproto.formatter import format_keeping_line_ends


def run(arguments: argparse.Namespace) -> int:
    """Rewrites the files, or tells what would change: 1 then where something would, 2 where a file is left as it is."""
    paths = list(find_files(arguments.paths))
    if not paths:
        return fail(f'no {SEARCHED} in {", ".join(arguments.paths)}', as_json=False)
    changed, broken = 0, 0
    for path in paths:
        formatted = _read(path)
        if isinstance(formatted, str):
            fail(formatted, as_json=False)
            broken += 1
            continue
        before, after = formatted
        if before == after:
            continue
        changed += 1
        if arguments.diff:
            sys.stdout.write(_diff(path, before, after))
        elif arguments.check:
            print_text(f'{path} is not formatted')
        elif message := _write(path, after):
            fail(message, as_json=False)
            broken, changed = broken + 1, changed - 1
    only_told = arguments.check or arguments.diff
    if not arguments.diff:
        print_text(_summary(len(paths), changed, 'would be formatted' if only_told else 'formatted'))
    return COULD_NOT_RUN if broken else PROBLEMS if changed and only_told else OK


def _read(path: str) -> tuple[str, str] | str:
    """The text of a file and the formatted one, or why there is none: what does not parse is not touched."""
    text = read_text(path)
    if isinstance(text, CannotRead):
        return text.message
    formatted = format_keeping_line_ends(text)
    if formatted == text and (faults := parse(text).faults):
        line, column = index_lines(text).position(faults[0].start)
        return f'{path}:{line + 1}:{column + 1}: left as it is: {faults[0].message}'
    return text, formatted


def _write(path: str, text: str) -> str | None:
    """Writes a file, in place so that links and rights stay; what went wrong, if anything did."""
    try:
        Path(path).write_bytes(text.encode('utf-8'))
    except OSError as error:
        return f'{path} cannot be written: {error.strerror}'
    return None


def _diff(path: str, before: str, after: str) -> str:
    lines = unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), path, f'{path} (formatted)')
    return ''.join(line if line.endswith('\n') else f'{line}\n\\ No newline at end of file\n' for line in lines)


def _summary(files: int, changed: int, done: str) -> str:
    rest = files - changed
    parts = [
        f'{count} file{"" if count == 1 else "s"} {what}'
        for count, what in ((changed, done), (rest, 'unchanged'))
        if count
    ]
    return ', '.join(parts)
