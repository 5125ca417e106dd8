"""A document, and what is known of the files that it names: what the checks that look beyond the text get to see."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from google.protobuf.message import Message

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Plan, plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.restore.assess import Read, RestoreAnalysis, assess, set_right
from pipeline_config_ls.restore.fixes import PredictedFix, predicted_fixes

LABEL_MAP = 'object_detection.protos.StringIntLabelMap'


@dataclass(frozen=True, slots=True)
class ProjectContext:
    """What a config stands in: folders, the folder that training writes to, and how checkpoints are read."""

    search_context: SearchContext = field(default_factory=SearchContext)
    model_dir: str | None = None
    read: Read = read_checkpoint


@dataclass(frozen=True)
class ConfigAnalysis:
    """One document in its project. What it costs to know is worked out once, when a check first asks."""

    document: Document
    project: ProjectContext

    @property
    def config(self) -> Any:
        """The `TrainEvalPipelineConfig` message that the document sets; its fields are typed by the schema, not by Python."""
        return self.document.message

    @cached_property
    def assessment(self) -> RestoreAnalysis:
        """The restore, as far as it can be told."""
        return assess(
            self.config,
            str(self.document.path) if self.document.path else None,
            self.project.search_context,
            model_dir=self.project.model_dir,
            read=self.project.read,
            label_maps=self.label_map,
        )

    @cached_property
    def predicted_fixes(self) -> list[PredictedFix]:
        """Single changes after which the checkpoint would restore."""
        found = self.assessment
        if not isinstance(found.plan, Plan) or not isinstance(found.checkpoint, Checkpoint):
            return []
        return predicted_fixes(set_right(self.config), found.plan, found.checkpoint, self.plan, found.identified)

    def label_map(self, path: str) -> Any:
        """The `StringIntLabelMap` message in the file of this path, as the config writes it; None where there is none."""
        for file in self.places(path):
            try:
                text = file.read_text(encoding='utf-8')
            except (OSError, UnicodeDecodeError):
                continue
            opened = open_document(text, file, self.document.schema, root=LABEL_MAP)
            return None if opened.faults else opened.message
        return None

    def places(self, path: str) -> list[Path]:
        """Where a path that the config names may be: itself, or below each of the folders that it may be meant from."""
        config = str(self.document.path) if self.document.path else None
        around = self.project.search_context
        return [Path(place) for place, _ in around.places(path, around.everywhere(config))]

    def plan(self, model: Message) -> Plan | CannotBuild:
        return plan(model, self.label_map)
