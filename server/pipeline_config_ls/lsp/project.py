"""What the open configs of a session stand in: the folders of the editor, and those of the settings."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline_config_ls.analysis.learnt import Learnt
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checkpoints.memory import Read
from pipeline_config_ls.files.interpreter import interpreter
from pipeline_config_ls.files.kinds import with_home
from pipeline_config_ls.files.memory import FileMemory
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.files.store import mirror_folder
from pipeline_config_ls.lsp.documents import path_of
from pipeline_config_ls.settings import Settings


def project_of(settings: Settings, folders: tuple[str, ...], read: Read, memory: FileMemory) -> ProjectContext:
    """The project of configs in these folders (URIs)."""
    paths = (path_of(uri) for uri in folders)
    search = SearchContext(
        workspace_folders=tuple(str(path) for path in paths if path),
        roots=tuple(absolute(root, folders) for root in settings.search_roots),
        home=with_home('~'),
        environment=tuple(os.environ.items()),
        mirrors=str(mirror_folder()),
    )
    return ProjectContext(
        search,
        absolute(settings.model_dir, folders) if settings.model_dir else None,
        read,
        settings.framework,
        settings.trainer,
        memory=memory,
        learnt=Learnt(interpreter(settings.interpreter, os.environ)),
    )


def absolute(path: str, folders: tuple[str, ...]) -> str:
    """A path of a setting: `~` is the person's home, relative ones start from the first folder of the workspace."""
    local = [folder for uri in folders if (folder := path_of(uri))]
    return str(Path(local[0] if local else '', with_home(path)))
