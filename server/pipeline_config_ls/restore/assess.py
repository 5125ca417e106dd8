"""All that is known of one config and its checkpoint: where it lies, what it holds, what the model needs, what would happen.

The one place where the layers below meet; checks, hovers and the command line read an `RestoreAnalysis` and nothing else.
Reads files, so it belongs in a worker; `read` can be a reader that remembers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import V2, Framework, framework_of
from pipeline_config_ls.architectures.tf2.keypoints import LabelMaps, no_label_maps
from pipeline_config_ls.architectures.tf2.plan import Plan, plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Unreadable
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checkpoints.resolution import Correctable, Remote, Resolution, Resolved, resolve
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.restore.identify import Identified, architecture_of, identify
from pipeline_config_ls.restore.predict import V1, predict
from pipeline_config_ls.restore.reference_models import reference_models
from pipeline_config_ls.restore.verdict import Outcome, Verdict

Read = Callable[[str], Checkpoint | Unreadable]


@dataclass(frozen=True, slots=True)
class RestoreAnalysis:
    """What is known of a config's restore.

    `plan` is None for a TensorFlow 1 config. `checkpoint` is None where none is named or it is not on this machine; `verdict` is
    None where either is missing. `underlying` is the verdict of the same config with the version and
    `load_all_detection_checkpoint_vars` set right: those two stop training before it looks at anything else, and whoever edits wants
    to know what comes after. `identified` is what the checkpoint is of, looked up only where it does not restore.
    """

    framework: Framework
    resolution: Resolution
    plan: Plan | CannotBuild | None
    checkpoint: Checkpoint | Unreadable | None
    verdict: Verdict | None
    verdict_ignoring_version: Verdict | None
    identified: Identified | None


def assess(
    config: Any,
    config_path: str | None,
    search_context: SearchContext,
    *,
    model_dir: str | None = None,
    read: Read = read_checkpoint,
    label_maps: LabelMaps = no_label_maps,
) -> RestoreAnalysis:
    """Assesses a `TrainEvalPipelineConfig` message; `config_path` is where its file lies, absolute."""
    framework = framework_of(config)
    resolution = resolve(config.train_config.fine_tune_checkpoint, config_path, search_context)
    prefix = resolution.prefix if isinstance(resolution, Resolved | Correctable | Remote) else None
    checkpoint = read(prefix) if prefix is not None else None
    planned = plan(config.model, label_maps) if framework is Framework.TF2 else None
    if planned is None or checkpoint is None:
        return RestoreAnalysis(framework, resolution, planned, checkpoint, None, None, None)
    verdict = predict(config.train_config, planned, checkpoint, model_dir)
    right = set_right(config)
    verdict_ignoring_version = (
        verdict if right is config else predict(right.train_config, planned, checkpoint, model_dir)
    )
    identified = None
    if verdict_ignoring_version.outcome is not Outcome.RESTORED and isinstance(checkpoint, Checkpoint):
        model_class: Callable[[], Message] = type(config.model)
        identified = identify(checkpoint, reference_models(model_class, architecture_of(checkpoint)))
    return RestoreAnalysis(framework, resolution, planned, checkpoint, verdict, verdict_ignoring_version, identified)


def set_right(config: Any) -> Any:
    """The config with the two fields that stop TensorFlow 2 training whatever the checkpoint is set right; itself where they are."""
    train = config.train_config
    if train.fine_tune_checkpoint_version != V1 and not train.load_all_detection_checkpoint_vars:
        return config
    changed = type(config)()
    changed.CopyFrom(config)
    changed.train_config.fine_tune_checkpoint_version = V2
    changed.train_config.load_all_detection_checkpoint_vars = False
    return changed
