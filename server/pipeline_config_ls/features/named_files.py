"""The files that a config names: which of its strings are paths, and what they lead to. For links, references, watching."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.checkpoints.prefix import index_file
from pipeline_config_ls.document import BoundField, BoundValue, Document
from pipeline_config_ls.files.kinds import is_file
from pipeline_config_ls.schema import Kind
from pipeline_config_ls.textproto import Scalar, Span


class NamedFile(NamedTuple):
    """A string that names a file; `span` is what stands between its quotes."""

    field: BoundField
    value: BoundValue
    path: str
    span: Span


def named_files(document: Document) -> Iterator[NamedFile]:
    """Every path in a config, in the order of the file."""
    for field in document.fields:
        if field.type is None or field.type.kind is not Kind.STRING or not names_a_file(field.name):
            continue
        for value in field.values:
            if isinstance(value.syntax, Scalar) and isinstance(value.value, str) and value.value:
                yield NamedFile(field, value, value.value, Span(value.syntax.start + 1, value.syntax.end - 1))


def names_a_file(name: str) -> bool:
    """Whether a string field of this name holds a path."""
    return name.endswith(('_path', '_checkpoint'))


def label_map_paths(analysis: ConfigAnalysis) -> frozenset[str]:
    """Every path that a config may mean by a `label_map_path`. Reads nothing."""
    return frozenset(
        str(place)
        for named in named_files(analysis.document)
        if named.field.name.endswith('label_map_path')
        for place in analysis.places(named.path)
    )


def target(analysis: ConfigAnalysis, named: NamedFile) -> Path | None:
    """The file that a path names, if it is there; for a checkpoint, its index."""
    written = index_file(named.path) if named.field.name == 'fine_tune_checkpoint' else named.path
    return next((place.absolute() for place in analysis.places(written) if is_file(place)), None)
