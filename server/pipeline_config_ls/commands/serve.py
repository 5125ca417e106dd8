"""`serve`: the language server, over standard input and output or TCP."""

from __future__ import annotations

import argparse

from pipeline_config_ls import server
from pipeline_config_ls.commands.output import OK


def run(arguments: argparse.Namespace) -> int:
    """Serves one client until it says `exit` or goes away."""
    if arguments.tcp is None:
        server.serve_stdio()
    else:
        server.serve_tcp(*arguments.tcp)
    return OK
