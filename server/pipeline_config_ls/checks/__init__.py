"""Problems: one module a family, each check a small function from a document to findings and their fixes.

`TEXT` are the checks that need nothing but the document; they run at every keystroke. `FILES` are those that plan the model
or read files; they run behind, on a `ConfigAnalysis`. A check is found by standing in one of the modules below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.checks import checkpoint, model, schema, syntax, values
from pipeline_config_ls.checks.check import Check, Problem
from pipeline_config_ls.document import Document
from pipeline_config_ls.schema import PIPELINE


def _checks(*modules: ModuleType) -> tuple[Check, ...]:
    return tuple(found for module in modules for found in vars(module).values() if isinstance(found, Check))


TEXT = _checks(syntax, schema, values)
FILES = _checks(model, checkpoint)


def text_problems(document: Document) -> list[Problem]:
    """What is wrong with the text alone, in the order of the file."""
    return sorted(_run(TEXT, document), key=_place)


def file_problems(case: ConfigAnalysis, is_cancelled: Callable[[], bool] = lambda: False) -> list[Problem]:
    """What is wrong with the model and the files that the config names, in the order of the file.

    Nothing where the text itself cannot be read as TensorFlow would read it: one mistake, one problem. `is_cancelled` is
    asked before each check; then what was found so far is of no use.
    """
    if case.document.faults or case.document.type.full_name != PIPELINE:
        return []
    return sorted(_run(FILES, case, is_cancelled), key=_place)


def _run(
    checks: tuple[Check, ...], subject: Any, is_cancelled: Callable[[], bool] = lambda: False
) -> Iterator[Problem]:
    for one in checks:
        if is_cancelled():
            return
        for finding in one.run(subject):
            yield Problem(one.code, one.family, one.severity, *finding)


def _place(problem: Problem) -> tuple[int, int]:
    return problem.span
