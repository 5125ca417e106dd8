"""`checkpoint`: what is saved in a checkpoint, and which model it is of."""

from __future__ import annotations

import argparse

from pipeline_config_ls.checkpoints.checkpoint import Unreadable
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checkpoints.summary import describe, summarise
from pipeline_config_ls.commands.output import OK, fail, print_json, print_text


def run(arguments: argparse.Namespace) -> int:
    """Prints the variables of a prefix, or of the latest checkpoint in a folder."""
    as_json = arguments.format == 'json'
    checkpoint = read_checkpoint(arguments.prefix)
    if isinstance(checkpoint, Unreadable):
        return fail(checkpoint.message, as_json=as_json)
    summary = summarise(checkpoint)
    if as_json:
        print_json({**summary, 'identified': None})
    else:
        print_text(describe(summary))
    return OK
