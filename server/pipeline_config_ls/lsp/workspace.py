"""The configs and label maps of the editor's folders, open or not, within a budget. Reads the disk: for the worker."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.cancellation import step
from pipeline_config_ls.checks.policy import Policy
from pipeline_config_ls.features.references import WorkspaceFile
from pipeline_config_ls.files.memory import FileMemory
from pipeline_config_ls.files.reading import Unread, read_text
from pipeline_config_ls.files.walk import is_ours, walk
from pipeline_config_ls.lsp.documents import File, path_of
from pipeline_config_ls.schema import Schema
from pipeline_config_ls.textproto import Encoding

# More files than this are not looked at, nor larger ones.
MOST_FILES = 400
LARGEST = 4 << 20
# So many of those that are not open are kept as they were read.
KEPT = 64


@dataclass(frozen=True, slots=True)
class Workspace:
    """What is open, and the folders that the rest lies in, as they are now: for one question."""

    open_files: tuple[File, ...]
    folders: tuple[str, ...]
    schema: Schema
    encoding: Encoding
    project: ProjectContext
    policy: Policy
    memory: FileMemory
    generation: int  # what was worked out for another one counts no more

    def paths(self) -> Iterator[str]:
        """The configs and label maps below the folders, nearest first, each once."""
        seen: set[str] = set()
        for folder in filter(None, map(path_of, self.folders)):
            for listing in walk(str(folder)):
                step()
                for name in listing.files:
                    path = str(Path(listing.folder, name))
                    if path not in seen and is_ours(path):
                        seen.add(path)
                        yield path
                        if len(seen) == MOST_FILES:
                            return

    def files(self) -> Iterator[File]:
        """The open files, then those on disk that are not open and can be read."""
        yield from self.open_files
        known = {os.path.realpath(file.path) for file in self.open_files if file.path}
        for path in self.paths():
            if os.path.realpath(path) not in known:
                file = self.read(path)
                if file is not None:
                    yield file

    def read(self, path: str) -> File | None:
        """A file as it is on disk; None where it is no text, too large or gone."""
        return self.memory.recall(path, self.generation, self._read)

    def _read(self, path: str) -> File | None:
        step()
        content = read_text(path, LARGEST)
        if isinstance(content, Unread):
            return None
        return File(Path(path).as_uri(), 0, content.text, self.schema, self.encoding, self.project, policy=self.policy)


def workspace_files(files: Iterable[File]) -> Iterator[WorkspaceFile]:
    """The files as features see them."""
    return (workspace_file(file) for file in files)


def workspace_file(file: File) -> WorkspaceFile:
    """One of them."""
    return WorkspaceFile(file.uri, file.analysis, file.positions)
