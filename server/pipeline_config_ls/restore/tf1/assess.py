"""All that is known of a TensorFlow 1 config and its checkpoint: where it lies, what it holds, what would happen.

Reads files, so it belongs in a worker; `read` can be a reader that remembers.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan, plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Fault, Format, Unreadable
from pipeline_config_ls.checkpoints.prefix import split_suffix
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checkpoints.resolution import (
    Correctable,
    NotFound,
    NotSet,
    Remote,
    Resolution,
    Resolved,
    resolve,
)
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.restore.tf1.predict import predict
from pipeline_config_ls.restore.tf1.verdict import Tf1Verdict, Trainer

Read = Callable[[str], Checkpoint | Unreadable]


@dataclass(frozen=True, slots=True)
class Tf1Analysis:
    """What is known of a TensorFlow 1 config's restore.

    `verdict` is on the text of `fine_tune_checkpoint` as it is written, `verdict_of_meant` on the checkpoint that it is meant to
    name; None where there is nothing to judge: no checkpoint is set, or it is not on this machine.
    """

    resolution: Resolution
    plan: Tf1Plan | CannotBuild
    checkpoint: Checkpoint | Unreadable | None
    verdict: Tf1Verdict | None
    verdict_of_meant: Tf1Verdict | None


def assess(
    config: Config,
    config_path: str | None,
    search_context: SearchContext,
    *,
    trainer: Trainer = Trainer.MODEL_LIB,
    read: Read = read_checkpoint,
) -> Tf1Analysis:
    """Assesses a `TrainEvalPipelineConfig` message; `config_path` is where its file lies, absolute."""
    text = config.train_config.fine_tune_checkpoint
    resolution = resolve(text, config_path, search_context)
    prefix = resolution.prefix if isinstance(resolution, Resolved | Correctable | Remote) else None
    meant = read(prefix) if prefix is not None else None
    planned = plan(config.model)
    if isinstance(resolution, NotSet):
        return Tf1Analysis(resolution, planned, meant, None, None)
    of_meant = predict(config.train_config, planned, meant, trainer) if meant is not None else None
    match resolution:
        case Resolved():
            verdict = of_meant
        case Correctable() | NotFound():
            written = _as_written(text, config_path, search_context, read, resolution.message)
            verdict = predict(config.train_config, planned, written, trainer)
        case Remote():
            verdict = None
    return Tf1Analysis(resolution, planned, meant, verdict, of_meant)


def _as_written(
    text: str, config_path: str | None, search_context: SearchContext, read: Read, message: str
) -> Checkpoint | Unreadable:
    """What TensorFlow's reader makes of a text that is no prefix; `message` says to the person what it is."""
    folders = [base.folder for base in search_context.bases(config_path)] or ['']
    for folder in folders:
        path = os.path.normpath(os.path.join(folder, text))  # noqa: PTH118, the text is a prefix
        if os.path.isdir(path):  # noqa: PTH112
            return Unreadable(path, Fault.UNREADABLE, message)
        if os.path.isfile(path):  # noqa: PTH113
            if split_suffix(path)[1] == '.index':
                # It is taken for a checkpoint of the first version, a single file, and one without variables.
                return Checkpoint(path, Format.NAME_BASED, {}, single_file=True)
            answer = read(path)
            return replace(answer, message=message) if isinstance(answer, Unreadable) else answer
    return Unreadable(text, Fault.NOT_FOUND, message)
