"""What a config stands in, and what a command puts in place of what it says."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline_config_ls.analysis.learnt import Learnt
from pipeline_config_ls.checkpoints.memory import Read
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.files.memory import FileMemory
from pipeline_config_ls.files.search_context import SearchContext


@dataclass(frozen=True, slots=True)
class ProjectContext:
    """What a config stands in: folders, the folder that training writes to (absolute), how checkpoints are read, what is remembered
    of other files, and which files are shown with problems of their own.

    `framework` and `trainer` are the settings of these names (`settings.FRAMEWORKS`, `settings.TRAINERS`).
    Without `reads_checkpoints`, `fine_tune_checkpoint` is left alone: as if it was not set. `learnt` is what is known of the
    installation that the person trains with, if it was asked.
    """

    search: SearchContext = field(default_factory=SearchContext)
    model_dir: str | None = None
    read: Read = read_checkpoint
    framework: str = 'auto'
    trainer: str = 'model_lib'
    reads_checkpoints: bool = True
    memory: FileMemory = field(default_factory=FileMemory)
    learnt: Learnt | None = None
    checked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a command puts in place of what the config says."""

    checkpoint: str | None = None
    checkpoint_type: str | None = None


AS_WRITTEN = Overrides()
"""Nothing in place of what the config says."""
