"""What the worker is asked about a config: its text with what a command puts in its place, and where training is started.

All that is to be found out on this side is found out here, so that nothing of an analysis is needed while TensorFlow runs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from google.protobuf import text_encoding
from google.protobuf.message import Message

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.learnt import Learnt
from pipeline_config_ls.analysis.project_context import Overrides
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.checkpoints.prefix import Fingerprint, fingerprint
from pipeline_config_ls.checkpoints.resolution import Correctable, Remote, Resolved
from pipeline_config_ls.files.kinds import exists


class Step(Enum):
    """Whether to train one step, and on what."""

    NONE = 'none'
    RECORDS = 'records'
    MADE_UP = 'made-up'


@dataclass(frozen=True, slots=True)
class Request:
    """One verification. `folder` is where training is started, `text` the config with the overrides of a command after it.

    `restores`: whether there is a checkpoint to restore on this machine; `checkpoint` tells its state. `unknown` is the model, where
    the planner does not know it: it may be a fork's, which is learnt then.
    """

    executable: str
    framework: Framework
    text: str = field(repr=False)
    folder: str
    restores: bool
    model_dir: str
    trainer: str = 'model_lib'
    step: Step = Step.NONE
    checkpoint: Fingerprint = field(default=(), repr=False)
    unknown: Message | None = field(default=None, repr=False)
    learnt: Learnt | None = field(default=None, repr=False)


def request_for(analysis: ConfigAnalysis, executable: str, step: Step = Step.NONE) -> Request:
    """The request for a config, as it is known in its project."""
    named = bool(analysis.config.train_config.fine_tune_checkpoint)
    resolution = analysis.resolution
    return Request(
        executable,
        analysis.framework,
        analysis.document.text + _appended(analysis.overrides),
        working_folder(analysis),
        restores=named and not isinstance(resolution, Remote),
        # Training always has one; no checkpoint lies in this.
        model_dir=analysis.project.model_dir or os.path.join(os.sep, 'pipeline-config-ls', 'no-model-dir'),  # noqa: PTH118
        trainer=analysis.project.trainer,
        step=step,
        checkpoint=fingerprint(resolution.prefix) if isinstance(resolution, Resolved | Correctable) else (),
        unknown=analysis.config.model if isinstance(analysis.plan, CannotBuild) else None,
        learnt=analysis.project.learnt,
    )


def _appended(overrides: Overrides) -> str:
    """Fields that are set again after the text: the later value wins, as everywhere in a config."""
    fields = (
        ('fine_tune_checkpoint', overrides.checkpoint),
        ('fine_tune_checkpoint_type', overrides.checkpoint_type),
    )
    set_again = [
        f'{name}: "{text_encoding.CEscape(value.encode(), as_utf8=False)}"'
        for name, value in fields
        if value is not None
    ]
    return f'\ntrain_config {{ {" ".join(set_again)} }}\n' if set_again else ''


def working_folder(analysis: ConfigAnalysis) -> str:
    """The folder from which most of the relative paths of a config lead somewhere; the first of those that may be meant."""
    folders = [base.folder for base in analysis.project.search.everywhere(analysis.path)] or [str(Path.cwd())]
    paths = [path for path in _paths(analysis) if not analysis.project.search.is_absolute(path)]
    return max(folders, key=lambda folder: sum(_leads(folder, path) for path in paths))


def _leads(folder: str, path: str) -> bool:
    place = Path(folder, path)
    return exists(place) or exists(f'{place}.index')


def _paths(analysis: ConfigAnalysis) -> Iterator[str]:
    config = analysis.config
    yield config.train_config.fine_tune_checkpoint
    for reader in (config.train_input_reader, *config.eval_input_reader):
        yield reader.label_map_path
        yield from reader.tf_record_input_reader.input_path
