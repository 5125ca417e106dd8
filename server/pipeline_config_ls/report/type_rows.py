"""What each checkpoint type would restore: a row a type, with the change that chooses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis, set_right
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.document.edits import set_field
from pipeline_config_ls.document.messages import copy_of
from pipeline_config_ls.restore.predict import checkpoint_type, predict
from pipeline_config_ls.restore.roots import TYPES
from pipeline_config_ls.restore.tf1.predict import predict as predict_tf1
from pipeline_config_ls.restore.tf1.restore_map import TYPES as TF1_TYPES
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Trainer
from pipeline_config_ls.restore.verdict import Outcome
from pipeline_config_ls.textproto import Edit

FIELD = 'train_config.fine_tune_checkpoint_type'
VERSION = 'train_config.fine_tune_checkpoint_version'


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A type and its outcome; `edits` choose it, and nothing for the one that is chosen."""

    checkpoint_type: str
    restores: bool
    restored: int
    message: str
    is_chosen: bool
    edits: tuple[Edit, ...] = ()


def type_rows(analysis: ConfigAnalysis) -> Iterator[TypeRow]:
    """The types, for a checkpoint that can be read and a model that can be built; nothing else."""
    checkpoint, plan = analysis.checkpoint, analysis.plan
    if not isinstance(checkpoint, Checkpoint):
        return
    config = copy_of(set_right(analysis.config))
    chosen = checkpoint_type(config.train_config)
    types = TF1_TYPES if analysis.framework is Framework.TF1 else TYPES
    for kind in types:
        config.train_config.fine_tune_checkpoint_type = kind
        if isinstance(plan, Tf2Plan):
            verdict = predict(config.train_config, plan, checkpoint, analysis.project.model_dir)
            restores, restored = verdict.outcome is Outcome.RESTORED, verdict.restored
            message = verdict.message
        elif isinstance(plan, Tf1Plan):
            of_tf1 = predict_tf1(config.train_config, plan, checkpoint, Trainer(analysis.project.trainer))
            restores, restored = of_tf1.outcome is Tf1Outcome.RESTORED, len(of_tf1.restored)
            message = of_tf1.message
        else:
            return
        edits = () if kind == chosen else (set_field(analysis.document, FIELD, f'"{kind}"'),)
        yield TypeRow(kind, restores, restored, message, kind == chosen, edits)
