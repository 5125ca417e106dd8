"""`serve`: the language server, over standard input and output or TCP."""

from __future__ import annotations

import argparse
import gc

from pipeline_config_ls.cli.output import OK, PROBLEMS
from pipeline_config_ls.lsp import transport as server


def run(arguments: argparse.Namespace) -> int:
    """Serves one client. The status is the protocol's: 0 only where the client said `shutdown` before it went."""
    # A keystroke makes thousands of small values without a cycle among them. Looking for cycles that often costs a
    # third of the time of a long file, and what was loaded until now stays anyway.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    polite = server.serve_tcp(*arguments.tcp) if arguments.tcp else server.serve_stdio()
    return OK if polite else PROBLEMS
