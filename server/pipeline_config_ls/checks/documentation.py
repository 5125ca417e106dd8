"""The page of each check, from its declaration: docs/diagnostics.md (`make docs`), `explain CODE`, links from diagnostics.

A check's documentation is written as its docstring: what is wrong, in one paragraph; why it matters; `Wrong:` and `Right:` with
indented examples; and after them what the fix does.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from inspect import cleandoc
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from pipeline_config_ls.checks.check import BOTH, Declaration, Family, FixSafety
from pipeline_config_ls.checks.registry import CHECKS

HEAD = """\
# Diagnostics

Every problem that the server and `pipeline-config-ls check` report, by its code. Severity `error` in the families `syntax` and
`schema` means that `text_format.Merge`, with which the API reads a config, raises.

A *safe* fix can lose nothing that a person wrote, and only one meaning is possible: fix-all in an editor and `check --fix` apply
safe fixes alone. To silence a problem, write `# pipeline-config: ignore[code]` on its line, on the line above, or above the first
field for the whole file; or set the severity of its code in the settings.

This page is made from the checks themselves (`make docs`).
"""

_EXAMPLE = re.compile(r'^(Wrong|Right):[ \t]*\n\n((?:    .*(?:\n|$)|\n)+)', re.MULTILINE)
_SAFETY = {
    FixSafety.SAFE: 'safe: fix-all and `check --fix` apply it.',
    FixSafety.MIXED: 'safe where only one meaning is possible.',
    FixSafety.UNSAFE: 'on offer, but not safe: fix-all leaves it to you.',
    FixSafety.NONE: 'none on offer.',
}


class Sections(NamedTuple):
    """The parts of a page. Empty where there is nothing to say."""

    what: str
    why: str
    wrong: str
    right: str
    fix: str


def sections(check: Declaration) -> Sections:
    """The parts of a check's documentation."""
    text = cleandoc(check.documentation)
    examples = {found[1]: cleandoc('\n' + found[2]) for found in _EXAMPLE.finditer(text)}
    matches = list(_EXAMPLE.finditer(text))
    before = text[: matches[0].start()] if matches else text
    after = text[matches[-1].end() :] if matches else ''
    what, _, why = before.strip().partition('\n\n')
    return Sections(what, why.strip(), examples.get('Wrong', ''), examples.get('Right', ''), after.strip())


def page_of(check: Declaration) -> str:
    """The page of one check as Markdown, under a heading of level 3, with fixed headings."""
    return '\n\n'.join(_page_of(check)) + '\n'


def _page_of(check: Declaration) -> Iterator[str]:
    parts = sections(check)
    yield f'### {check.code}'
    facts = [check.severity.value, check.family.value]
    facts += [] if check.frameworks == BOTH else [f'{framework.name} only' for framework in check.frameworks]
    facts += [] if check.enabled else ['off unless its code is given a severity']
    yield f'*{" · ".join(facts)}*'
    yield f'**What.** {parts.what}'
    if parts.why:
        yield f'**Why.** {parts.why}'
    if parts.wrong:
        yield f'**Wrong**\n\n{_fenced(parts.wrong)}'
    if parts.right:
        yield f'**Right**\n\n{_fenced(parts.right)}'
    said = f'{parts.fix} ' if parts.fix else ''
    yield f'**Fix.** {said}{"It is " if said and check.fix is not FixSafety.NONE else ""}{_fix(check, bool(said))}'.strip()
    if check.source:
        yield f'**Source.** {_link(check.source)}'


def _fix(check: Declaration, said: bool) -> str:
    text = _SAFETY[check.fix]
    if said:
        return '' if check.fix is FixSafety.NONE else text
    return text[0].upper() + text[1:]


def _link(source: str) -> str:
    return f'<{source}>' if source.startswith('https://') else f'`{source}`'


def _fenced(text: str) -> str:
    return f'```textproto\n{text}\n```'


@cache
def page() -> str:
    """docs/diagnostics.md: a section for each family, in it each check under its code."""
    parts = [HEAD]
    families = list(Family)
    by_family = sorted(CHECKS.values(), key=lambda check: families.index(check.family))
    for family, checks in groupby(by_family, key=lambda check: check.family):
        parts.append(f'## {family.value}\n')
        parts += (page_of(check) for check in checks)
    return '\n'.join(parts)


@cache
def _lines() -> dict[str, int]:
    """The line of each check's heading in the page, from 1."""
    rows = enumerate(page().split('\n'), 1)
    return {row.removeprefix('### '): number for number, row in rows if row.startswith('### ')}


def link_to(code: str) -> str | None:
    """A URI that opens a check's page where the package has it: its own copy, or the repository's of an editable install."""
    package = Path(__file__).parents[1]
    for place in (package / 'docs' / 'diagnostics.md', package.parents[1] / 'docs' / 'diagnostics.md'):
        if place.is_file():
            return f'{place.as_uri()}#L{_lines()[code]}' if code in CHECKS else None
    return None


if __name__ == '__main__':
    sys.stdout.write(page())
