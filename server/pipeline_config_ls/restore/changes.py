"""Changes to a config's fields, as values: what a predicted fix would set, before it is an edit of a text."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.document.edits import quote


class CheckpointVersion(IntEnum):
    """The values of the enum `CheckpointVersion`."""

    V1 = 1
    V2 = 2


class Change(NamedTuple):
    """Set a field, by its path, to a value; None leaves it out."""

    field: str
    value: str | float | bool | CheckpointVersion | None

    @property
    def name(self) -> str:
        """The last name of the path."""
        return self.field.rpartition('.')[2]

    @property
    def text(self) -> str:
        """The value as text format writes it."""
        match self.value:
            case CheckpointVersion():
                return self.value.name
            case bool():
                return str(self.value).lower()
            case str():
                return quote(self.value)
            case None:
                return ''
        return f'{self.value:g}'


def with_changes(config: Config, changes: tuple[Change, ...]) -> Config:
    """A copy of a message with the changes made."""
    changed = type(config)()
    changed.CopyFrom(config)
    for field, value in changes:
        *blocks, name = field.split('.')
        message = changed
        for block in blocks:
            message = getattr(message, block)
        if value is None:
            message.ClearField(name)
        else:
            setattr(message, name, value)
    return changed
