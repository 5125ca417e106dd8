"""What an editor tells: handlers of notifications, for the table in `handlers`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lsprotocol import types

from pipeline_config_ls.features.positions import apply_change
from pipeline_config_ls.lsp.session import Session
from pipeline_config_ls.settings import SECTION


async def initialized(session: Session, params: types.InitializedParams) -> None:
    """The client takes requests from now on."""
    await session.initialized()


def cancel_progress(session: Session, params: types.WorkDoneProgressCancelParams) -> None:
    """The person does not want to wait: for checks, or for TensorFlow."""
    session.progress.give_up(params.token)
    session.cancel_progress(params.token)


def did_open(session: Session, params: types.DidOpenTextDocumentParams) -> None:
    """A file is open."""
    opened = params.text_document
    session.open(opened.uri, opened.version, opened.text, str(opened.language_id))


def did_change(session: Session, params: types.DidChangeTextDocumentParams) -> None:
    """A file has another text. Whole texts were asked for; a client that sends pieces is understood, too."""
    changed = params.text_document
    file = session.file(changed.uri)
    if file is None:
        return
    text = file.text
    for change in params.content_changes:
        if isinstance(change, types.TextDocumentContentChangePartial):
            text = apply_change(text, change.range, change.text, file.encoding)
        else:
            text = change.text
    session.change(changed.uri, changed.version, text)


def did_save(session: Session, params: types.DidSaveTextDocumentParams) -> None:
    """A file is on disk as it is in the editor: what names it may have changed with it."""
    session.files_changed()


def did_close(session: Session, params: types.DidCloseTextDocumentParams) -> None:
    """A file is not open any more."""
    session.close_file(params.text_document.uri)


async def did_change_configuration(session: Session, params: types.DidChangeConfigurationParams) -> None:
    """The person has changed settings. Some clients send them, others want to be asked."""
    sent = params.settings
    if isinstance(sent, dict) and SECTION in sent:
        await session.configure(sent[SECTION])
    elif session.capabilities.tells_settings:
        await session.ask_for_settings()


def did_change_watched_files(session: Session, params: types.DidChangeWatchedFilesParams) -> None:
    """Files have changed on disk."""
    session.files_changed(params.changes)


def did_change_workspace_folders(session: Session, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Folders were opened or closed."""
    session.change_folders(params.event)


NOTIFICATIONS: dict[str, Callable[[Session, Any], Any]] = {
    types.INITIALIZED: initialized,
    types.TEXT_DOCUMENT_DID_OPEN: did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: did_change,
    types.TEXT_DOCUMENT_DID_SAVE: did_save,
    types.TEXT_DOCUMENT_DID_CLOSE: did_close,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: did_change_configuration,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: did_change_watched_files,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: did_change_workspace_folders,
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL: cancel_progress,
}
