"""Which message a file holds. The text format does not say, so its header, its name and its first field do.

Knows the names of messages, not whether a schema has them.
"""

from __future__ import annotations

import re
from pathlib import PurePath

PIPELINE = 'object_detection.protos.TrainEvalPipelineConfig'
LABEL_MAP = 'object_detection.protos.StringIntLabelMap'

# The header of txtpbfmt and of protobuf's own text format specification, in the comments before the first
# field.
HEADER = re.compile(r'#[ \t]*proto-message:[ \t]*([A-Za-z_][\w.]*)')
FIRST_NAME = re.compile(r'(?:\s|\ufeff|#[^\n]*(?![^\n]))*([A-Za-z_]\w*)')
PIPELINE_FIELDS = frozenset(
    ('model', 'train_config', 'train_input_reader', 'eval_config', 'eval_input_reader', 'graph_rewriter')
)
LABEL_MAP_SUFFIXES = ('.pbtxt', '.label_map', '.labelmap')
PIPELINE_SUFFIXES = ('.config',)


def root_for(path: str | PurePath, text: str) -> str | None:
    """The full name of the message that a file holds, None for a file that is neither config nor label map.

    A `# proto-message: NAME` header decides; a name without a package is taken to be one of ours. Then the
    first field: .pbtxt also holds frozen graphs, and some users keep their pipeline in one. Then the suffix.
    """
    first = FIRST_NAME.match(text)
    head = text[: first.start(1)] if first else text
    header = HEADER.search(head)
    if header:
        name = header[1]
        return name if '.' in name else f'object_detection.protos.{name}'
    suffix = PurePath(path).suffix.lower()
    if suffix in PIPELINE_SUFFIXES:
        return PIPELINE
    name = first[1] if first else ''
    if name in PIPELINE_FIELDS and suffix in ('.pbtxt', '.textproto', '.txtpb', '.prototxt'):
        return PIPELINE
    if suffix in LABEL_MAP_SUFFIXES and name in ('item', ''):
        return LABEL_MAP
    return None
