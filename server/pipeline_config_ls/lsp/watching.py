"""What the client is asked to watch: its folders for files that matter, and folders outside that open configs name.

Clients tell of a folder that is deleted, and not of the files that were in it; so deletions of anything are asked for, and
those that concern nothing named are passed over.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from lsprotocol import types

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.features.named_files import named_files
from pipeline_config_ls.files.kinds import is_folder
from pipeline_config_ls.lsp.capabilities import ClientCapabilities
from pipeline_config_ls.lsp.client import Client
from pipeline_config_ls.lsp.documents import path_of

# A checkpoint, its state file or a label map that changes on disk changes what is said about its config.
WATCHED = ('**/*.pbtxt', '**/*.config', '**/checkpoint', '**/*.index', '**/*.data-*-of-*')
ENDINGS = ('.pbtxt', '.config', '.index', f'{os.sep}checkpoint')
# More folders outside of the workspace are not watched.
MOST_FOLDERS = 50


class Watcher:
    """The client's watching, and what open configs name: by URI, every path that a config may mean."""

    def __init__(self, client: Client, capabilities: ClientCapabilities) -> None:
        self._client = client
        self._capabilities = capabilities
        self._named: dict[str, frozenset[str]] = {}
        self._watched: frozenset[str] = frozenset()
        self._numbers = count(1)
        self._registered: str | None = None

    async def begin(self) -> None:
        """Asks the client to tell of changed files and settings, where it takes such wishes."""
        registrations = []
        if self._capabilities.registers_watchers:
            watchers = [types.FileSystemWatcher(pattern) for pattern in WATCHED]
            watchers.append(types.FileSystemWatcher('**/*', types.WatchKind.Delete))
            registrations.append(_registration('files', watchers))
        if self._capabilities.registers_settings:
            registrations.append(types.Registration('settings', types.WORKSPACE_DID_CHANGE_CONFIGURATION))
        if registrations:
            await self._client.register(registrations)

    def name(self, uri: str, paths: frozenset[str]) -> None:
        """An open config names these files."""
        self._named[uri] = paths

    def forget(self, uri: str) -> None:
        """It is not open any more."""
        self._named.pop(uri, None)

    async def follow(self, workspace_folders: tuple[str, ...]) -> None:
        """Has the folders outside of the workspace watched that are named now, and no others."""
        if not (self._capabilities.registers_watchers and self._capabilities.relative_patterns):
            return
        inside = [str(folder) for folder in map(path_of, workspace_folders) if folder]
        folders = {folder for paths in self._named.values() for folder in _folders(paths, inside)}
        wanted = frozenset(sorted(folders)[:MOST_FOLDERS])
        if wanted == self._watched:
            return
        self._watched = wanted
        before, self._registered = self._registered, None
        if wanted:
            self._registered = f'named-{next(self._numbers)}'
            patterns = [types.RelativePattern(Path(folder).as_uri(), '*') for folder in sorted(wanted)]
            watchers = [types.FileSystemWatcher(pattern) for pattern in patterns]
            await self._client.register([_registration(self._registered, watchers)])
        if before is not None:
            await self._client.unregister([types.Unregistration(before, types.WORKSPACE_DID_CHANGE_WATCHED_FILES)])

    def concerns_us(self, events: Iterable[types.FileEvent]) -> bool:
        """Whether a change is of a file that matters by its name, or of one that is named, or of a folder above one."""
        return any(self._concerns_us(path) for event in events if (path := path_of(event.uri)))

    def _concerns_us(self, path: Path) -> bool:
        changed = str(path)
        if changed.endswith(ENDINGS) or '.data-' in path.name:
            return True
        below = changed + os.sep
        return any(
            named == changed or named.startswith((below, f'{changed}.'))
            for paths in self._named.values()
            for named in paths
        )


def named_paths(analysis: ConfigAnalysis) -> frozenset[str]:
    """Every path that a config may mean by what it names. Reads nothing."""
    return frozenset(str(place) for named in named_files(analysis.document) for place in analysis.places(named.path))


def _folders(paths: frozenset[str], inside: list[str]) -> Iterable[str]:
    """The nearest folders above some paths that are there, outside of others."""
    for path in paths:
        folder = Path(path).parent
        while not is_folder(folder) and folder != folder.parent:
            folder = folder.parent
        is_inside = any(folder == Path(root) or Path(root) in folder.parents for root in inside)
        if folder != folder.parent and not is_inside:
            yield str(folder)


def _registration(number: str, watchers: list[types.FileSystemWatcher]) -> types.Registration:
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    return types.Registration(number, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
