"""All that is known of a TensorFlow 1 config and its checkpoint: where it lies, what it holds, what would happen.

It may read a file, so it belongs in a worker.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import NamedTuple

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Fault, Format, Unreadable
from pipeline_config_ls.checkpoints.memory import Read
from pipeline_config_ls.checkpoints.prefix import split_suffix
from pipeline_config_ls.checkpoints.resolution import (
    Correctable,
    NotFound,
    NotSet,
    Resolution,
    Resolved,
)
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.restore.identification import identify_any
from pipeline_config_ls.restore.tf1 import messages
from pipeline_config_ls.restore.tf1.cause import Tf1Cause, explain
from pipeline_config_ls.restore.tf1.predict import predict
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Tf1Verdict, Trainer

# Where the variables tell why.
_EXPLAINED = (Tf1Outcome.RESTORED, Tf1Outcome.PARTIAL, Tf1Outcome.NOTHING, Tf1Outcome.UNSUPPORTED_TYPE)


class RestoreContext(NamedTuple):
    """Where a config lies and is trained: its path (absolute), the folders around it, how files are read, and with which trainer."""

    config_path: str | None
    search: SearchContext
    read: Read
    trainer: Trainer


@dataclass(frozen=True, slots=True)
class Tf1Restore:
    """What is known of a TensorFlow 1 config's restore.

    `verdict` is on the text of `fine_tune_checkpoint` as it is written, `verdict_of_meant` on the checkpoint that it is meant to
    name; None where there is nothing to judge: no checkpoint is set, or it is not on this machine. `cause` explains
    `verdict_of_meant`; None where no checkpoint was read, or no model built.
    """

    verdict: Tf1Verdict | None = None
    verdict_of_meant: Tf1Verdict | None = None
    cause: Tf1Cause | None = None


def assess(
    config: Config,
    planned: Tf1Plan | CannotBuild,
    resolution: Resolution,
    checkpoint: Checkpoint | Unreadable | None,
    context: RestoreContext,
) -> Tf1Restore:
    """Assesses a `TrainEvalPipelineConfig` message whose checkpoint was looked for and, where there is one, read."""
    if isinstance(resolution, NotSet):
        return Tf1Restore()
    of_meant, cause = judge(config, planned, checkpoint, context.trainer) if checkpoint is not None else (None, None)
    match resolution:
        case Resolved():
            return Tf1Restore(of_meant, of_meant, cause)
        case Correctable() | NotFound():
            written = _as_written(config.train_config.fine_tune_checkpoint, context, resolution.message)
            return Tf1Restore(judge(config, planned, written, context.trainer)[0], of_meant, cause)
    return Tf1Restore(None, of_meant, cause)


def judge(
    config: Config, planned: Tf1Plan | CannotBuild, checkpoint: Checkpoint | Unreadable, trainer: Trainer
) -> tuple[Tf1Verdict, Tf1Cause | None]:
    """The verdict, its message with the cause, and the cause."""
    verdict = predict(config.train_config, planned, checkpoint, trainer)
    if not isinstance(planned, Tf1Plan) or not isinstance(checkpoint, Checkpoint) or verdict.outcome not in _EXPLAINED:
        return verdict, None
    cause = explain(config, planned, checkpoint, verdict, trainer, lambda one: identify_any(one, type(config.model)))
    if verdict.outcome is Tf1Outcome.UNSUPPORTED_TYPE:
        return verdict, cause
    said = messages.message(verdict, cause, planned.extractor, trainer)
    return replace(verdict, message=said, blame=cause.at), cause


def _as_written(text: str, context: RestoreContext, message: str) -> Checkpoint | Unreadable:
    """What TensorFlow's reader makes of a text that is no prefix; `message` says to the person what it is."""
    folders = [base.folder for base in context.search.bases(context.config_path)] or ['']
    for folder in folders:
        path = os.path.normpath(os.path.join(folder, text))  # noqa: PTH118, the text is a prefix
        if os.path.isdir(path):  # noqa: PTH112
            return Unreadable(path, Fault.UNREADABLE, message)
        if os.path.isfile(path):  # noqa: PTH113
            if split_suffix(path)[1] == '.index':
                # It is taken for a checkpoint of the first version, a single file, and one without variables.
                return Checkpoint(path, Format.NAME_BASED, {}, single_file=True)
            answer = context.read(path)
            return replace(answer, message=message) if isinstance(answer, Unreadable) else answer
    return Unreadable(text, Fault.NOT_FOUND, message)
