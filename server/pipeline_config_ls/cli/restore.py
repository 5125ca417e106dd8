"""`restore`: whether the checkpoint of a config would restore into the model that it builds."""

from __future__ import annotations

import argparse
from typing import Any

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import Overrides
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.checkpoints.resolution import NotFound
from pipeline_config_ls.cli import restore_tf1
from pipeline_config_ls.cli.config import read_config
from pipeline_config_ls.cli.output import OK, PROBLEMS, fail, print_json, print_text
from pipeline_config_ls.cli.remote import fetch
from pipeline_config_ls.cli.resume import incompatible_to_json, resume_to_json
from pipeline_config_ls.report.json_form import groups_to_json
from pipeline_config_ls.report.page import to_html
from pipeline_config_ls.report.report import make_report
from pipeline_config_ls.report.text import to_text
from pipeline_config_ls.restore.cause import Cause, CauseKind
from pipeline_config_ls.restore.resume import Resume, ResumeOutcome
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Tf1Verdict
from pipeline_config_ls.restore.verdict import Outcome, Verdict

_GOES_ON = (ResumeOutcome.RESUMED, ResumeOutcome.STARTS_FRESH)


def run(arguments: argparse.Namespace) -> int:
    """Prints the verdict; the status is that of a check: 0 where the checkpoint restores, 1 where it does not."""
    as_json = arguments.format == 'json'
    analysis = read_config(arguments.config, arguments)
    if isinstance(analysis, str):
        return fail(analysis, as_json=as_json)
    analysis = analysis.with_overrides(Overrides(arguments.checkpoint, arguments.type))
    if arguments.remote and (failure := fetch(analysis.config.train_config.fine_tune_checkpoint)):
        return fail(failure, as_json=as_json)
    verdict = restore_tf1.verdict_of(analysis) if analysis.framework is Framework.TF1 else _verdict(analysis)
    resume = analysis.resume
    if isinstance(verdict, str) and resume is None:
        return fail(verdict, as_json=as_json)
    match arguments.format:
        case 'json':
            contract = restore_tf1.to_json(verdict) if isinstance(verdict, Tf1Verdict) else to_json(verdict)
            groups = groups_to_json(make_report(analysis, details=False))
            print_json({**contract, 'resume': resume_to_json(resume) if resume is not None else None, 'groups': groups})
        case 'html':
            print_text(to_html(make_report(analysis)))
        case _:
            print_text(to_text(make_report(analysis), verbose=arguments.verbose))
            print_text(_near(analysis))
    return OK if _is_well(verdict, resume) else PROBLEMS


def _near(analysis: ConfigAnalysis) -> str:
    """Where there is no such checkpoint, those that there are."""
    resolution = analysis.resolution
    if not isinstance(resolution, NotFound) or not resolution.suggestions:
        return ''
    return f'\n  Near it: {", ".join(f"`{one.text}`" for one in resolution.suggestions)}'


def _is_well(verdict: Verdict | Tf1Verdict | str, resume: Resume | None) -> bool:
    """Whether training starts with what it is meant to start with."""
    if resume is not None and resume.outcome not in _GOES_ON:
        return False
    return isinstance(verdict, str) or verdict.outcome in (Outcome.RESTORED, Tf1Outcome.RESTORED)


def _verdict(analysis: ConfigAnalysis) -> Verdict | str:
    """The verdict on the prefix as it is written, or why there is none."""
    if analysis.verdict_as_written is not None:
        return analysis.verdict_as_written
    if isinstance(analysis.plan, CannotBuild):
        return Verdict(Outcome.CANNOT_BUILD, analysis.plan.reason, '', Cause(CauseKind.MODEL, 'model'))
    return analysis.resolution.message or ''


def to_json(verdict: Verdict | str) -> dict[str, Any]:
    """The JSON of the command line's contract. Where no checkpoint is named, the outcome is null and the message says so."""
    if isinstance(verdict, str):
        return {'outcome': None, 'restored': 0, 'unmatched': [], 'incompatible': [], 'unused': 0, 'message': verdict}
    return {
        'outcome': verdict.outcome.value,
        'restored': verdict.restored,
        'unmatched': list(verdict.unmatched),
        'incompatible': [incompatible_to_json(found) for found in verdict.incompatible],
        'unused': len(verdict.unused),
        'message': verdict.message,
    }
