"""Problems as SARIF 2.1.0, the format that code scanning services read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline_config_ls import __version__
from pipeline_config_ls.checks.check import Declaration, Fix, Problem, Severity
from pipeline_config_ls.checks.documentation import page_of, sections
from pipeline_config_ls.checks.registry import CHECKS
from pipeline_config_ls.cli.judging import Judged
from pipeline_config_ls.textproto import LineIndex, Span

_LEVELS = {Severity.ERROR: 'error', Severity.WARNING: 'warning'}


def to_sarif(judged: Iterable[Judged]) -> dict[str, Any]:
    """One run with all problems; columns count UTF-16 units from 1, as the format has it."""
    rows = [(one, problem) for one in judged for problem in one.problems]
    codes = sorted({problem.code for _, problem in rows})
    numbers = {code: number for number, code in enumerate(codes)}
    return {
        '$schema': 'https://json.schemastore.org/sarif-2.1.0.json',
        'version': '2.1.0',
        'runs': [
            {
                'tool': {
                    'driver': {
                        'name': 'pipeline-config-ls',
                        'version': __version__,
                        'rules': [_rule(CHECKS[code]) for code in codes],
                    }
                },
                'columnKind': 'utf16CodeUnits',
                'results': [_result(one, problem, numbers) for one, problem in rows],
            }
        ],
    }


def _rule(check: Declaration) -> dict[str, Any]:
    what = ' '.join(sections(check).what.split())
    return {
        'id': check.code,
        'shortDescription': {'text': what},
        'help': {'text': page_of(check), 'markdown': page_of(check)},
        'defaultConfiguration': {'level': _LEVELS.get(check.severity, 'note'), 'enabled': check.enabled},
        'properties': {'tags': [check.family.value]},
    }


def _result(judged: Judged, problem: Problem, numbers: dict[str, int]) -> dict[str, Any]:
    artifact = {'uri': uri_of(judged.source.name)}
    result = {
        'ruleId': problem.code,
        'ruleIndex': numbers[problem.code],
        'level': _LEVELS.get(problem.severity, 'note'),
        'message': {'text': problem.message},
        'locations': [
            {'physicalLocation': {'artifactLocation': artifact, 'region': _region(judged.lines, problem.span)}}
        ],
    }
    if problem.fixes:
        result['fixes'] = [_fix(judged.lines, fix, artifact) for fix in problem.fixes]
    return result


def _fix(lines: LineIndex, fix: Fix, artifact: dict[str, str]) -> dict[str, Any]:
    replacements = [
        {'deletedRegion': _region(lines, edit.span), 'insertedContent': {'text': edit.text}} for edit in fix.edits
    ]
    return {
        'description': {'text': fix.title},
        'artifactChanges': [{'artifactLocation': artifact, 'replacements': replacements}],
    }


def _region(lines: LineIndex, span: Span) -> dict[str, int]:
    start, end = (lines.position(offset) for offset in span)
    return {
        'startLine': start.line + 1,
        'startColumn': start.character + 1,
        'endLine': end.line + 1,
        'endColumn': end.character + 1,
    }


def uri_of(name: str) -> str:
    """A path as a URI reference: percent-encoded; relative ones stay relative, so that a service finds them in the repository."""
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))
