"""What the commands share: exit statuses, JSON on stdout, how a failure is told, and writing files."""

from __future__ import annotations

import json
import os
import re
import sys
from difflib import unified_diff
from pathlib import Path
from typing import Any, TextIO, cast

OK = 0
PROBLEMS = 1
COULD_NOT_RUN = 2


def prepare_streams() -> None:
    """Output in UTF-8 where the console takes it, with replacements where it does not: a name never stops a command.

    A stream that was closed before the command began is one that nobody reads, or an empty one.
    """
    sys.stdin, sys.stdout, sys.stderr = (
        sys.stdin or _nothing('r'),
        sys.stdout or _nothing('w'),
        sys.stderr or _nothing('w'),
    )
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, 'reconfigure', None)
        if reconfigure is not None:
            reconfigure(errors='backslashreplace')


def _nothing(mode: str) -> TextIO:
    return cast('TextIO', Path(os.devnull).open(mode))


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on stdout, for programs."""
    json.dump(value, sys.stdout, indent=2)
    sys.stdout.write('\n')


def print_text(text: str) -> None:
    """Lines on stdout, for people; nothing for an empty text."""
    if text:
        sys.stdout.write(text.rstrip('\n') + '\n')


def print_exactly(text: str) -> None:
    """The text of a file on stdout, byte for byte: whatever reads it takes it for the file."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode('utf-8', 'surrogateescape'))


def complain(message: str) -> None:
    """Says on stderr what went wrong."""
    sys.stderr.write(f'pipeline-config-ls: {message}\n')


def fail(message: str, *, as_json: bool) -> int:
    """Says on stderr why the command could not run (and in `{"error": ...}` on stdout, for programs); its status."""
    complain(message)
    if as_json:
        print_json({'error': message})
    return COULD_NOT_RUN


def diff(path: str, before: str, after: str, becomes: str) -> str:
    """The change of a file as a unified diff, as `patch` reads it; nothing where there is none."""
    lines = unified_diff(_lines(before), _lines(after), path, f'{path} ({becomes})')
    return ''.join(line if line.endswith('\n') else f'{line}\n\\ No newline at end of file\n' for line in lines)


def _lines(text: str) -> list[str]:
    """Lines that end where `patch` ends them: at line feeds alone."""
    return [line for line in re.split(r'(?<=\n)', text) if line]


def write(path: str, text: str) -> str | None:
    """Writes a file, in place so that links and rights stay; what went wrong, if anything did."""
    try:
        with Path(path).open('r+b') as file:
            # Not emptied before it is written: where the disk is full, most of what was there is still there.
            file.write(text.encode('utf-8'))
            file.truncate()
    except OSError as error:
        return f'{path} cannot be written: {error.strerror}'
    return None
