"""The command line: check, format, variables, checkpoint, restore, verify, serve."""

from __future__ import annotations


def main() -> int:
    """Runs one command; returns its exit status."""
    return 0
