"""`completion`: a script for a shell, made by shtab from the parser itself."""

from __future__ import annotations

import argparse

from pipeline_config_ls.cli.main import make_parser
from pipeline_config_ls.cli.output import OK, fail, print_text


def run(arguments: argparse.Namespace) -> int:
    """Prints the script; shtab is an extra, for whoever never asks does not need it."""
    try:
        import shtab
    except ImportError:
        return fail("completion needs shtab: pip install 'pipeline-config-ls[completion]'", as_json=False)
    print_text(shtab.complete(make_parser(), arguments.shell))
    return OK
