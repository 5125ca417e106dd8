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
    that it silently does not read, each with a sentence on what holds instead (perhaps none).
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
        if self.takes:
            parts.append(f'Takes {_names(self.takes)}.')
        if self.ignores:
            parts.append(f'Ignores {_names(self.ignores)}.')
        return '\n\n'.join(parts)


def _names(fields: Mapping[str, str] | frozenset[str]) -> str:
    return ', '.join(f'`{name}`' for name in sorted(fields))
