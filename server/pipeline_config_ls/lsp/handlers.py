"""What an editor may ask for, a function each: from its parameters to `features`, and the answer back.

Questions that need no more than the text are answered at once. Those that may look at the disk are answered by the
worker that looks at it for the checks: what it has found out already is there, and the connection never waits.
A file that is not open has no answers.
"""

from __future__ import annotations

from lsprotocol import types

from pipeline_config_ls.features.code_actions import code_actions
from pipeline_config_ls.features.completion import complete, resolve
from pipeline_config_ls.features.folding import folding_ranges
from pipeline_config_ls.features.formatting import format_document, format_range
from pipeline_config_ls.features.hover import hover
from pipeline_config_ls.features.inlay_hints import inlay_hints
from pipeline_config_ls.features.navigation import definition, highlights, links, selection_range
from pipeline_config_ls.features.paths import complete_path
from pipeline_config_ls.features.semantic_tokens import semantic_tokens
from pipeline_config_ls.features.symbols import symbols
from pipeline_config_ls.lsp.session import Session


async def completion(session: Session, params: types.CompletionParams) -> types.CompletionList | None:
    """Fields and values; in a string that names a file, files."""
    file = session.file(params.text_document.uri)
    if file is None:
        return None
    offset = file.positions.offset(params.position)
    items = await session.in_worker(complete_path, file.case, offset, file.positions)
    items += complete(file.document, offset, file.positions, snippets=session.capabilities.snippets)
    for item in items:
        if isinstance(item.data, dict):
            item.data['uri'] = file.uri
    return types.CompletionList(is_incomplete=False, items=items)


def completion_item_resolve(session: Session, item: types.CompletionItem) -> types.CompletionItem:
    """The documentation of one item."""
    uri = item.data.get('uri') if isinstance(item.data, dict) else None
    file = session.file(str(uri))
    if file is None:
        return item
    item = resolve(item, file.document)
    if isinstance(item.documentation, types.MarkupContent) and not session.capabilities.markdown_items:
        item.documentation = item.documentation.value
    return item


async def text_document_hover(session: Session, params: types.HoverParams) -> types.Hover | None:
    """What a field is for, and what becomes of the checkpoint."""
    file = session.file(params.text_document.uri)
    if file is None:
        return None
    offset = file.positions.offset(params.position)
    found = await session.in_worker(hover, file.document, offset, file.positions, file.readable)
    if found and isinstance(found.contents, types.MarkupContent) and not session.capabilities.markdown_hovers:
        found.contents = types.MarkupContent(types.MarkupKind.PlainText, found.contents.value)
    return found


def code_action(session: Session, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Fixes of the problems in a range."""
    file = session.file(params.text_document.uri)
    if file is None:
        return []
    problems = session.scheduler.problems(file.uri)
    only = None if params.context.only is None else [types.CodeActionKind(kind).value for kind in params.context.only]
    return code_actions(problems, file.positions.span(params.range), file.positions, file.uri, only)


def formatting(session: Session, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
    """The whole file in txtpbfmt's style."""
    file = session.file(params.text_document.uri)
    return format_document(file.document, file.positions) if file else []


def range_formatting(session: Session, params: types.DocumentRangeFormattingParams) -> list[types.TextEdit]:
    """Some lines of it."""
    file = session.file(params.text_document.uri)
    return format_range(file.document, file.positions, params.range) if file else []


def document_symbol(session: Session, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """The outline."""
    file = session.file(params.text_document.uri)
    return symbols(file.document, file.positions) if file else []


def folding_range(session: Session, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
    """What can be folded."""
    file = session.file(params.text_document.uri)
    return folding_ranges(file.document) if file else []


def selection_ranges(session: Session, params: types.SelectionRangeParams) -> list[types.SelectionRange]:
    """Selections that grow, for each cursor."""
    file = session.file(params.text_document.uri)
    if file is None:
        return []
    offsets = [file.positions.offset(position) for position in params.positions]
    return [selection_range(file.document, offset, file.positions) for offset in offsets]


def document_highlight(session: Session, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
    """The same field elsewhere."""
    file = session.file(params.text_document.uri)
    return highlights(file.document, file.positions.offset(params.position), file.positions) if file else []


def semantic_tokens_full(session: Session, params: types.SemanticTokensParams) -> types.SemanticTokens | None:
    """What each word is."""
    file = session.file(params.text_document.uri)
    return semantic_tokens(file.document, file.positions) if file else None


async def document_link(session: Session, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
    """The files that the config names."""
    file = session.file(params.text_document.uri)
    if file is None:
        return []
    found = await session.in_worker(links, file.case, file.positions)
    for link in found:
        link.tooltip = link.tooltip if session.capabilities.link_tooltips else None
    return found


async def text_document_definition(session: Session, params: types.DefinitionParams) -> types.Location | None:
    """Where a field is declared, or the file that a value names."""
    file = session.file(params.text_document.uri)
    if file is None:
        return None
    return await session.in_worker(definition, file.case, file.positions.offset(params.position), file.positions)


async def inlay_hint(session: Session, params: types.InlayHintParams) -> list[types.InlayHint]:
    """Answers behind the values that they are about."""
    file = session.file(params.text_document.uri)
    if file is None or file.readable is None:
        return []
    return await session.in_worker(inlay_hints, file.readable, file.positions.span(params.range), file.positions)
