"""`restore` for a TensorFlow 1 config: what would be restored, and what would start from random values."""

from __future__ import annotations

from typing import Any

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.cli.output import OK, PROBLEMS, fail, print_json, print_text
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Tf1Verdict

_MOST_NAMES = 10


def run(analysis: ConfigAnalysis, *, as_json: bool) -> int:
    """Prints the verdict; 0 where everything is restored, 1 where it is not."""
    found = analysis.tf1_restore
    verdict = found.verdict
    if verdict is None:
        return fail(found.resolution.message or '', as_json=as_json)
    if as_json:
        print_json(to_json(verdict))
    else:
        print_text(describe(verdict))
    return OK if verdict.outcome is Tf1Outcome.RESTORED else PROBLEMS


def to_json(verdict: Tf1Verdict) -> dict[str, Any]:
    """The JSON of the command line's contract."""
    return {
        'framework': Framework.TF1.value,
        'outcome': verdict.outcome.value,
        'restored': len(verdict.restored),
        'map': verdict.mapped,
        'missing': list(verdict.missing),
        'incompatible': [
            {
                'name': variable.name,
                'checkpoint_shape': list(variable.checkpoint_shape),
                'model_shape': list(variable.model_shape),
            }
            for variable in verdict.incompatible
        ],
        'unused': len(verdict.unused),
        'message': verdict.message,
    }


def describe(verdict: Tf1Verdict) -> str:
    """The verdict for people: the sentence, and the first names of what does not match."""
    lines = [f'{verdict.outcome.value}: {verdict.message}']
    for title, names in (
        ('not in the checkpoint', verdict.missing),
        ('of another shape', tuple(f'{name} {theirs} -> {ours}' for name, theirs, ours in verdict.incompatible)),
        ('not taken by the model', verdict.unused),
    ):
        if names:
            lines += ['', f'{len(names)} {title}:', *(f'  {name}' for name in names[:_MOST_NAMES])]
            lines += ['  ...'] if len(names) > _MOST_NAMES else []
    return '\n'.join(lines)
