"""One config in its project: document, framework, plan, checkpoint, prediction; each worked out once, when first asked for.

What checks, hovers, hints, the report and every command read. Reads files, so it belongs in a worker; whoever has only the text uses
the `Document`. A new text, or a change on disk, makes a new analysis: what files hold is remembered by the `ProjectContext`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from google.protobuf.message import Message

from pipeline_config_ls.analysis.anchor_coverage import Coverage, coverage
from pipeline_config_ls.analysis.inputs import InputReader, input_readers
from pipeline_config_ls.analysis.own_config import Difference, OwnConfig, differences, made, own_config
from pipeline_config_ls.analysis.project_context import AS_WRITTEN, Overrides, ProjectContext
from pipeline_config_ls.analysis.resuming import resume_of, run_in, supposed
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import V2, Evidence, Framework, FrameworkDecision, decide
from pipeline_config_ls.architectures.plan import Plan, plan
from pipeline_config_ls.architectures.registry import framework_of
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint, Fault, Format, Unreadable
from pipeline_config_ls.checkpoints.resolution import (
    Correctable,
    NotFound,
    NotSet,
    Remote,
    Resolution,
    Resolved,
    resolve,
)
from pipeline_config_ls.checkpoints.run import Run
from pipeline_config_ls.datasets.label_map import MOST
from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.document.messages import copy_of
from pipeline_config_ls.files.export import exported_beside
from pipeline_config_ls.files.foreign import foreign_text
from pipeline_config_ls.files.kinds import is_file
from pipeline_config_ls.files.named_file import Naming
from pipeline_config_ls.files.reading import Unread, read_text
from pipeline_config_ls.restore.cause import OF_THE_MODEL, CauseKind
from pipeline_config_ls.restore.explain import NOT_EXPLAINED, Explanation, explain, explained
from pipeline_config_ls.restore.fixes import PredictedFix, predicted_fixes
from pipeline_config_ls.restore.identification import identify_any
from pipeline_config_ls.restore.identify import Identified
from pipeline_config_ls.restore.moving import Move, move
from pipeline_config_ls.restore.predict import V1, predict
from pipeline_config_ls.restore.resume import Resume
from pipeline_config_ls.restore.tf1 import assess as tf1
from pipeline_config_ls.restore.tf1.assess import Tf1Restore
from pipeline_config_ls.restore.tf1.fixes import Tf1Fix
from pipeline_config_ls.restore.tf1.fixes import predicted_fixes as tf1_fixes
from pipeline_config_ls.restore.tf1.verdict import Trainer
from pipeline_config_ls.restore.verdict import Outcome, Verdict
from pipeline_config_ls.training.refusal import TrainingRefusal
from pipeline_config_ls.training.refusals import refusals

LABEL_MAP = 'object_detection.protos.StringIntLabelMap'


@dataclass(frozen=True)
class ConfigAnalysis:
    """All that is known of one config. Messages that it hands out are read-only."""

    document: Document
    project: ProjectContext
    overrides: Overrides = AS_WRITTEN

    def with_overrides(self, overrides: Overrides) -> ConfigAnalysis:
        """The same config with another checkpoint or type."""
        return replace(self, overrides=overrides)

    @cached_property
    def config(self) -> Any:
        """The `TrainEvalPipelineConfig` message that the document sets; its fields are typed by the schema, not by Python."""
        if self.overrides == AS_WRITTEN:
            return self.document.message
        changed = copy_of(self.document.message)
        if self.overrides.checkpoint is not None:
            changed.train_config.fine_tune_checkpoint = self.overrides.checkpoint
        if self.overrides.checkpoint_type is not None:
            changed.train_config.fine_tune_checkpoint_type = self.overrides.checkpoint_type
        return changed

    @cached_property
    def path(self) -> str | None:
        """Where the config's file lies, absolute; None for a text that was never saved."""
        return str(self.document.path) if self.document.path else None

    @cached_property
    def framework_decision(self) -> FrameworkDecision:
        """Which TensorFlow the config is for, and what tells. The checkpoint is read only where the config does not tell."""
        alone = decide(self.config, framework_of, self.project.framework)
        if alone.evidence is not Evidence.NOTHING or not isinstance(self.checkpoint, Checkpoint):
            return alone
        by_graph = self.checkpoint.format is Format.OBJECT_BASED
        saved_by = Framework.TF2 if by_graph else Framework.TF1
        return decide(self.config, framework_of, self.project.framework, saved_by)

    @property
    def framework(self) -> Framework:
        """Which TensorFlow the config is for."""
        return self.framework_decision.framework

    @cached_property
    def plan(self) -> Plan | CannotBuild:
        """What the builder would make of the model."""
        return self.plan_of(self.config.model)

    def plan_of(self, model: Message) -> Plan | CannotBuild:
        """What the builder would make of another `DetectionModel` message, for the same framework."""
        found = plan(model, self.framework, self.label_map)
        if isinstance(found, CannotBuild) and self.project.learnt is not None:
            return self.project.learnt.plan(model, self.framework) or found
        return found

    @cached_property
    def training_refusals(self) -> tuple[TrainingRefusal, ...]:
        """What training refuses besides the model. Nothing where no training is described: only what is there can be wrong."""
        config = self.config
        if not config.HasField('train_config'):
            return ()
        return tuple(refusals(config, self.framework))

    @cached_property
    def resolution(self) -> Resolution:
        """Which checkpoint `fine_tune_checkpoint` means."""
        if not self.project.reads_checkpoints:
            return NotSet(placeholder=False, message='Checkpoints are not looked at.', suggestions=())
        return resolve(self.config.train_config.fine_tune_checkpoint, self.path, self.project.search)

    @cached_property
    def checkpoint(self) -> Checkpoint | Unreadable | None:
        """What is saved in it; None where none is named, or it is not on this machine."""
        resolution = self.resolution
        prefix = resolution.prefix if isinstance(resolution, Resolved | Correctable | Remote) else None
        return self.project.read(prefix) if prefix is not None else None

    @cached_property
    def verdict(self) -> Verdict | None:
        """What training would meet when it restores; None where there is no checkpoint, or the prediction is not known."""
        return self._explained(self._predict(self.config))

    @cached_property
    def verdict_ignoring_version(self) -> Verdict | None:
        """The same with the version and `load_all_detection_checkpoint_vars` set right.

        Those two stop TensorFlow 2 training before it looks at anything else, and whoever edits wants to know what comes after.
        """
        right = set_right(self.config)
        return self.verdict if right is self.config else self._explained(self.prediction)

    @cached_property
    def prediction(self) -> Verdict | None:
        """That verdict without a search for what explains it, which takes time: enough where only the outcome counts."""
        return self._predict(set_right(self.config))

    @cached_property
    def verdict_as_written(self) -> Verdict | None:
        """What training would meet with the text of `fine_tune_checkpoint` as it stands; None where none is named or it is remote.

        Where it is clear which checkpoint was meant, that one's verdict is its `rest`.
        """
        match self.resolution:
            case NotSet() | Remote(prefix=None):
                return None
            case Correctable() | NotFound() as found if self.framework is Framework.TF2:
                verdict = self._explained(self._predict_as_written(found.message))
                return verdict if verdict is None else replace(verdict, rest=self.verdict)
        return self.verdict

    def _predict_as_written(self, message: str) -> Verdict | None:
        if not isinstance(self.plan, Tf2Plan | CannotBuild):
            return None
        text = self.config.train_config.fine_tune_checkpoint
        start = self.project.search.working_directory
        path = Path(text) if Path(text).is_absolute() or start is None else Path(start) / text
        found = self.project.read(str(path)) if path.is_absolute() else None
        if found is None or (isinstance(found, Unreadable) and found.fault is Fault.NOT_FOUND):
            found = Unreadable(text, Fault.NOT_FOUND, message)
        return predict(self.config.train_config, self.plan, found, self.project.model_dir)

    @cached_property
    def run(self) -> Run | None:
        """The run in the folder that training writes to; None where that is not known."""
        own = self.path if self.project.reads_checkpoints and self.exported is None else None
        return run_in(self.project.model_dir, own, self.project.read)

    @cached_property
    def resume(self) -> Resume | None:
        """What training would do with that run; None where there is none, or the prediction is not known."""
        is_tf1 = self.framework is Framework.TF1
        named = bool(self.config.train_config.fine_tune_checkpoint)
        fine_tune = (self.tf1_restore.verdict if is_tf1 else self.verdict_as_written) if named else None
        if self.run is None or (named and fine_tune is None and not is_tf1):
            return None
        found = resume_of(self.config, self.plan, self.run, fine_tune, is_tf1=is_tf1)
        return found if found is None or self.project.model_dir is not None else supposed(found)

    def _explained(self, verdict: Verdict | None) -> Verdict | None:
        """A verdict on variables that differ, with what explains it."""
        if verdict is None or verdict.cause.kind is not CauseKind.VARIABLES:
            return verdict
        return explained(verdict, self.explanation, self.identified, self.config.model.WhichOneof('model'))

    @cached_property
    def explanation(self) -> Explanation:
        """Which options explain that the checkpoint does not fit the model: worked out only where one asks, for it takes some time."""
        if not isinstance(self.plan, Tf2Plan) or not isinstance(self.checkpoint, Checkpoint):
            return NOT_EXPLAINED
        theirs = self.own_config.document.message if self.own_config is not None else None
        return explain(set_right(self.config), self.checkpoint, self._plan_tf2, theirs)

    @cached_property
    def explanation_of_unused(self) -> Explanation:
        """Which options explain that the model does not take everything that the checkpoint has."""
        if not isinstance(self.checkpoint, Checkpoint):
            return NOT_EXPLAINED
        theirs = self.own_config.document.message if self.own_config is not None else None
        return explain(set_right(self.config), self.checkpoint, self._plan_tf2, theirs, all_taken=True)

    def _plan_tf2(self, model: Any) -> Tf2Plan | CannotBuild:
        return plan(model, Framework.TF2, self.label_map)

    def _predict(self, config: Any) -> Verdict | None:
        if (
            not isinstance(self.plan, Tf2Plan | CannotBuild)
            or self.framework is Framework.TF1
            or self.checkpoint is None
        ):
            return None
        return predict(config.train_config, self.plan, self.checkpoint, self.project.model_dir)

    @cached_property
    def tf1_restore(self) -> Tf1Restore:
        """What TensorFlow 1 training would restore, and what would start from random values; nothing for TensorFlow 2."""
        if not isinstance(self.plan, Tf1Plan | CannotBuild) or self.framework is Framework.TF2:
            return Tf1Restore()
        trainer = Trainer(self.project.trainer)
        context = tf1.RestoreContext(self.path, self.project.search, self.project.read, trainer)
        return tf1.assess(self.config, self.plan, self.resolution, self.checkpoint, context)

    @cached_property
    def tf1_fixes(self) -> list[Tf1Fix]:
        """Changes after which TensorFlow 1 training would restore the whole backbone."""
        cause = self.tf1_restore.cause
        if cause is None or not isinstance(self.checkpoint, Checkpoint) or not isinstance(self.plan, Tf1Plan):
            return []
        return tf1_fixes(self.config, self.plan, self.checkpoint, cause, Trainer(self.project.trainer))

    def moved_to(self, framework: Framework) -> Move | CannotBuild | None:
        """The changes that make this a config for the other TensorFlow, or why that refuses it."""
        return move(self.config, framework, self.label_map)

    @cached_property
    def identified(self) -> Identified | None:
        """What the checkpoint is of, told from its variables."""
        if not isinstance(self.checkpoint, Checkpoint):
            return None
        model_class: Callable[[], Message] = type(self.config.model)
        learnt = self.project.learnt.models if self.project.learnt is not None else ()
        return identify_any(self.checkpoint, model_class, learnt)

    @cached_property
    def mismatch(self) -> Identified | None:
        """The same, of a checkpoint that does not restore: only there is it worth the time."""
        verdict = self.prediction
        return self.identified if verdict is not None and verdict.outcome is not Outcome.RESTORED else None

    @cached_property
    def predicted_fixes(self) -> list[PredictedFix]:
        """Changes after which the checkpoint would restore, the best advice first."""
        verdict, checkpoint = self.verdict_ignoring_version, self.checkpoint
        if not isinstance(self.plan, Tf2Plan) or not isinstance(checkpoint, Checkpoint) or verdict is None:
            return []
        explanation = self.explanation if verdict.cause.kind in OF_THE_MODEL else NOT_EXPLAINED
        return predicted_fixes(set_right(self.config), self.plan, checkpoint, self._plan_tf2, explanation)

    @cached_property
    def own_config(self) -> OwnConfig | None:
        """The config that the checkpoint was trained with, where it lies beside it."""
        if not isinstance(self.checkpoint, Checkpoint):
            return None
        found = own_config(self.checkpoint.prefix, self.document.schema)
        if found is None or self.checkpoint.format is not Format.NAME_BASED:
            return found  # the archives of the TensorFlow 2 zoo hold one checkpoint each
        theirs: Any = found.document.message
        return found if made(theirs.model, self.identified) else None

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Where its model differs from ours, what changes variables first."""
        if self.own_config is None:
            return ()
        theirs: Any = self.own_config.document.message
        return differences(self.config.model, theirs.model, self._shapes_of)

    def _shapes_of(self, model: Message) -> dict[str, tuple[int, ...]] | None:
        planned = self.plan_of(model)
        if isinstance(planned, CannotBuild):
            return None
        return {name: one.shape for name, one in planned.variables.items()}

    @cached_property
    def readers(self) -> tuple[InputReader, ...]:
        """The input readers: which files they name, and what is in them."""
        project = self.project
        return tuple(input_readers(self.config, self.path, project.search, project.memory, self.document.schema))

    @cached_property
    def anchor_coverage(self) -> Coverage | None:
        """How well the anchors meet the objects that are trained on; None where there are no anchors, or no records."""
        data = next((reader.dataset for reader in self.readers if reader.is_training), None)
        return coverage(self.config.model, data.boxes) if data is not None else None

    @cached_property
    def exported(self) -> str | None:
        """What lies beside a config that is a record of a training, not a plan for one: an export, or an archive of the zoo.

        Where anything that it names is here, somebody is using it.
        """
        beside = exported_beside(self.path)
        if beside is None or isinstance(self.resolution, Resolved | Correctable):
            return None
        named = (file for reader in self.readers for file in (reader.label_map_file, *reader.inputs))
        return None if any(file.naming in (Naming.FOUND, Naming.MEANT) for file in named) else beside

    @cached_property
    def _label_maps(self) -> dict[str, Any]:
        return {}

    def label_map(self, path: str) -> Any:
        """The `StringIntLabelMap` message in the file of this path, as the config writes it; None where there is none."""
        if path not in self._label_maps:
            self._label_maps[path] = self._read_label_map(path)
        return self._label_maps[path]

    def _read_label_map(self, path: str) -> Any:
        file = next((str(place) for place in self.places(path) if is_file(place)), None)
        return (
            self.project.memory.recall(file, ('message', id(self.document.schema)), self._label_map_in)
            if file
            else None
        )

    def _label_map_in(self, file: str) -> Any:
        read = read_text(file, MOST)
        if isinstance(read, Unread) or foreign_text(read.text):
            return None
        opened = open_document(read.text, file, self.document.schema, root=LABEL_MAP)
        return None if opened.faults else opened.message

    def places(self, path: str) -> list[Path]:
        """Where a path that the config names may be: itself, or below each of the folders that it may be meant from."""
        search = self.project.search
        return [Path(place) for place, _ in search.places(path, search.everywhere(self.path))]


def set_right(config: Any) -> Any:
    """The config with the two fields that stop TensorFlow 2 training whatever the checkpoint is set right; itself where they are."""
    train = config.train_config
    if train.fine_tune_checkpoint_version != V1 and not train.load_all_detection_checkpoint_vars:
        return config
    changed = copy_of(config)
    changed.train_config.fine_tune_checkpoint_version = V2
    changed.train_config.load_all_detection_checkpoint_vars = False
    return changed
