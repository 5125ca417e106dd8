"""One file: its tree bound to the schema, the protobuf message it sets, and where each value was set."""

from pipeline_config_ls.document.binding import Block, BoundField, BoundValue, Overwrite, OverwriteKind
from pipeline_config_ls.document.cursor import Cursor, Part
from pipeline_config_ls.document.document import Document, Home, open_document
from pipeline_config_ls.document.faults import Fault, SchemaCode, SchemaFault
from pipeline_config_ls.document.places import Place
from pipeline_config_ls.document.values import Value

__all__ = [
    'Block',
    'BoundField',
    'BoundValue',
    'Cursor',
    'Document',
    'Fault',
    'Home',
    'Overwrite',
    'OverwriteKind',
    'Part',
    'Place',
    'SchemaCode',
    'SchemaFault',
    'Value',
    'open_document',
]
