"""What a person wants to hear of: codes with another severity than their own, and codes that are off."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pipeline_config_ls.checks.check import Declaration, Problem, Severity

OFF = 'off'


@dataclass(frozen=True, slots=True)
class Policy:
    """`levels` gives codes another severity, None for off. Where `select` is not empty, all codes but those are off."""

    levels: Mapping[str, Severity | None] = field(default_factory=dict)
    select: frozenset[str] = frozenset()

    def runs(self, check: Declaration) -> bool:
        """Whether anybody wants to hear of this check."""
        if self.select and check.code not in self.select:
            return False
        if check.code in self.levels:
            return self.levels[check.code] is not None
        return check.enabled or check.code in self.select

    def judge(self, problem: Problem) -> Problem:
        """The problem with the severity that the person gave its code."""
        level = self.levels.get(problem.code)
        return problem if level is None else problem._replace(severity=level)


DEFAULT = Policy()


def policy_of(levels: Mapping[str, str], ignore: Collection[str] = (), select: Collection[str] = ()) -> Policy:
    """A policy in the words of the settings: `off`, `hint`, `information`, `warning`, `error`. Other words count for nothing."""
    named = {severity.value: severity for severity in Severity}
    chosen: dict[str, Severity | None] = {
        code: named.get(word) for code, word in levels.items() if word == OFF or word in named
    }
    return Policy({**chosen, **dict.fromkeys(ignore)}, frozenset(select))
