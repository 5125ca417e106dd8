"""What the API raised, at which of the steps that training takes, as a value."""

from __future__ import annotations

import re
from typing import Any, Dict, List, NamedTuple

_MESSAGE_LIMIT = 4000


class Raised(NamedTuple):
    """`stage` is a step of training (see `Stages`), `error` the class of the exception, `bases` the classes that it is of."""

    stage: str
    error: str
    message: str
    bases: List[str]

    def as_json(self) -> Dict[str, Any]:
        """As the worker sends it."""
        return self._asdict()


def raised(stage: str, error: BaseException) -> Raised:
    """The exception as a value."""
    bases = [base.__name__ for base in type(error).__mro__ if base is not object]
    return Raised(stage, type(error).__name__, message_of(error), bases)


def message_of(error: BaseException, limit: int = _MESSAGE_LIMIT) -> str:
    """What the exception says: without Keras's account of the layer that it passed, without memory addresses."""
    text = str(error)
    if text.startswith('Exception encountered when calling layer'):
        text = text.split('\n\n')[1]
    return re.sub(r'0x[0-9a-f]{6,}', '0x', text).strip()[:limit]


class Stages:
    """The step that is under way, told to whoever waits."""

    def __init__(self, say: Any = None) -> None:
        self.current = ''
        self._entered: List[str] = []
        self._say = say

    def enter(self, stage: str, title: str = '') -> None:
        """The next step begins. `title` is for the person; a step without one is over at once."""
        self.current = stage
        self._entered.append(stage)
        if title and self._say is not None:
            self._say(stage, title)

    def entered(self, stage: str) -> bool:
        """Whether a step was begun."""
        return stage in self._entered
