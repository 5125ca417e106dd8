"""Which checkpoints to advise for a config: each is predicted before it is offered, and what restores comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis, set_right
from pipeline_config_ls.analysis.project_context import Overrides
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.checkpoints.nearby import find_prefixes, is_of_saved_model
from pipeline_config_ls.checkpoints.resolution import NotSet, Suggestion, resolve
from pipeline_config_ls.checkpoints.zoo import Archive, archives_for
from pipeline_config_ls.restore.identify import architecture_of
from pipeline_config_ls.restore.predict import checkpoint_type, predict
from pipeline_config_ls.restore.roots import TYPES
from pipeline_config_ls.restore.tf1.restore_map import TYPES as TF1_TYPES
from pipeline_config_ls.restore.verdict import Outcome

_STEPS = ('step', 'global_step')
# Predicting takes milliseconds a checkpoint; a project has dozens.
_MOST = 60


class Fit(NamedTuple):
    """How well a checkpoint fits a config: the type with which it restores best, how many variables then, of how many.

    `what` is what it is of, `step` how far it was trained (None where it does not say). `as_is`: the type is the one that the config
    has. `whole`: all that this type restores is restored; of TensorFlow 1 the backbone, for a head of other classes is skipped.
    """

    prefix: str
    what: str
    step: int | None
    type: str
    restored: int
    total: int
    as_is: bool
    whole: bool

    @property
    def share(self) -> float:
        """The part of what the type restores that would be."""
        return self.restored / self.total if self.total else 0.0


class Advice(NamedTuple):
    """A checkpoint to offer, and how it fits."""

    suggestion: Suggestion
    fit: Fit


def advised(analysis: ConfigAnalysis, suggestions: Iterable[Suggestion], most: int = 5) -> list[Advice]:
    """Those of the suggestions that restore, as they are or with another type; the best first, and else as they come."""
    found = []
    architecture = analysis.config.model.WhichOneof('model')
    for suggestion in suggestions:
        checkpoint = analysis.project.read(suggestion.prefix)
        if not isinstance(checkpoint, Checkpoint) or architecture_of(checkpoint) not in (architecture, None):
            continue  # heads of another kind: there is nothing to predict
        fit = fit_of(analysis, suggestion.prefix)
        if fit is not None and fit.whole:
            found.append(Advice(suggestion, fit))
    return sorted(found, key=lambda advice: not advice.fit.as_is)[:most]


def advised_nearby(analysis: ConfigAnalysis) -> list[Advice]:
    """The same of the checkpoints that lie near, for a config whose own does not restore."""
    near = resolve('', analysis.path, analysis.project.search)
    own = analysis.checkpoint.prefix if analysis.checkpoint is not None else None
    suggestions = near.suggestions if isinstance(near, NotSet) else ()
    return advised(analysis, [suggestion for suggestion in suggestions if suggestion.prefix != own])


def fit_of(analysis: ConfigAnalysis, prefix: str, *, everything: bool = False) -> Fit | None:
    """How the checkpoint under a prefix fits; None where it cannot be read, or nothing is predicted for this config.

    What it is of, which takes longest to tell, is told where it restores, or where `everything` is asked for.
    """
    other = analysis.with_overrides(Overrides(prefix, analysis.overrides.checkpoint_type))
    if not isinstance(other.checkpoint, Checkpoint) or isinstance(analysis.plan, CannotBuild):
        return None
    here = checkpoint_type(analysis.config.train_config)
    tries = list(_tf1(other, here) if analysis.framework is Framework.TF1 else _tf2(other, here))
    named = everything or any(whole for *_, whole in tries)
    what = str(other.identified) if named and other.identified is not None else ''
    step = next((other.checkpoint.numbers[name] for name in _STEPS if name in other.checkpoint.numbers), None)
    found = [Fit(prefix, what, None if step is None else int(step), *tried) for tried in tries]
    return max(found, key=lambda fit: (fit.whole, fit.as_is, fit.restored), default=None)


def checkpoints_at_hand(analysis: ConfigAnalysis) -> list[Fit]:
    """Every checkpoint in the workspace and the search folders, the best fit first."""
    folders = analysis.project.search.bases(analysis.path)
    prefixes = dict.fromkeys(prefix for base in folders for prefix in find_prefixes(base.folder))
    fits = (
        fit_of(analysis, prefix, everything=True) for prefix in list(prefixes)[:_MOST] if not is_of_saved_model(prefix)
    )
    return sorted((fit for fit in fits if fit is not None), key=lambda fit: (not fit.whole, not fit.as_is, -fit.share))


def zoo_archives(analysis: ConfigAnalysis) -> list[Archive]:
    """The archives of the model zoos whose network is that of the config."""
    architecture = analysis.config.model.WhichOneof('model')
    if architecture is None or architecture == 'experimental_model':
        return []
    extractor = getattr(analysis.config.model, architecture).feature_extractor
    return archives_for(
        analysis.framework.value,
        extractor.type,
        depthwise=bool(getattr(extractor, 'use_depthwise', False)),
        depth_multiplier=getattr(extractor, 'depth_multiplier', 1.0),
    )


def _tf2(analysis: ConfigAnalysis, here: str) -> Iterator[tuple[str, int, int, bool, bool]]:
    """Each type: itself, what it restores, of how many, whether it is the config's, whether all of it restores."""
    plan, checkpoint = analysis.plan, analysis.checkpoint
    assert isinstance(plan, Tf2Plan)
    assert isinstance(checkpoint, Checkpoint)
    for kind in dict.fromkeys((here, *TYPES)):
        train = set_right(analysis.with_overrides(Overrides(checkpoint.prefix, kind)).config).train_config
        verdict = predict(train, plan, checkpoint, analysis.project.model_dir)
        total = verdict.restored + len(verdict.unmatched) + len(verdict.incompatible)
        yield kind, verdict.restored, total, kind == here, verdict.outcome is Outcome.RESTORED
        if kind == here and verdict.outcome is Outcome.RESTORED:
            return  # no other is better than the one that is set


def _tf1(analysis: ConfigAnalysis, here: str) -> Iterator[tuple[str, int, int, bool, bool]]:
    prefix = analysis.overrides.checkpoint
    for kind in dict.fromkeys((here, *TF1_TYPES)):
        verdict = analysis.with_overrides(Overrides(prefix, kind)).tf1_restore.verdict
        if verdict is not None:
            restored = len(verdict.restored)
            total = restored + len(verdict.missing) + len(verdict.incompatible)
            yield kind, restored, total, kind == here, verdict.restores_backbone
