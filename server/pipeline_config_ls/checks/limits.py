"""The end of a long list: a file that is wrong throughout is said to be so once."""

from __future__ import annotations

from pipeline_config_ls.checks.check import Declaration, Family, Problem, Severity

MOST_PROBLEMS = 500
"""Problems that are told of one file."""

TOO_MANY_PROBLEMS = Declaration(
    'too-many-problems',
    family=Family.VALUE,
    severity=Severity.INFORMATION,
    documentation=f"""The file has more than {MOST_PROBLEMS} problems; the rest is not listed.

    Most often the file is of another kind than its name says, or one brace near its start is missing: mend the first problem
    first.
    """,
)


def limited(problems: list[Problem]) -> list[Problem]:
    """The first problems of a file, and one that says how many are left out."""
    rest = len(problems) - MOST_PROBLEMS
    if rest <= 0:
        return problems
    told = problems[:MOST_PROBLEMS]
    check = TOO_MANY_PROBLEMS
    message = f'{rest} more problem{"" if rest == 1 else "s"} of this file {"is" if rest == 1 else "are"} not listed; mend the first ones first.'
    return [*told, Problem(check.code, check.family, check.severity, told[-1].span, message)]
