"""What is known of one feature extractor that the API registers: its row in the registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pipeline_config_ls.architectures.framework import Framework

Build_co = TypeVar('Build_co', covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureExtractor(Generic[Build_co]):
    """An extractor: `name` is what `feature_extractor.type` says, `build` makes it from its message.

    `sizes` are the sides of the images that it is usually given, `smallest` the least that it works with, in pixels. `takes` are
    the fields that stop the builder where they are set for another extractor. `ignores` are the fields of its message
    that it silently does not read, each with a sentence on what holds instead.
    """

    name: str
    framework: Framework
    architecture: str
    build: Build_co
    documentation: str
    sizes: tuple[int, ...] = ()
    smallest: int = 1
    takes: frozenset[str] = frozenset()
    ignores: Mapping[str, str] = field(default_factory=dict)

    def describe(self) -> str:
        """Everything that a person who chooses an extractor wants to know, as Markdown."""
        parts = [self.documentation]
        usual = ' or '.join(f'{side}×{side}' for side in self.sizes)
        least = f'at least {self.smallest} pixels a side' if self.smallest > 1 else ''
        if usual or least:
            parts.append(f'Images: {", ".join(filter(None, (f"usually {usual}" if usual else "", least)))}.')
        options = sorted(self.takes - self.ignores.keys())
        if options:
            parts.append(f'Options of its own: {", ".join(f"`{name}`" for name in options)}.')
        if self.ignores:
            lines = (f'- `{name}`: {instead}' for name, instead in self.ignores.items())
            parts.append('\n'.join(('Ignores', *lines)))
        return '\n\n'.join(parts)
