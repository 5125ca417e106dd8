"""What is agreed on at the start: what the client can do, as far as it matters, and what the server tells it can.

Apart from the handlers, because the server answers `initialize` before it has imported anything that knows configs. A
test compares the two: whatever is announced has a handler.
"""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types

from pipeline_config_ls.features import capabilities as names

# Editors that know VS Code's own commands, by what they call themselves.
LIKE_VSCODE = ('Visual Studio Code', 'VSCodium', 'Code - OSS', 'code-server', 'Cursor', 'Windsurf', 'Positron')
# Commands of our own, besides the protocol (`commands.RUN`). Those that ask TensorFlow or a bucket are answered when that has an answer.
VERIFY = 'pipeline-config-ls.verify'
READ_REMOTE = 'pipeline-config-ls.readRemote'
COMMANDS = (
    VERIFY,
    READ_REMOTE,
    'pipeline-config-ls.restoreReport',
    'pipeline-config-ls.compareConfig',
    'pipeline-config-ls.status',
    'pipeline-config-ls.setUp.checkpoints',
    'pipeline-config-ls.setUp',
    'pipeline-config-ls.useCheckpoint',
)
ENCODINGS = ('utf-8', 'utf-16', 'utf-32')


@dataclass(frozen=True, slots=True)
class ClientCapabilities:
    """What the client can do of what the server would like it to. By default nothing."""

    encoding: str = 'utf-16'
    is_like_vscode: bool = False
    snippets: bool = False
    markdown_hovers: bool = False
    markdown_items: bool = False
    link_tooltips: bool = False
    prepares_rename: bool = False
    pulls_diagnostics: bool = False
    refreshes_diagnostics: bool = False
    refreshes_inlay_hints: bool = False
    refreshes_code_lenses: bool = False
    tells_settings: bool = False
    registers_settings: bool = False
    registers_watchers: bool = False
    relative_patterns: bool = False
    shows_progress: bool = False
    shows_texts: bool = False
    client_commands: frozenset[str] = frozenset()


def read_capabilities(params: types.InitializeParams) -> ClientCapabilities:
    """What the client says of itself in `initialize`."""
    sent = params.capabilities
    texts = sent.text_document or types.TextDocumentClientCapabilities()
    workspace = sent.workspace or types.WorkspaceClientCapabilities()
    window = sent.window or types.WindowClientCapabilities()
    item = (texts.completion and texts.completion.completion_item) or types.ClientCompletionItemOptions()
    watched = workspace.did_change_watched_files or types.DidChangeWatchedFilesClientCapabilities()
    configuration = workspace.did_change_configuration
    refreshes = bool(workspace.diagnostics and workspace.diagnostics.refresh_support)
    markdown = types.MarkupKind.Markdown
    return ClientCapabilities(
        encoding=_encoding(sent.general),
        is_like_vscode=bool(params.client_info and params.client_info.name.startswith(LIKE_VSCODE)),
        snippets=bool(item.snippet_support),
        markdown_hovers=markdown in ((texts.hover and texts.hover.content_format) or ()),
        markdown_items=markdown in (item.documentation_format or ()),
        link_tooltips=bool(texts.document_link and texts.document_link.tooltip_support),
        prepares_rename=bool(texts.rename and texts.rename.prepare_support),
        # One that pulls and is never told that there is news would show what files say only when the text changes:
        # such clients are sent their diagnostics, if they take them.
        pulls_diagnostics=texts.diagnostic is not None and (refreshes or texts.publish_diagnostics is None),
        refreshes_diagnostics=refreshes,
        refreshes_inlay_hints=bool(workspace.inlay_hint and workspace.inlay_hint.refresh_support),
        refreshes_code_lenses=bool(workspace.code_lens and workspace.code_lens.refresh_support),
        tells_settings=bool(workspace.configuration),
        registers_settings=bool(configuration and configuration.dynamic_registration),
        registers_watchers=bool(watched.dynamic_registration),
        relative_patterns=bool(watched.relative_pattern_support),
        shows_progress=bool(window.work_done_progress),
        shows_texts=workspace.text_document_content is not None,
        client_commands=_commands(params.initialization_options),
    )


def _commands(sent: object) -> frozenset[str]:
    """The commands that the client says it has, as `commands` in its initialization options."""
    commands = sent.get('commands') if isinstance(sent, dict) else None
    return frozenset(name for name in commands if isinstance(name, str)) if isinstance(commands, list) else frozenset()


def _encoding(general: types.GeneralClientCapabilities | None) -> str:
    """The first encoding that the client offers and the server knows."""
    for offered in (general and general.position_encodings) or ():
        name = offered.value if isinstance(offered, types.PositionEncodingKind) else str(offered)
        if name in ENCODINGS:
            return name
    return 'utf-16'


def server_capabilities(client: ClientCapabilities, name: str) -> types.ServerCapabilities:
    """What the server can do, for this client."""
    folders = types.WorkspaceFoldersServerCapabilities(supported=True, change_notifications=True)
    pull = types.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=True, identifier=name)
    return types.ServerCapabilities(
        position_encoding=types.PositionEncodingKind(client.encoding),
        text_document_sync=types.TextDocumentSyncOptions(
            open_close=True, change=types.TextDocumentSyncKind.Full, save=types.SaveOptions(include_text=False)
        ),
        completion_provider=types.CompletionOptions(
            trigger_characters=list(names.COMPLETION_TRIGGERS), resolve_provider=True
        ),
        hover_provider=types.HoverOptions(work_done_progress=True),
        definition_provider=True,
        document_highlight_provider=True,
        document_symbol_provider=True,
        code_action_provider=types.CodeActionOptions(list(names.CODE_ACTION_KINDS)),
        document_link_provider=types.DocumentLinkOptions(resolve_provider=False),
        document_formatting_provider=True,
        document_range_formatting_provider=True,
        document_on_type_formatting_provider=types.DocumentOnTypeFormattingOptions(
            names.FORMAT_TRIGGERS[0], list(names.FORMAT_TRIGGERS[1:])
        ),
        references_provider=types.ReferenceOptions(work_done_progress=True),
        # Options are for clients that know how to prepare a rename.
        rename_provider=types.RenameOptions(True, True) if client.prepares_rename else True,
        workspace_symbol_provider=types.WorkspaceSymbolOptions(work_done_progress=True),
        folding_range_provider=True,
        selection_range_provider=True,
        semantic_tokens_provider=types.SemanticTokensOptions(
            names.LEGEND, full=types.SemanticTokensFullDelta(delta=True), range=True
        ),
        code_lens_provider=types.CodeLensOptions(resolve_provider=False),
        execute_command_provider=types.ExecuteCommandOptions(list(COMMANDS)),
        inlay_hint_provider=types.InlayHintOptions(resolve_provider=False),
        diagnostic_provider=pull if client.pulls_diagnostics else None,
        workspace=types.WorkspaceOptions(
            workspace_folders=folders,
            text_document_content=types.TextDocumentContentOptions([names.TEXT_SCHEME]) if client.shows_texts else None,
        ),
    )
