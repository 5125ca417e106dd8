"""The planner beside the real API for TensorFlow 1: where a plan differs from what was built. Needs no TensorFlow."""

from __future__ import annotations

from oracle.compare import message
from oracle.tf1_facts import Refusal, Tf1Fact
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan, refusal_of
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan


def planned(text: str) -> Tf1Plan | CannotBuild:
    """What the planner makes of a `model` block."""
    return plan(message('DetectionModel', text), Framework.TF1)


def differences(fact: Tf1Fact) -> list[str]:
    """Where the planner differs from a fact: built or refused, variables."""
    ours = planned(fact.text)
    if isinstance(fact.outcome, Refusal):
        said = f'the API refuses it ({": ".join(fact.outcome)})'
        refused = refusal_of(ours) if fact.outcome.stage == 'loss' else isinstance(ours, CannotBuild)
        return [] if refused else [said]
    if isinstance(ours, CannotBuild) and any(0 in shape for shape, _ in fact.outcome.values()):
        return []  # a graph is built with a layer that has no channels, and cannot be run
    if isinstance(ours, CannotBuild):
        return [f'the API builds it; the planner says {ours.field}: {ours.reason}']
    if ours.step_error is not None and not _at_run_time(ours.step_error):
        return [f'the API computes the loss; the planner says {ours.step_error.field}: {ours.step_error.reason}']
    # These were recorded with the step made first, as trainers do; then NASNet makes none of its own.
    have = {
        name: (found.shape, found.dtype) for name, found in ours.variables.items() if not name.endswith('/global_step')
    }
    return [
        f'{name}: {fact.outcome.get(name, "none")} in the real model, {have.get(name, "none")} here'
        for name in sorted(fact.outcome.keys() | have.keys())
        if fact.outcome.get(name) != have.get(name)
    ]


def _at_run_time(refusal: CannotBuild) -> bool:
    """Whether a refusal is of sizes that the graph does not look at while it is built: the recorder runs none."""
    return '.image_resizer.' in refusal.field or refusal.field.endswith(
        ('.pad_to_multiple', '.use_explicit_padding', '.mask_height', '.mask_width')
    )
