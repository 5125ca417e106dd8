"""Names that are agreed on with the client at the start: what semantic tokens are called, and which code actions there are.

Apart from what uses them, because the server announces them before it has imported anything that knows configs.
"""

from __future__ import annotations

from lsprotocol import types

TOKEN_TYPES = ('property', 'class', 'enumMember', 'number', 'string', 'keyword', 'comment', 'type')
TOKEN_MODIFIERS = ('deprecated',)
LEGEND = types.SemanticTokensLegend(list(TOKEN_TYPES), list(TOKEN_MODIFIERS))
# The scheme of texts that the server makes: `text_document_content`.
TEXT_SCHEME = 'pipeline-config'
FIX_ALL = 'source.fixAll.pipeline-config'
CODE_ACTION_KINDS = (types.CodeActionKind.QuickFix.value, FIX_ALL)
# What on-type formatting looks at.
FORMAT_TRIGGERS = ('}', '\n')
# A colon or a quote begins a value, a brace a block, a slash the next step of a path.
COMPLETION_TRIGGERS = ('{', ':', '"', "'", '/')
