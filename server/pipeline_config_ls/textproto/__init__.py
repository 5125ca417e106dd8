"""The protobuf text format: tokens, lossless tree, line index, formatter. Knows no schema and no protocol."""

from pipeline_config_ls.textproto.lines import Encoding, LineIndex, Position, index_lines, merge_line
from pipeline_config_ls.textproto.parser import parse
from pipeline_config_ls.textproto.tree import (
    Edit,
    Field,
    ListValue,
    Message,
    Name,
    Scalar,
    ScalarKind,
    Span,
    SyntaxCode,
    SyntaxFault,
    Tree,
)

__all__ = [
    'Edit',
    'Encoding',
    'Field',
    'LineIndex',
    'ListValue',
    'Message',
    'Name',
    'Position',
    'Scalar',
    'ScalarKind',
    'Span',
    'SyntaxCode',
    'SyntaxFault',
    'Tree',
    'index_lines',
    'merge_line',
    'parse',
]
