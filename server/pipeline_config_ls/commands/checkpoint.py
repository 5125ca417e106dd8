"""`checkpoint`: what is saved in a checkpoint, and which model it is of."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from pipeline_config_ls.checkpoints.checkpoint import Unreadable
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checkpoints.resolution import Found, Meant, Missing, Unset, resolve
from pipeline_config_ls.checkpoints.summary import describe, summarise
from pipeline_config_ls.checkpoints.surroundings import Surroundings
from pipeline_config_ls.commands.output import OK, fail, print_json, print_text


def run(arguments: argparse.Namespace) -> int:
    """Prints the variables of a prefix, or of the latest checkpoint in a folder."""
    as_json = arguments.format == 'json'
    surroundings = Surroundings(
        working_directory=str(Path.cwd()), home=str(Path.home()), environment=tuple(os.environ.items())
    )
    match resolve(arguments.prefix, None, surroundings):
        case Found(prefix=prefix) | Meant(prefix=prefix):
            pass
        case Missing(message, suggestions) | Unset(_, message, suggestions):
            near = ', '.join(f'`{suggestion.text}`' for suggestion in suggestions)
            return fail(f'{message} Near it: {near}.' if near else message, as_json=as_json)
        case resolution:
            return fail(resolution.message, as_json=as_json)
    checkpoint = read_checkpoint(prefix)
    if isinstance(checkpoint, Unreadable):
        return fail(checkpoint.message, as_json=as_json)
    summary = summarise(checkpoint)
    if as_json:
        print_json({**summary, 'identified': None})
    else:
        print_text(describe(summary))
    return OK
