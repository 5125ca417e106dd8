"""The run that a config would go on with: where it is looked for, and what is said of a folder that nobody named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.plan import Plan
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Unreadable
from pipeline_config_ls.checkpoints.run import Run, find_run, holds_run
from pipeline_config_ls.restore.resume import Resume
from pipeline_config_ls.restore.resume_predict import predict_resume
from pipeline_config_ls.restore.resume_tf1 import predict_resume_tf1
from pipeline_config_ls.restore.tf1.verdict import Tf1Verdict
from pipeline_config_ls.restore.verdict import Verdict


def run_in(
    model_dir: str | None, config_path: str | None, read: Callable[[str], Checkpoint | Unreadable]
) -> Run | None:
    """The folder that training writes to, as it stands; without a setting the config's own, if that has the state file of a run."""
    if model_dir is not None:
        return find_run(model_dir, read)
    folder = str(Path(config_path).parent) if config_path is not None else None
    return find_run(folder, read) if folder is not None and holds_run(folder) else None


def resume_of(
    config: Any, plan: Plan | CannotBuild, run: Run, fine_tune: Verdict | Tf1Verdict | None, *, is_tf1: bool
) -> Resume | None:
    """What training would do with a run; None where nothing is predicted for such a plan."""
    if is_tf1:
        if isinstance(plan, Tf2Plan) or isinstance(fine_tune, Verdict):
            return None
        return predict_resume_tf1(config, plan, run, fine_tune)
    if isinstance(plan, Tf1Plan) or isinstance(fine_tune, Tf1Verdict):
        return None
    return predict_resume(config, plan, run, fine_tune)


def supposed(resume: Resume) -> Resume:
    """The same for a folder that nobody named as the one that training writes to."""
    return replace(
        resume, message=f'If training writes to this folder: {resume.message[:1].lower()}{resume.message[1:]}'
    )
