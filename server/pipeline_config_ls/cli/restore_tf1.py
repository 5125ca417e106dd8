"""`restore` for a TensorFlow 1 config: what would be restored, and what would start from random values."""

from __future__ import annotations

from typing import Any

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.restore.tf1.verdict import Tf1Verdict


def verdict_of(analysis: ConfigAnalysis) -> Tf1Verdict | str:
    """The verdict on the prefix as it is written, or why there is none."""
    found = analysis.tf1_restore
    if found.verdict is not None:
        return found.verdict
    return analysis.resolution.message or ''


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
