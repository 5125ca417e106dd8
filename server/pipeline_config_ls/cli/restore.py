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
from pipeline_config_ls.report.json_form import groups_to_json
from pipeline_config_ls.report.page import to_html
from pipeline_config_ls.report.report import make_report
from pipeline_config_ls.report.text import to_text
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Tf1Verdict
from pipeline_config_ls.restore.verdict import Outcome, Verdict


def run(arguments: argparse.Namespace) -> int:
    """Prints the verdict; the status is that of a check: 0 where the checkpoint restores, 1 where it does not."""
    as_json = arguments.format == 'json'
    analysis = read_config(arguments.config, arguments)
    if isinstance(analysis, str):
        return fail(analysis, as_json=as_json)
    analysis = analysis.with_overrides(Overrides(arguments.checkpoint, arguments.type))
    verdict = restore_tf1.verdict_of(analysis) if analysis.framework is Framework.TF1 else _verdict(analysis)
    if isinstance(verdict, str):
        return fail(verdict, as_json=as_json)
    match arguments.format:
        case 'json':
            contract = restore_tf1.to_json(verdict) if isinstance(verdict, Tf1Verdict) else to_json(verdict)
            print_json({**contract, 'groups': groups_to_json(make_report(analysis, details=False))})
        case 'html':
            print_text(to_html(make_report(analysis)))
        case _:
            print_text(to_text(make_report(analysis), verbose=arguments.verbose))
    return OK if verdict.outcome in (Outcome.RESTORED, Tf1Outcome.RESTORED) else PROBLEMS


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
