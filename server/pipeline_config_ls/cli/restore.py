"""`restore`: whether the checkpoint of a config would restore into the model that it builds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pipeline_config_ls.architectures.framework import Framework, framework_of
from pipeline_config_ls.checkpoints.resolution import Correctable, NotFound, NotSet, Remote
from pipeline_config_ls.cli import restore_tf1
from pipeline_config_ls.cli.config import read_config
from pipeline_config_ls.cli.environment import search_context
from pipeline_config_ls.cli.output import OK, PROBLEMS, fail, print_json, print_text
from pipeline_config_ls.restore.assess import RestoreAnalysis, assess
from pipeline_config_ls.restore.verdict import Outcome, Verdict


def run(arguments: argparse.Namespace) -> int:
    """Prints the verdict; the status is that of a check: 0 where the checkpoint restores, 1 where it does not."""
    as_json = arguments.format == 'json'
    case = read_config(arguments.config)
    if isinstance(case, str):
        return fail(case, as_json=as_json)
    config = case.config
    if arguments.checkpoint is not None:
        config.train_config.fine_tune_checkpoint = arguments.checkpoint
    if arguments.type is not None:
        config.train_config.fine_tune_checkpoint_type = arguments.type
    if framework_of(config, arguments.framework) is Framework.TF1:
        return restore_tf1.run(config, arguments)
    found = assess(config, str(Path(arguments.config).absolute()), search_context(), label_maps=case.label_map)
    verdict = _verdict(found)
    if isinstance(verdict, str):
        return fail(verdict, as_json=as_json)
    if as_json:
        print_json(to_json(verdict))
    else:
        print_text(describe(found, verdict))
    return OK if verdict.outcome is Outcome.RESTORED else PROBLEMS


def _verdict(found: RestoreAnalysis) -> Verdict | str:
    """The verdict on the prefix as it is written, or why there is none."""
    match found.resolution:
        case Correctable() | NotFound():
            return Verdict(Outcome.NOT_FOUND, found.resolution.message)
        case NotSet() | Remote():
            return found.resolution.message
    assert found.verdict is not None
    return found.verdict


def to_json(verdict: Verdict) -> dict[str, Any]:
    """The JSON of the command line's contract."""
    return {
        'outcome': verdict.outcome.value,
        'restored': verdict.restored,
        'unmatched': list(verdict.unmatched),
        'incompatible': [
            {
                'name': found.name,
                'checkpoint_shape': list(found.checkpoint_shape),
                'model_shape': list(found.model_shape),
            }
            for found in verdict.incompatible
        ],
        'unused': len(verdict.unused),
        'message': verdict.message,
    }


def describe(found: RestoreAnalysis, verdict: Verdict) -> str:
    """The verdict for people: the sentence, what the checkpoint is, and the first names on either side."""
    lines = [f'{verdict.outcome.value}: {verdict.message}']
    if found.identified:
        lines.append(f'The checkpoint is {found.identified}.')
    for title, names in (
        ('not in the checkpoint', verdict.unmatched),
        ('of another shape', tuple(f'{name} {theirs} -> {ours}' for name, theirs, ours in verdict.incompatible)),
        ('not taken by the model', verdict.unused),
    ):
        if names:
            lines += ['', f'{len(names)} {title}:', *(f'  {name}' for name in names[:10])]
            lines += ['  ...'] if len(names) > 10 else []
    return '\n'.join(lines)
