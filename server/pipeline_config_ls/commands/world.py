"""The folders and the environment that a command was started in."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline_config_ls.checkpoints.surroundings import Surroundings


def surroundings() -> Surroundings:
    """Relative paths are meant from where the command was started, as with the training script."""
    return Surroundings(working_directory=str(Path.cwd()), home=str(Path.home()), environment=tuple(os.environ.items()))
