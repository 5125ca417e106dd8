"""The restore report of one config as a value: the verdict and its share first, then a row for each part of the model.

`make_report` reads a `ConfigAnalysis` and works nothing out again; `text`, `json_form`, `page` and the hovers show what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.own_config import Difference
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.checkpoints.resolution import NotFound
from pipeline_config_ls.files.path_reading import WEB, scheme_of
from pipeline_config_ls.report import words
from pipeline_config_ls.report.groups import Group, Tone, group
from pipeline_config_ls.report.objects import Objects, objects_of
from pipeline_config_ls.report.type_rows import TypeRow, type_rows
from pipeline_config_ls.restore.fates import Fate, VariableFate, tf1_fates, tf2_fates
from pipeline_config_ls.restore.resume import Resume
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Tf1Verdict, Trainer
from pipeline_config_ls.restore.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the model is restored."""

    variables: int
    of_variables: int
    parameters: int
    of_parameters: int


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of one restore.

    `outcome` is the word of the command line's JSON, empty where there is no verdict; then `headline` says why, and what would give
    one. `first` is what stops training before it looks at the checkpoint's values, `first_outcome` its word; `headline` is then what
    comes once it is mended. `label` says it in a few words where TensorFlow 1 restores a part.
    """

    title: str
    framework: Framework
    framework_reason: str
    model: str
    checkpoint: str
    checkpoint_path: str
    checkpoint_type: str
    outcome: str
    headline: str
    tone: Tone | None
    blame: str = words.PREFIX
    label: str = ''
    first: str = ''
    first_outcome: str = ''
    identified: str = ''
    share: Share | None = None
    groups: tuple[Group, ...] = field(default=(), repr=False)
    types: tuple[TypeRow, ...] = ()
    differences: tuple[Difference, ...] = ()
    resume: Resume | None = None
    objects: Objects | None = None

    @property
    def is_in_bucket(self) -> bool:
        """Whether the checkpoint is where it is read only when somebody asks for that, and nobody has."""
        scheme = scheme_of(self.checkpoint)
        return not self.outcome and scheme is not None and scheme.is_known and scheme.name not in WEB

    @property
    def sign(self) -> str:
        """✓ as intended, ⚠ something is silently lost, ✗ training stops or starts without its backbone, – no verdict."""
        if self.label:
            return self.label[0]
        return '–' if self.tone is None else words.SIGNS[self.tone]


def make_report(analysis: ConfigAnalysis, *, details: bool = True) -> Report:
    """The report on a config. Without `details` it leaves out what takes planning again: other types, and the checkpoint's own config."""
    verdict = _verdict(analysis)
    report = _head(analysis, verdict)
    if details:
        report = replace(report, objects=objects_of(analysis))
    if verdict is None or not isinstance(analysis.checkpoint, Checkpoint):
        return report
    fates = _fates(analysis, verdict.checkpoint_type)
    groups = tuple(_explained(one, analysis, verdict) for one in group(fates, analysis.framework))
    tone = _tone(verdict, groups)
    report = replace(
        report,
        groups=groups,
        share=_share(fates),
        tone=tone,
        headline=words.headline(verdict, groups),
        label=words.partial_label(verdict),
        identified=str(analysis.identified or ''),
    )
    if not details:
        return report
    return replace(report, types=tuple(type_rows(analysis)), differences=analysis.differences)


def _verdict(analysis: ConfigAnalysis) -> Verdict | Tf1Verdict | None:
    """The verdict on the checkpoint that is meant: what else is wrong with the path or the version stands before it."""
    if analysis.framework is Framework.TF1:
        return analysis.tf1_restore.verdict_of_meant or analysis.tf1_restore.verdict
    if isinstance(analysis.resolution, NotFound):
        return Verdict(Outcome.NOT_FOUND, analysis.resolution.message)
    return analysis.verdict_ignoring_version


def _head(analysis: ConfigAnalysis, verdict: Verdict | Tf1Verdict | None) -> Report:
    """All that needs no variables."""
    plan = analysis.plan
    first_outcome, first = words.first_stop(analysis)
    return Report(
        title=PurePath(analysis.path).name if analysis.path else 'pipeline.config',
        framework=analysis.framework,
        framework_reason=words.framework_reason(analysis),
        model='' if isinstance(plan, CannotBuild) else plan.extractor,
        checkpoint=words.checkpoint_name(analysis),
        checkpoint_path=words.checkpoint_path(analysis),
        checkpoint_type=verdict.checkpoint_type if verdict else '',
        outcome=verdict.outcome.value if verdict else '',
        headline=verdict.message if verdict else words.no_verdict(analysis),
        tone=_tone(verdict, ()) if verdict else None,
        blame=verdict.blame if verdict else words.PREFIX,
        first=first,
        first_outcome=first_outcome,
        resume=analysis.resume,
    )


def _tone(verdict: Verdict | Tf1Verdict, groups: Iterable[Group]) -> Tone:
    match verdict.outcome:
        case Outcome.RESTORED | Tf1Outcome.RESTORED:
            lost = any(one.tone is Tone.SILENT for one in groups)
            return Tone.SILENT if lost else Tone.EXPECTED
        case Tf1Outcome.PARTIAL | Tf1Outcome.NOTHING:
            return Tone.SILENT
    return Tone.STOPS


def _fates(analysis: ConfigAnalysis, checkpoint_type: str) -> tuple[VariableFate, ...]:
    plan, checkpoint = analysis.plan, analysis.checkpoint
    if not isinstance(checkpoint, Checkpoint):
        return ()
    if isinstance(plan, Tf2Plan):
        return tf2_fates(plan, checkpoint, checkpoint_type)
    if isinstance(plan, Tf1Plan):
        trainer = Trainer(analysis.project.trainer)
        try:
            return tf1_fates(plan, checkpoint, analysis.config.train_config, checkpoint_type, trainer)
        except re.error:
            return ()
    return ()


def _share(fates: Iterable[VariableFate]) -> Share:
    ours = [one for one in fates if one.model_shape is not None]
    restored = [one for one in ours if one.fate is Fate.RESTORED]
    return Share(len(restored), len(ours), words.parameters_of(restored), words.parameters_of(ours))


def _explained(found: Group, analysis: ConfigAnalysis, verdict: Verdict | Tf1Verdict) -> Group:
    cause, place = words.cause(found, analysis, verdict)
    return replace(found, cause=cause, field=place)
