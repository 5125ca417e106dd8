"""The two languages, as the editor's extension declares them: which file is a config, and which is a label map.

The one declared list: the extension's package.json has the same (a test compares them). Names decide first; then the
first field, for what has a suffix of the text format.
"""

from __future__ import annotations

import re
from enum import Enum
from fnmatch import translate
from typing import NamedTuple


class Language(Enum):
    """The ids of the languages in an editor."""

    PIPELINE = 'pipeline-config'
    LABEL_MAP = 'tf-label-map'


class Recognition(NamedTuple):
    """How files of a language are recognized; `first_line` is a regular expression for editors and for us."""

    filenames: tuple[str, ...]
    patterns: tuple[str, ...]
    first_line: str


RECOGNITION = {
    Language.PIPELINE: Recognition(
        filenames=('pipeline.config',),
        patterns=(
            '*pipeline*.config',
            'ssd*_*.config',
            '*faster_rcnn_*.config',
            '*mask_rcnn_*.config',
            'rfcn_*.config',
            'context_rcnn_*.config',
            '*centernet_*.config',
            '*center_net_*.config',
            '*efficientdet_*.config',
            '*mobilenet_*.config',
            '*_coco*.config',
            '*_pets*.config',
        ),
        first_line=(
            r'^\s*(model|train_config|eval_config|train_input_reader|eval_input_reader|train_input_config'
            r'|eval_input_config|graph_rewriter)\s*:?\s*[{<]'
        ),
    ),
    Language.LABEL_MAP: Recognition(
        filenames=(),
        patterns=('*label*map*.pbtxt', '*label*.pbtxt'),
        first_line=r'^\s*item\s*:?\s*[{<]',
    ),
}
# What the text format is kept in. A file of another suffix is one of ours by its name only.
SUFFIXES = ('.config', '.pbtxt', '.textproto', '.txtpb', '.textpb', '.prototxt', '.label_map', '.labelmap')

# What may stand before the first field.
_NOTHING_YET = re.compile(r'(?:\s|\ufeff|#[^\n]*(?![^\n]))*')
_NAMES = {
    language: re.compile('|'.join(translate(name) for name in (*found.filenames, *found.patterns)))
    for language, found in RECOGNITION.items()
}
_FIRST = {language: re.compile(found.first_line) for language, found in RECOGNITION.items()}


def language_by_name(name: str) -> Language | None:
    """The language of a file by its name alone."""
    lower = name.lower()
    return next((language for language, names in _NAMES.items() if names.fullmatch(lower)), None)


def language_by_text(text: str) -> Language | None:
    """The language of a text by its first field, comments before it skipped."""
    start = _NOTHING_YET.match(text)
    first = text[start.end() if start else 0 :][:200]
    return next((language for language, line in _FIRST.items() if line.match(first)), None)


def language_of(name: str, text: str) -> Language | None:
    """The language of a file by its name, or else by its first lines."""
    return language_by_name(name) or language_by_text(text)


def may_hold(name: str) -> bool:
    """Whether a file of this name is worth a look into, where the name alone does not tell."""
    return name.lower().endswith(SUFFIXES)
