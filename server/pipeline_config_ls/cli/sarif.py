"""Problems as SARIF 2.1.0, the format that code scanning services read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline_config_ls.checks.check import Problem, Severity
from pipeline_config_ls.document import Document

_LEVELS = {Severity.ERROR: 'error', Severity.WARNING: 'warning'}


def to_sarif(files: Iterable[tuple[str, Document, list[Problem]]]) -> dict[str, Any]:
    """One run with all problems; columns count UTF-16 units from 1, as the format has it."""
    results = [_result(path, document, problem) for path, document, problems in files for problem in problems]
    return {
        '$schema': 'https://json.schemastore.org/sarif-2.1.0.json',
        'version': '2.1.0',
        'runs': [
            {
                'tool': {
                    'driver': {
                        'name': 'pipeline-config-ls',
                        'rules': [{'id': code} for code in sorted({result['ruleId'] for result in results})],
                    }
                },
                'columnKind': 'utf16CodeUnits',
                'results': results,
            }
        ],
    }


def _result(path: str, document: Document, problem: Problem) -> dict[str, Any]:
    start, end = (document.lines.position(offset) for offset in problem.span)
    return {
        'ruleId': problem.code,
        'level': _LEVELS.get(problem.severity, 'note'),
        'message': {'text': problem.message},
        'locations': [
            {
                'physicalLocation': {
                    'artifactLocation': {'uri': Path(path).as_posix()},
                    'region': {
                        'startLine': start.line + 1,
                        'startColumn': start.character + 1,
                        'endLine': end.line + 1,
                        'endColumn': end.character + 1,
                    },
                }
            }
        ],
    }
