"""`explain`: the page of a problem, as in docs/diagnostics.md."""

from __future__ import annotations

import argparse
from difflib import get_close_matches

from pipeline_config_ls.checks.documentation import page_of, sections
from pipeline_config_ls.checks.registry import CHECKS
from pipeline_config_ls.cli.output import OK, fail, print_text


def run(arguments: argparse.Namespace) -> int:
    """Prints the page of a code, or all codes where none is given."""
    code = arguments.code
    if code is None:
        width = max(map(len, CHECKS))
        print_text(
            '\n'.join(f'{name:{width}}  {_first(sections(check).what)}' for name, check in sorted(CHECKS.items()))
        )
        return OK
    if code not in CHECKS:
        near = get_close_matches(code, CHECKS, n=3)
        hint = f' Did you mean {" or ".join(f"`{one}`" for one in near)}?' if near else ''
        return fail(f'there is no problem `{code}`.{hint}', as_json=False)
    print_text(page_of(CHECKS[code]))
    return OK


def _first(text: str) -> str:
    """The first sentence, on one line."""
    return ' '.join(text.split()).partition('. ')[0].rstrip('.') + '.'
