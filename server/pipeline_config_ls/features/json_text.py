"""Answers that a feature writes as JSON itself, because they are too large to be made of values first."""

from __future__ import annotations

from json.encoder import encode_basestring_ascii as quoted

__all__ = ['JsonText', 'quoted']


class JsonText(str):
    """An answer as the text that travels; it is sent as it is. `quoted` puts a text of any kind into one."""

    __slots__ = ()
