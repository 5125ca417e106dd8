"""All that is known of one config and its checkpoint: where it lies, what it holds, what the model needs, what would happen.

The one place where the layers below meet; checks, hovers and the command line read an `Assessment` and nothing else.
Reads files, so it belongs in a worker; `read` can be a reader that remembers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from pipeline_config_ls.architectures.framework import Framework, framework_of
from pipeline_config_ls.architectures.plan import Plan, plan
from pipeline_config_ls.architectures.refusal import CannotBuild
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Unreadable
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checkpoints.resolution import Elsewhere, Found, Meant, Resolution, resolve
from pipeline_config_ls.checkpoints.surroundings import Surroundings
from pipeline_config_ls.restore.identify import Identified, architecture_of, identify
from pipeline_config_ls.restore.specimens import specimens
from pipeline_config_ls.restore.steps import predict
from pipeline_config_ls.restore.verdict import Outcome, Verdict

Read = Callable[[str], Checkpoint | Unreadable]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known of a config's restore.

    `plan` is None for a TensorFlow 1 config. `checkpoint` is None where none is named or it is not on this machine; `verdict` is
    None where either is missing. `identified` is what the checkpoint is of, looked up only where it does not restore.
    """

    framework: Framework
    resolution: Resolution
    plan: Plan | CannotBuild | None
    checkpoint: Checkpoint | Unreadable | None
    verdict: Verdict | None
    identified: Identified | None


def assess(
    config: Any,
    config_path: str | None,
    surroundings: Surroundings,
    *,
    model_dir: str | None = None,
    read: Read = read_checkpoint,
) -> Assessment:
    """Assesses a `TrainEvalPipelineConfig` message; `config_path` is where its file lies, absolute."""
    framework = framework_of(config)
    resolution = resolve(config.train_config.fine_tune_checkpoint, config_path, surroundings)
    prefix = resolution.prefix if isinstance(resolution, Found | Meant | Elsewhere) else None
    checkpoint = read(prefix) if prefix is not None else None
    planned = plan(config.model) if framework is Framework.TF2 else None
    verdict, identified = None, None
    if planned is not None and checkpoint is not None:
        verdict = predict(config.train_config, planned, checkpoint, model_dir)
        if verdict.outcome is not Outcome.RESTORED and isinstance(checkpoint, Checkpoint):
            model_class: Callable[[], Message] = type(config.model)
            identified = identify(checkpoint, specimens(model_class, architecture_of(checkpoint)))
    return Assessment(framework, resolution, planned, checkpoint, verdict, identified)
