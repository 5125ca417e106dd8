"""Completion by what the verdict would be: a checkpoint that fits before one that does not, a type that restores first.

Predicts for each candidate as if the config named it. Reads checkpoints, so it belongs in the worker.
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import Overrides
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.cancellation import step
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome
from pipeline_config_ls.restore.verdict import Outcome

# Predicting takes tens of milliseconds a checkpoint: so many are looked at, the nearest ones.
MOST_CHECKPOINTS = 12


class Prospect(NamedTuple):
    """What would come of a candidate: its place in the list, and a few words beside it."""

    order: int
    words: str


UNKNOWN = Prospect(1, '')


def of_checkpoint(analysis: ConfigAnalysis, prefix: str) -> Prospect:
    """What would come of it if the config named this checkpoint: "12 classes, restores"."""
    step()
    other = analysis.with_overrides(Overrides(checkpoint=prefix))
    identified = other.identified
    about = ''
    if identified is not None and identified.classes is not None:
        about = f'{identified.classes} class{"" if identified.classes == 1 else "es"}'
    elif identified is not None and not identified.whole:
        about = 'a classification network'
    order, words = _outcome(other)
    return Prospect(order, ', '.join(filter(None, (about, words))))


def of_type(analysis: ConfigAnalysis, checkpoint_type: str) -> Prospect:
    """What would come of it if the config had this `fine_tune_checkpoint_type`."""
    step()
    return _outcome(analysis.with_overrides(Overrides(checkpoint_type=checkpoint_type)))


def _tf1_outcome(analysis: ConfigAnalysis) -> Prospect:
    """TensorFlow 1 restores what it can, so the part of the map that it restores counts."""
    verdict = analysis.tf1_restore.verdict_of_meant
    if verdict is None or verdict.outcome is Tf1Outcome.CANNOT_BUILD:
        return UNKNOWN
    if verdict.outcome is Tf1Outcome.RESTORED:
        return Prospect(0, f'restores {len(verdict.restored)} variables')
    if verdict.outcome is Tf1Outcome.PARTIAL:
        return Prospect(1, f'restores {len(verdict.restored)} of {verdict.mapped} variables')
    return Prospect(2, 'does not restore')


def _outcome(analysis: ConfigAnalysis) -> Prospect:
    if analysis.framework is Framework.TF1:
        return _tf1_outcome(analysis)
    verdict = analysis.prediction
    if verdict is None or verdict.outcome is Outcome.CANNOT_BUILD:
        return UNKNOWN
    if verdict.outcome is Outcome.RESTORED:
        return Prospect(0, f'restores {verdict.restored} variables')
    return Prospect(2, 'does not restore')
