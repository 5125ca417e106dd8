"""The one exception of this package: bytes that are not what they should be. It never leaves `reader.read_checkpoint`."""

from __future__ import annotations


class Damage(Exception):
    """The parser of a format met bytes that the format does not allow; the text says which, for the person."""
