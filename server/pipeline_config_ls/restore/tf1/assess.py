"""All that is known of a TensorFlow 1 config and its checkpoint: where it lies, what it holds, what would happen.

Reads files, so it belongs in a worker; `read` can be a reader that remembers.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
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
from pipeline_config_ls.restore.identification import identify_any
from pipeline_config_ls.restore.tf1 import messages
from pipeline_config_ls.restore.tf1.cause import Tf1Cause, explain
from pipeline_config_ls.restore.tf1.predict import predict
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Tf1Verdict, Trainer

# Where names and shapes were compared.
_COMPARED = (Tf1Outcome.RESTORED, Tf1Outcome.PARTIAL, Tf1Outcome.NOTHING)

Read = Callable[[str], Checkpoint | Unreadable]


@dataclass(frozen=True, slots=True)
class Tf1Analysis:
    """What is known of a TensorFlow 1 config's restore.

    `verdict` is on the text of `fine_tune_checkpoint` as it is written, `verdict_of_meant` on the checkpoint that it is meant to
    name; None where there is nothing to judge: no checkpoint is set, or it is not on this machine.
    `cause` explains `verdict_of_meant`; None where no checkpoint was read, or no model built.
    """

    resolution: Resolution
    plan: Tf1Plan | CannotBuild
    checkpoint: Checkpoint | Unreadable | None
    verdict: Tf1Verdict | None
    verdict_of_meant: Tf1Verdict | None
    cause: Tf1Cause | None


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
    planned = plan(config.model, Framework.TF1)
    if isinstance(resolution, NotSet):
        return Tf1Analysis(resolution, planned, meant, None, None, None)
    of_meant, cause = judge(config, planned, meant, trainer) if meant is not None else (None, None)
    match resolution:
        case Resolved():
            verdict = of_meant
        case Correctable() | NotFound():
            written = _as_written(text, config_path, search_context, read, resolution.message)
            verdict = judge(config, planned, written, trainer)[0]
        case Remote():
            verdict = None
    return Tf1Analysis(resolution, planned, meant, verdict, of_meant, cause)


def judge(
    config: Config, planned: Tf1Plan | CannotBuild, checkpoint: Checkpoint | Unreadable, trainer: Trainer
) -> tuple[Tf1Verdict, Tf1Cause | None]:
    """The verdict, its message with the cause, and the cause."""
    verdict = predict(config.train_config, planned, checkpoint, trainer)
    if not isinstance(planned, Tf1Plan) or not isinstance(checkpoint, Checkpoint) or verdict.outcome not in _COMPARED:
        return verdict, None
    cause = explain(config, planned, checkpoint, verdict, trainer, lambda one: identify_any(one, type(config.model)))
    said = messages.message(verdict, cause, planned.extractor, trainer)
    return replace(verdict, message=said, blame=cause.at), cause


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
