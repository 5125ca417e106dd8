"""The model: configs that the builder refuses."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline_config_ls.architectures.refusal import CannotBuild
from pipeline_config_ls.checks.case import Case
from pipeline_config_ls.checks.check import Family, Finding, Severity, check


@check('cannot-build', family=Family.MODEL, severity=Severity.ERROR)
def cannot_build(case: Case) -> Iterator[Finding]:
    """The builder, or the first forward pass, raises on this config, so training cannot start.

    Wrong:

        feature_extractor { type: "ssd_mobilenet_v2_keras" fpn { } }

    Right:

        feature_extractor { type: "ssd_mobilenet_v2_fpn_keras" fpn { } }
    """
    planned = case.assessment.plan
    if isinstance(planned, CannotBuild):
        path = f'model.{planned.field}' if planned.field else 'model'
        yield Finding(case.document.where(path).value_span, planned.reason)
