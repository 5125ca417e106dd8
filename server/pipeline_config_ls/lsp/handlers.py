"""What an editor may ask for and tell: one table from methods to typed handlers.

Questions that need no more than the text are answered at once. Those that may look at the disk are answered by the
worker, before the checks that nobody waits for; some need to only at certain places, and say so. A file that is not
open has no answers: that is decided once, here, and handlers are given the file.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, Protocol, TypeVar

from lsprotocol import types

from pipeline_config_ls.collector import without_collector
from pipeline_config_ls.features.code_actions import code_actions
from pipeline_config_ls.features.code_lens import lenses, placed
from pipeline_config_ls.features.completion import complete, resolve
from pipeline_config_ls.features.completion_item import Style, listed
from pipeline_config_ls.features.definition import definition
from pipeline_config_ls.features.document_highlight import document_highlights
from pipeline_config_ls.features.document_link import document_links
from pipeline_config_ls.features.folding import folding_ranges
from pipeline_config_ls.features.formatting import format_range, formatting_edits
from pipeline_config_ls.features.hover import hover, reads_files
from pipeline_config_ls.features.inlay_hints import inlay_hints
from pipeline_config_ls.features.json_text import JsonText
from pipeline_config_ls.features.on_type_formatting import format_on_type
from pipeline_config_ls.features.paths import complete_from_files
from pipeline_config_ls.features.paths import reads_files as reads_disk
from pipeline_config_ls.features.plain_json import Json, edit_json
from pipeline_config_ls.features.plain_text import plain_text, without_pictures
from pipeline_config_ls.features.references import references
from pipeline_config_ls.features.rename import CannotRename, prepare_rename, rename
from pipeline_config_ls.features.selection_range import selection_range
from pipeline_config_ls.features.semantic_tokens import semantic_tokens, token_edits
from pipeline_config_ls.features.set_up_action import set_up_action
from pipeline_config_ls.features.symbols import symbols
from pipeline_config_ls.features.text_document_content import text_document_content
from pipeline_config_ls.features.workspace_symbol import workspace_symbols
from pipeline_config_ls.lsp.commands import execute_command
from pipeline_config_ls.lsp.documents import File
from pipeline_config_ls.lsp.errors import RequestFailed
from pipeline_config_ls.lsp.notifications import NOTIFICATIONS
from pipeline_config_ls.lsp.session import Session
from pipeline_config_ls.lsp.workspace import workspace_file, workspace_files
from pipeline_config_ls.lsp.workspace_diagnostics import workspace_diagnostics


class AboutText(Protocol):
    """The parameters of a request about one text."""

    @property
    def text_document(self) -> types.TextDocumentIdentifier: ...


P = TypeVar('P')
T = TypeVar('T', bound=AboutText)
R = TypeVar('R')

# A handler as the connection calls it.
Handler = Callable[[Session, Any], Any]


def of_text(answer: Callable[[Session, File, T], R]) -> Callable[[Session, T], R | Awaitable[Any] | None]:
    """A request that needs no more than an open text. It may be a coroutine that asks the worker for the rest."""

    def handle(session: Session, params: T) -> R | Awaitable[Any] | None:
        file = session.file(params.text_document.uri)
        if file is None or not file.is_ours:
            return None
        return _in_worker(session, answer, file, params) if file.is_long else answer(session, file, params)

    return handle


async def _in_worker(session: Session, answer: Callable[[Session, File, T], R], file: File, params: T) -> Any:
    """The answer about a text that takes long to read: the connection goes on meanwhile."""

    def ask() -> R:
        with without_collector():
            return answer(session, file, params)

    result = await session.in_worker(ask)
    return await result if isinstance(result, Awaitable) else result


def of_files(
    answer: Callable[[Session, File, T], R],
) -> Callable[[Session, T], Coroutine[Any, Any, R] | None]:
    """A request about an open text that may read the disk: the whole of it runs in the worker."""

    def handle(session: Session, params: T) -> Coroutine[Any, Any, R] | None:
        file = session.file(params.text_document.uri)
        return session.in_worker(answer, session, file, params) if file and file.is_ours else None

    return handle


def completion(session: Session, file: File, params: types.CompletionParams) -> Json | Awaitable[Json]:
    """Fields and values; in a string that names a file, files."""
    offset = file.positions.offset(params.position)
    style = Style(session.capabilities.snippets, session.capabilities.is_like_vscode)
    items = complete(file.document, offset, file.positions, style)
    if not file.is_local or not reads_disk(file.document, offset):
        return listed(items)

    def ask() -> Json:
        return listed(complete_from_files(file.analysis, offset, file.positions, items, style))

    return session.in_worker(ask)


def completion_item_resolve(session: Session, item: types.CompletionItem) -> types.CompletionItem:
    """The documentation of one item."""
    item = resolve(item, session.schema)
    if isinstance(item.documentation, types.MarkupContent) and not session.capabilities.markdown_items:
        item.documentation = plain_text(item.documentation.value)
    return item


def text_document_hover(
    session: Session, file: File, params: types.HoverParams
) -> types.Hover | Awaitable[types.Hover | None] | None:
    """What a field is for, and what becomes of the checkpoint."""
    offset = file.positions.offset(params.position)
    analysis = file.readable if reads_files(file.document, offset) else None
    if analysis is None:
        return _as_shown(session, hover(file.document, offset, file.positions))

    commands = session.capabilities.client_commands

    def ask() -> types.Hover | None:
        return _as_shown(session, hover(file.document, offset, file.positions, analysis, file.uri, commands))

    return session.in_worker(ask)


def _as_shown(session: Session, shown: types.Hover | None) -> types.Hover | None:
    """A hover for this client: pictures are for VS Code, whose Markdown takes them."""
    if shown is None or not isinstance(shown.contents, types.MarkupContent):
        return shown
    text = shown.contents.value
    if not session.capabilities.markdown_hovers:
        shown.contents = types.MarkupContent(types.MarkupKind.PlainText, plain_text(text))
    elif not session.capabilities.is_like_vscode:
        shown.contents = types.MarkupContent(types.MarkupKind.Markdown, without_pictures(text))
    return shown


def code_action(session: Session, file: File, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Fixes of the problems in a range."""
    only = params.context.only
    # A kind is an open enumeration: one that lsprotocol does not list comes as a text.
    kinds = None if only is None else [kind.value if isinstance(kind, types.CodeActionKind) else kind for kind in only]
    problems, span = session.scheduler.problems(file.uri), file.positions.span(params.range)
    set_up = set_up_action(file.document, span, file.uri, session.capabilities.client_commands, kinds)
    return [*code_actions(file.document, problems, span, file.positions, file.uri, kinds), *set_up]


def formatting(session: Session, file: File, params: types.DocumentFormattingParams) -> list[Json]:
    """The whole file in txtpbfmt's style."""
    return [edit_json(file.positions, edit) for edit in formatting_edits(file.document)]


def range_formatting(session: Session, file: File, params: types.DocumentRangeFormattingParams) -> list[types.TextEdit]:
    """Some lines of it."""
    return format_range(file.document, file.positions, params.range)


def on_type_formatting(
    session: Session, file: File, params: types.DocumentOnTypeFormattingParams
) -> list[types.TextEdit]:
    """The indentation of the line that is being typed."""
    return format_on_type(file.document, file.positions.offset(params.position), params.ch, file.positions)


def document_symbol(session: Session, file: File, params: types.DocumentSymbolParams) -> JsonText:
    """The outline."""
    return symbols(file.document, file.positions)


def folding_range(session: Session, file: File, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
    """What can be folded."""
    return folding_ranges(file.document)


def selection_ranges(session: Session, file: File, params: types.SelectionRangeParams) -> list[types.SelectionRange]:
    """Selections that grow, for each cursor."""
    offsets = [file.positions.offset(position) for position in params.positions]
    return [selection_range(file.document, offset, file.positions) for offset in offsets]


def document_highlight(
    session: Session, file: File, params: types.DocumentHighlightParams
) -> list[types.DocumentHighlight]:
    """The same field elsewhere."""
    return document_highlights(file.document, file.positions.offset(params.position), file.positions)


def semantic_tokens_full(session: Session, file: File, params: types.SemanticTokensParams) -> types.SemanticTokens:
    """What each word is."""
    return session.remember_tokens(file.uri, semantic_tokens(file.document, file.positions))


def semantic_tokens_range(
    session: Session, file: File, params: types.SemanticTokensRangeParams
) -> types.SemanticTokens:
    """What each word of a range is."""
    return types.SemanticTokens(semantic_tokens(file.document, file.positions, file.positions.span(params.range)))


def semantic_tokens_delta(
    session: Session, file: File, params: types.SemanticTokensDeltaParams
) -> types.SemanticTokens | types.SemanticTokensDelta:
    """What has changed since the last answer; all of it, where that is not known any more."""
    last = session.last_tokens(file.uri, params.previous_result_id)
    tokens = session.remember_tokens(file.uri, semantic_tokens(file.document, file.positions))
    if last is None:
        return tokens
    return types.SemanticTokensDelta(token_edits(last, tokens.data), tokens.result_id)


def document_link(session: Session, file: File, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
    """The files that the config names."""
    there = document_links(file.analysis, file.positions)
    for link in there:
        link.tooltip = link.tooltip if session.capabilities.link_tooltips else None
    return there


def text_document_definition(
    session: Session, file: File, params: types.DefinitionParams
) -> Awaitable[list[types.Location]]:
    """Where a field is declared, the file that a value names, what a component is, the item of a class."""
    workspace, offset = session.workspace(), file.positions.offset(params.position)

    def ask() -> list[types.Location]:
        everything = workspace_files(workspace.files())
        return definition(workspace_file(file), offset, everything, shows_texts=session.capabilities.shows_texts)

    return session.in_worker(ask)


def workspace_text_document_content(
    session: Session, params: types.TextDocumentContentParams
) -> types.TextDocumentContentResult:
    """A text that definitions lead to, and that lies on no disk."""
    return types.TextDocumentContentResult(text_document_content(params.uri, session.schema))


def code_lens(session: Session, file: File, params: types.CodeLensParams) -> list[types.CodeLens]:
    """Answers above the lines that they are about."""
    analysis, commands = file.readable, session.capabilities.client_commands
    if analysis is not None:
        session.last_lenses[file.uri] = lenses(analysis, commands, session.settings)
    known = session.last_lenses.get(file.uri, [])
    return placed(known, file.document, file.positions, file.uri, commands, is_outdated=analysis is None)


def inlay_hint(session: Session, file: File, params: types.InlayHintParams) -> list[types.InlayHint]:
    """Answers behind the values that they are about."""
    analysis = file.readable
    if analysis is None:
        return []
    return inlay_hints(analysis, file.positions.span(params.range), file.positions, session.settings)


def find_references(session: Session, file: File, params: types.ReferenceParams) -> Awaitable[list[types.Location]]:
    """Where else the workspace names the same path or class."""
    workspace, offset = session.workspace(), file.positions.offset(params.position)
    declaration = params.context.include_declaration

    def ask() -> list[types.Location]:
        everything = workspace_files(workspace.files())
        return references(workspace_file(file), offset, everything, with_declaration=declaration)

    return session.in_worker(ask)


def prepare(session: Session, file: File, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    """What a rename would be about."""
    return prepare_rename(workspace_file(file), file.positions.offset(params.position))


def rename_everywhere(session: Session, file: File, params: types.RenameParams) -> Awaitable[types.WorkspaceEdit]:
    """A path or a class under another name, in the whole workspace."""
    workspace, offset = session.workspace(), file.positions.offset(params.position)

    def ask() -> types.WorkspaceEdit:
        everything = workspace_files(workspace.files())
        answer = rename(workspace_file(file), offset, params.new_name, everything)
        if isinstance(answer, CannotRename):
            raise RequestFailed(answer.message)
        return answer

    return session.in_worker(ask)


def workspace_symbol(session: Session, params: types.WorkspaceSymbolParams) -> Awaitable[list[types.WorkspaceSymbol]]:
    """Models and classes of the workspace, by name."""
    workspace = session.workspace()
    return session.in_worker(lambda: workspace_symbols(params.query, workspace_files(workspace.files())))


async def diagnostic(session: Session, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """What is wrong with a file, as far as it is known now; the client is told when more is."""
    await session.ready()
    await session.read(params.text_document.uri)
    return session.report(params.text_document.uri, params.previous_result_id)


HANDLERS: dict[str, Handler] = {
    types.TEXT_DOCUMENT_COMPLETION: of_text(completion),
    types.COMPLETION_ITEM_RESOLVE: completion_item_resolve,
    types.TEXT_DOCUMENT_HOVER: of_text(text_document_hover),
    types.TEXT_DOCUMENT_CODE_ACTION: of_text(code_action),
    types.TEXT_DOCUMENT_FORMATTING: of_text(formatting),
    types.TEXT_DOCUMENT_RANGE_FORMATTING: of_text(range_formatting),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: of_text(document_symbol),
    types.TEXT_DOCUMENT_FOLDING_RANGE: of_text(folding_range),
    types.TEXT_DOCUMENT_SELECTION_RANGE: of_text(selection_ranges),
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: of_text(document_highlight),
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: of_text(semantic_tokens_full),
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA: of_text(semantic_tokens_delta),
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE: of_text(semantic_tokens_range),
    types.TEXT_DOCUMENT_ON_TYPE_FORMATTING: of_text(on_type_formatting),
    types.TEXT_DOCUMENT_REFERENCES: of_text(find_references),
    types.TEXT_DOCUMENT_PREPARE_RENAME: of_files(prepare),
    types.TEXT_DOCUMENT_RENAME: of_text(rename_everywhere),
    types.WORKSPACE_SYMBOL: workspace_symbol,
    types.TEXT_DOCUMENT_DOCUMENT_LINK: of_files(document_link),
    types.TEXT_DOCUMENT_DEFINITION: of_text(text_document_definition),
    types.WORKSPACE_TEXT_DOCUMENT_CONTENT: workspace_text_document_content,
    types.TEXT_DOCUMENT_INLAY_HINT: of_files(inlay_hint),
    types.TEXT_DOCUMENT_CODE_LENS: of_files(code_lens),
    types.WORKSPACE_EXECUTE_COMMAND: execute_command,
    types.TEXT_DOCUMENT_DIAGNOSTIC: diagnostic,
    types.WORKSPACE_DIAGNOSTIC: workspace_diagnostics,
    **NOTIFICATIONS,
}


def find_handler(session: Session, method: str) -> Callable[[Any], Any] | None:
    """The handler of a method in a session."""
    handler = HANDLERS.get(method)
    return partial(handler, session) if handler else None
