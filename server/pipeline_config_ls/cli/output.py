"""What the commands share: exit statuses, JSON on stdout, how a failure is told, and writing files."""

from __future__ import annotations

import json
import sys
from difflib import unified_diff
from pathlib import Path
from typing import Any

OK = 0
PROBLEMS = 1
COULD_NOT_RUN = 2


def prepare_streams() -> None:
    """Output in UTF-8 where the console takes it, with replacements where it does not: a name never stops a command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, 'reconfigure', None)
        if reconfigure is not None:
            reconfigure(errors='backslashreplace')


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on stdout, for programs."""
    json.dump(value, sys.stdout, indent=2)
    sys.stdout.write('\n')


def print_text(text: str) -> None:
    """Lines on stdout, for people; nothing for an empty text."""
    if text:
        sys.stdout.write(text.rstrip('\n') + '\n')


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
    """The change of a file as a unified diff; nothing where there is none."""
    lines = unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), path, f'{path} ({becomes})')
    return ''.join(line if line.endswith('\n') else f'{line}\n\\ No newline at end of file\n' for line in lines)


def write(path: str, text: str) -> str | None:
    """Writes a file, in place so that links and rights stay; what went wrong, if anything did."""
    try:
        Path(path).write_bytes(text.encode('utf-8'))
    except OSError as error:
        return f'{path} cannot be written: {error.strerror}'
    return None
