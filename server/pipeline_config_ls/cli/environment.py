"""The folders and the environment that a command was started in."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline_config_ls.files.search_context import SearchContext


def search_context() -> SearchContext:
    """Relative paths are meant from where the command was started, as with the training script."""
    return SearchContext(
        working_directory=str(Path.cwd()), home=str(Path.home()), environment=tuple(os.environ.items())
    )
