"""docs/diagnostics.md, from the checks' own docstrings: `python -m pipeline_config_ls.checks.documentation > docs/diagnostics.md`."""

from __future__ import annotations

import sys
from inspect import cleandoc
from itertools import groupby

from pipeline_config_ls.checks import FILES, TEXT
from pipeline_config_ls.checks.check import Check

HEAD = """\
# Diagnostics

Every problem that the server and `pipeline-config-ls check` report, by its code. Severity `error` in the families `syntax` and
`schema` means that `text_format.Merge`, with which the API reads a config, raises.

This page is made from the checks' docstrings (`make docs`).
"""


def page() -> str:
    """The page as Markdown: a section for each family, in it each check under its code."""
    sections = [HEAD]
    for family, checks in groupby((*TEXT, *FILES), key=lambda check: check.family):
        sections.append(f'## {family.value}\n')
        sections += (_section(check) for check in checks)
    return '\n'.join(sections)


def _section(check: Check) -> str:
    return f'### {check.code}\n\n*{check.severity.value}* · {_fenced(cleandoc(check.documentation))}\n'


def _fenced(text: str) -> str:
    """Indented examples as fenced blocks, which editors and GitHub colour."""
    lines: list[str] = []
    inside = False
    for line in text.split('\n'):
        is_code = line.startswith('    ') or (inside and not line)
        if is_code and not inside:
            lines.append('```textproto')
        elif inside and not is_code:
            lines[-1:] = ['```', ''] if not lines[-1] else [lines[-1], '```']
        inside = is_code
        lines.append(line.removeprefix('    '))
    if inside:
        lines.append('```')
    return '\n'.join(lines)


if __name__ == '__main__':
    sys.stdout.write(page())
