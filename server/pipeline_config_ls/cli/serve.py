"""`serve`: the language server, over standard input and output or TCP."""

from __future__ import annotations

import argparse
import sys

from pipeline_config_ls.cli.output import COULD_NOT_RUN, OK, PROBLEMS
from pipeline_config_ls.lsp import transport


def run(arguments: argparse.Namespace) -> int:
    """Serves one client. The status is the protocol's: 0 only where the client said `shutdown` before it went."""
    try:
        is_polite = transport.serve_tcp(*arguments.tcp) if arguments.tcp else transport.serve_stdio()
    except OSError as error:
        host, port = arguments.tcp or ('standard input', 0)
        sys.stderr.write(f'pipeline-config-ls: cannot serve on {host}:{port}: {error.strerror or error}\n')
        return COULD_NOT_RUN
    transport.end_process(OK if is_polite else PROBLEMS)
