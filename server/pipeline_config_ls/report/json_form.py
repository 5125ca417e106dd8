"""The report as JSON, for programs and for "copy as JSON"."""

from __future__ import annotations

from typing import Any

from pipeline_config_ls.report.groups import Group
from pipeline_config_ls.report.report import Report
from pipeline_config_ls.restore.fates import VariableFate


def to_json(report: Report, *, variables: bool = False) -> dict[str, Any]:
    """The report; with `variables` every variable of every group."""
    return {
        'config': report.title,
        'framework': report.framework.value,
        'framework_reason': report.framework_reason,
        'model': report.model,
        'checkpoint': report.checkpoint,
        'checkpoint_path': report.checkpoint_path,
        'checkpoint_type': report.checkpoint_type,
        'identified': report.identified,
        'outcome': report.outcome,
        'first': report.first,
        'headline': report.headline,
        'tone': report.tone.value if report.tone else None,
        'share': None
        if report.share is None
        else {
            'variables': report.share.variables,
            'of_variables': report.share.of_variables,
            'parameters': report.share.parameters,
            'of_parameters': report.share.of_parameters,
        },
        'groups': groups_to_json(report, variables=variables),
        'types': [
            {
                'type': one.checkpoint_type,
                'restores': one.restores,
                'restored': one.restored,
                'message': one.message,
                'chosen': one.is_chosen,
            }
            for one in report.types
        ],
        'resume': None
        if report.resume is None
        else {
            'outcome': report.resume.outcome.value,
            'folder': report.resume.folder,
            'step': report.resume.step,
            'message': report.resume.message,
        },
        'differences': [one._asdict() for one in report.differences],
    }


def groups_to_json(report: Report, *, variables: bool = False) -> list[dict[str, Any]]:
    """The rows of the report."""
    return [_group(one, variables) for one in report.groups]


def _group(found: Group, variables: bool) -> dict[str, Any]:
    form: dict[str, Any] = {
        'part': found.part.name,
        'fate': found.fate.value,
        'tone': found.tone.value,
        'variables': found.count,
        'parameters': found.parameters,
        'names': found.names,
        'cause': found.cause,
        'field': found.field,
    }
    if variables:
        form['list'] = [_variable(one) for one in found.variables]
    return form


def _variable(one: VariableFate) -> dict[str, Any]:
    return {
        'name': one.name,
        'model_shape': None if one.model_shape is None else list(one.model_shape),
        'checkpoint_shape': None if one.checkpoint_shape is None else list(one.checkpoint_shape),
    }
