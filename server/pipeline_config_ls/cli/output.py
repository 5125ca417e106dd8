"""What the commands share: exit statuses, JSON on stdout, and how a failure is told."""

from __future__ import annotations

import json
import sys
from typing import Any

OK = 0
PROBLEMS = 1
COULD_NOT_RUN = 2


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on stdout, for programs."""
    json.dump(value, sys.stdout, indent=2)
    sys.stdout.write('\n')


def print_text(text: str) -> None:
    """Lines on stdout, for people."""
    sys.stdout.write(text.rstrip('\n') + '\n')


def fail(message: str, *, as_json: bool) -> int:
    """Says on stderr why the command could not run (and in `{"error": ...}` on stdout, for programs); its status."""
    sys.stderr.write(f'pipeline-config-ls: {message}\n')
    if as_json:
        print_json({'error': message})
    return COULD_NOT_RUN
