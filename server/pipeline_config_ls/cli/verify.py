"""`verify`: what TensorFlow itself does with a config and its checkpoint, beside what is predicted."""

from __future__ import annotations

import argparse
import sys

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import Overrides
from pipeline_config_ls.cli.config import read_config
from pipeline_config_ls.cli.environment import learnt_of, settings_of
from pipeline_config_ls.cli.output import COULD_NOT_RUN, OK, PROBLEMS, fail, print_json, print_text
from pipeline_config_ls.schema import load_schema
from pipeline_config_ls.verify.learning import learn_messages
from pipeline_config_ls.verify.process import Failure, start
from pipeline_config_ls.verify.report import Report, report
from pipeline_config_ls.verify.request import Step, request_for
from pipeline_config_ls.verify.verifier import Cancellation, Verifier


def run(arguments: argparse.Namespace) -> int:
    """Prints both sides. 0: they agree and training starts; 1: they differ, or training stops; 2: TensorFlow could not be asked."""
    as_json = arguments.format == 'json'
    executable = learnt_of(settings_of(arguments)).executable
    analysis = _analysis(arguments, executable)
    found = analysis if isinstance(analysis, str) else _verify(arguments, analysis, executable)
    if found is None:
        return COULD_NOT_RUN
    if isinstance(found, str):
        return fail(found, as_json=as_json)
    if as_json:
        print_json(found.as_json())
    else:
        print_text(found.as_text())
    return OK if found.agrees and found.starts else PROBLEMS


def _analysis(arguments: argparse.Namespace, executable: str) -> ConfigAnalysis | str:
    """The config. Where it says what the schema does not know, the installation is asked whether it knows more."""
    analysis = read_config(arguments.config, arguments)
    if isinstance(analysis, str) and arguments.schema is None:
        started = start(executable, 'tf2')
        if not isinstance(started, Failure):
            with started as worker:
                if learn_messages(worker, learnt_of(settings_of(arguments)), load_schema(), _say) is True:
                    analysis = read_config(arguments.config, arguments)
    if isinstance(analysis, str):
        return analysis
    return analysis.with_overrides(Overrides(arguments.checkpoint, arguments.type))


def _verify(arguments: argparse.Namespace, analysis: ConfigAnalysis, executable: str) -> Report | str | None:
    """The report, why there is none, or None where the person does not want it any more."""
    step = Step.NONE if not arguments.step else Step.MADE_UP if arguments.made_up else Step.RECORDS
    request, cancellation = request_for(analysis, executable, step), Cancellation()
    try:
        real = Verifier().verify(request, on_stage=_say, cancellation=cancellation, again=arguments.again)
    except KeyboardInterrupt:
        cancellation.cancel()
        return None
    if isinstance(real, Failure):
        return f'{executable}: {real.message}'
    # Anew: what was learnt of a fork meanwhile is part of the prediction.
    return report(analysis.with_overrides(analysis.overrides), request, real)


def _say(stage: str, title: str) -> None:
    """Progress, for a person who waits at a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f'{title} …\n')
