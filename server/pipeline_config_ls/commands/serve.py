"""`serve`: the language server, over standard input and output or TCP."""

from __future__ import annotations

import argparse

from pipeline_config_ls import server
from pipeline_config_ls.commands.output import OK, PROBLEMS


def run(arguments: argparse.Namespace) -> int:
    """Serves one client. The status is the protocol's: 0 only where the client said `shutdown` before it went."""
    polite = server.serve_tcp(*arguments.tcp) if arguments.tcp else server.serve_stdio()
    return OK if polite else PROBLEMS
