"""Running the checks: each on its own, so that one that raises takes no other with it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.cancellation import step
from pipeline_config_ls.checks.check import Check, Declaration, Fault, FaultCheck, Finding, Problem, Subject
from pipeline_config_ls.checks.comments import UNUSED_SUPPRESSION, unused_suppressions
from pipeline_config_ls.checks.consequences import told_by_others
from pipeline_config_ls.checks.foreign import other_kind_of_file
from pipeline_config_ls.checks.limits import MOST_PROBLEMS, limited
from pipeline_config_ls.checks.policy import DEFAULT, Policy
from pipeline_config_ls.checks.registry import CONFIG_CHECKS, SCHEMA_CHECKS, SYNTAX_CHECKS, TEXT_CHECKS
from pipeline_config_ls.checks.suppression import MARK, sift
from pipeline_config_ls.document import Document
from pipeline_config_ls.schema import PIPELINE
from pipeline_config_ls.textproto import SyntaxFault

log = logging.getLogger(__name__)


def text_problems(document: Document, policy: Policy = DEFAULT) -> list[Problem]:
    """What is wrong with the text alone, in the order of the file."""
    return limited(sift(document, _text_problems(document, policy)).told)


def config_problems(analysis: ConfigAnalysis, policy: Policy = DEFAULT) -> list[Problem]:
    """What is wrong with the model and the files that the config names, in the order of the file.

    Nothing where Merge cannot read the text: one mistake, one problem. Stops between two checks where the work is cancelled.
    """
    document = analysis.document
    if document.faults:
        return []
    found = list(_config_problems(analysis, policy)) if document.type.full_name == PIPELINE else []
    sifted = sift(document, sorted(found, key=_place))
    told = sifted.told
    if MARK in document.text and policy.runs(UNUSED_SUPPRESSION):
        used = sifted.used | sift(document, _text_problems(document, policy)).used
        told += (_problem(UNUSED_SUPPRESSION, finding, policy) for finding in unused_suppressions(document, used))
        told.sort(key=_place)
    return limited(told)


def _text_problems(document: Document, policy: Policy) -> list[Problem]:
    other = other_kind_of_file
    if document.faults and (said := [*_guarded(other, document)]):
        return [_problem(other, finding, policy) for finding in said if policy.runs(other)]
    found = [*_fault_problems(document, policy)]
    for check in TEXT_CHECKS:
        if policy.runs(check):
            found += (_problem(check, finding, policy) for finding in _guarded(check, document))
    return sorted(found, key=_place)


def _fault_problems(document: Document, policy: Policy) -> Iterator[Problem]:
    """The faults of the text. Fixes take time to find, so faults beyond the limit are told as they are."""
    told = _told_by_others(document)
    for number, fault in enumerate(document.faults):
        check: Declaration
        found: Finding | None
        if number in told:
            check = SYNTAX_CHECKS[fault.code] if isinstance(fault, SyntaxFault) else SCHEMA_CHECKS[fault.code]
            found = told[number]
        elif isinstance(fault, SyntaxFault):
            check = syntax_check = SYNTAX_CHECKS[fault.code]
            found = _fault_finding(syntax_check, document, fault, number)
        else:
            check = schema_check = SCHEMA_CHECKS[fault.code]
            found = _fault_finding(schema_check, document, fault, number)
        if found is not None and policy.runs(check):
            yield _problem(check, found, policy)


def _told_by_others(document: Document) -> Mapping[int, Finding | None]:
    """What one fault says for others; nothing where that cannot be found out."""
    try:
        return told_by_others(document)
    except Exception:
        log.exception('the consequences of a fault were not found')
        return {}


def _fault_finding(check: FaultCheck[Fault], document: Document, fault: Fault, number: int) -> Finding | None:
    """What its check says of a fault; the fault itself where the check fails, or nobody would see its fixes."""
    if number < MOST_PROBLEMS:
        try:
            return check.run(document, fault)
        except Exception:
            log.exception('the check `%s` failed', check.code)
    return Finding(fault.span, fault.message)


def _config_problems(analysis: ConfigAnalysis, policy: Policy) -> Iterator[Problem]:
    for check in CONFIG_CHECKS:
        step()
        if policy.runs(check) and analysis.framework in check.frameworks:
            for finding in _guarded(check, analysis):
                yield _problem(check, finding, policy)


def _guarded(check: Check[Subject], subject: Subject) -> Iterator[Finding]:
    """What a check finds. One that raises is logged with its code, and the others still speak."""
    try:
        yield from check.run(subject)
    except Exception:
        log.exception('the check `%s` failed', check.code)


def _problem(check: Declaration, finding: Finding, policy: Policy) -> Problem:
    severity = finding.severity or check.severity
    return policy.judge(Problem(check.code, check.family, severity, *finding[:-1]))


def _place(problem: Problem) -> tuple[int, int]:
    return problem.span
