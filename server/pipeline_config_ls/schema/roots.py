"""Which message a file holds. The text format does not say; whoever knows best decides.

In this order: the file's own header; the language that the editor says it is; what names it, such as `label_map_path` of
a config; its name; its first lines; its suffix. Knows the names of messages, not whether a schema has them.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from pipeline_config_ls.schema.languages import Language, language_by_name, language_by_text

PIPELINE = 'object_detection.protos.TrainEvalPipelineConfig'
LABEL_MAP = 'object_detection.protos.StringIntLabelMap'
ROOTS = {Language.PIPELINE: PIPELINE, Language.LABEL_MAP: LABEL_MAP}

# The header of txtpbfmt and of protobuf's own text format specification, in the comments before the first
# field.
HEADER = re.compile(r'#[ \t]*proto-message:[ \t]*([A-Za-z_][\w.]*)')
FIRST_NAME = re.compile(r'(?:\s|\ufeff|#[^\n]*(?![^\n]))*([A-Za-z_]\w*)')
# What a label map written from memory begins with: `Item {`, or a name or an id without the item around it.
LABEL_MAP_WORDS = frozenset(('', 'item', 'items', 'name', 'id', 'display_name'))
LABEL_MAP_SUFFIXES = ('.pbtxt', '.label_map', '.labelmap')
PIPELINE_SUFFIXES = ('.config',)


def root_for(
    path: str | PurePath, text: str, *, language: str | None = None, named_as: str | None = None
) -> str | None:
    """The full name of the message that a file holds, None for a file that is neither config nor label map.

    `language` is the editor's id of its language, `named_as` the message that a config takes it for. A
    `# proto-message: NAME` header decides; a name without a package is taken to be one of ours.
    """
    first = FIRST_NAME.match(text)
    head = text[: first.start(1)] if first else text
    header = HEADER.search(head)
    if header:
        name = header[1]
        return name if '.' in name else f'object_detection.protos.{name}'
    said = next((one for one in Language if one.value == language), None)
    if said or named_as:
        return ROOTS[said] if said else named_as
    found = language_by_name(PurePath(str(path).replace('\\', '/')).name) or language_by_text(text)
    return ROOTS[found] if found else _by_suffix(path, first[1] if first else '')


def _by_suffix(path: str | PurePath, first: str) -> str | None:
    """By the suffix alone: .pbtxt also holds graphs, so there the first name must be one that a label map may have."""
    suffix = PurePath(path).suffix.lower()
    if suffix in PIPELINE_SUFFIXES:
        return PIPELINE
    return LABEL_MAP if suffix in LABEL_MAP_SUFFIXES and first.lower() in LABEL_MAP_WORDS else None
