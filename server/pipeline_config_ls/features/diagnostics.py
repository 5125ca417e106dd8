"""Problems as the protocol's diagnostics."""

from __future__ import annotations

from lsprotocol import types

from pipeline_config_ls.checks.check import Problem, Severity, Tag
from pipeline_config_ls.checks.documentation import link_to
from pipeline_config_ls.features.plain_text import quoted
from pipeline_config_ls.features.positions import Positions

SOURCE = 'pipeline-config'
SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFORMATION: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}
TAGS = {
    Tag.UNNECESSARY: types.DiagnosticTag.Unnecessary,
    Tag.DEPRECATED: types.DiagnosticTag.Deprecated,
}


def diagnostic(problem: Problem, positions: Positions, uri: str) -> types.Diagnostic:
    """A problem of the file `uri`; its code leads back to it when the editor asks for fixes."""
    related = [
        types.DiagnosticRelatedInformation(types.Location(uri, positions.range(place.span)), quoted(place.message))
        for place in problem.related
    ]
    return types.Diagnostic(
        range=positions.range(problem.span),
        message=quoted(problem.message),
        severity=SEVERITIES[problem.severity],
        code=problem.code,
        code_description=types.CodeDescription(link) if (link := link_to(problem.code)) else None,
        source=SOURCE,
        tags=[TAGS[tag] for tag in problem.tags] or None,
        related_information=related or None,
    )
