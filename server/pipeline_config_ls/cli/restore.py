"""`restore`: whether the checkpoint of a config would restore into the model that it builds."""

from __future__ import annotations

import argparse
from typing import Any

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis, Overrides
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.checkpoints.resolution import Correctable, NotFound, NotSet, Remote
from pipeline_config_ls.cli import restore_tf1
from pipeline_config_ls.cli.config import read_config
from pipeline_config_ls.cli.output import OK, PROBLEMS, fail, print_json, print_text
from pipeline_config_ls.restore.verdict import Outcome, Verdict


def run(arguments: argparse.Namespace) -> int:
    """Prints the verdict; the status is that of a check: 0 where the checkpoint restores, 1 where it does not."""
    as_json = arguments.format == 'json'
    analysis = read_config(arguments.config, arguments)
    if isinstance(analysis, str):
        return fail(analysis, as_json=as_json)
    analysis = analysis.with_overrides(Overrides(arguments.checkpoint, arguments.type))
    if analysis.framework is Framework.TF1:
        return restore_tf1.run(analysis, as_json=as_json)
    verdict = _verdict(analysis)
    if isinstance(verdict, str):
        return fail(verdict, as_json=as_json)
    if as_json:
        print_json(to_json(verdict))
    else:
        print_text(describe(analysis, verdict))
    return OK if verdict.outcome is Outcome.RESTORED else PROBLEMS


def _verdict(analysis: ConfigAnalysis) -> Verdict | str:
    """The verdict on the prefix as it is written, or why there is none."""
    match analysis.resolution:
        case Correctable() | NotFound():
            return Verdict(Outcome.NOT_FOUND, analysis.resolution.message)
        case NotSet() | Remote():
            return analysis.resolution.message
    assert analysis.verdict is not None
    return analysis.verdict


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


def describe(analysis: ConfigAnalysis, verdict: Verdict) -> str:
    """The verdict for people: the sentence, what the checkpoint is, and the first names on either side."""
    lines = [f'{verdict.outcome.value}: {verdict.message}']
    if analysis.mismatch:
        lines.append(f'The checkpoint is {analysis.mismatch}.')
    for title, names in (
        ('not in the checkpoint', verdict.unmatched),
        ('of another shape', tuple(f'{name} {theirs} -> {ours}' for name, theirs, ours in verdict.incompatible)),
        ('not taken by the model', verdict.unused),
    ):
        if names:
            lines += ['', f'{len(names)} {title}:', *(f'  {name}' for name in names[:10])]
            lines += ['  ...'] if len(names) > 10 else []
    return '\n'.join(lines)
