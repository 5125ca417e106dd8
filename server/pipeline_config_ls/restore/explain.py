"""Which options of the model explain that a checkpoint does not fit it: found by trying, on the planner.

The variables of the model are compared with those of the checkpoint, by name and shape. Each option of the table gets the values that
the checkpoint's shapes suggest; the one that brings the two closest is kept, and the search goes on from there. Of all that were
kept, the smallest set with which the checkpoint restores is the explanation.

What it does not know: options whose blocks the config does not have, and models of a fork.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, islice, permutations, product
from typing import Any, NamedTuple, TypeAlias

from google.protobuf import text_format

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.registry import extractors
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.architectures.tf2.trackable import variables
from pipeline_config_ls.architectures.variable import Shape
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.checkpoints.roles import Kind, kind_of
from pipeline_config_ls.checkpoints.roles import variables as saved_variables
from pipeline_config_ls.restore import messages
from pipeline_config_ls.restore.cause import PREFIX, Cause, CauseKind, TrainedWith
from pipeline_config_ls.restore.field_changes import FieldChange, can_be_set, changed, text_at, value_at
from pipeline_config_ls.restore.identify import Identified, architecture_of
from pipeline_config_ls.restore.option_tables import OPTIONS
from pipeline_config_ls.restore.options import Differing, Option, Region, candidates
from pipeline_config_ls.restore.predict import checkpoint_type, predict
from pipeline_config_ls.restore.roots import CLASSIFICATION, DETECTION
from pipeline_config_ls.restore.verdict import Outcome, Verdict

Planner: TypeAlias = 'Callable[[Any], Tf2Plan | CannotBuild]'
"""Plans a changed `DetectionModel` message."""

# More options than this were hardly changed by accident: then it is another model.
_MOST_CHANGES = 4

# A network of which less is shared is another one.
_LEAST_SHARED = 0.1

# Values of an option that are tried with those of another one, and pairs that are tried: each is planned.
_MOST_OF_A_PAIR = 6
_MOST_PAIRS = 500

# More than any shape has dimensions.
_ALONE = 5

# What a member of a oneof means that is set and not looked at.
_IGNORED = {'group_norm': ', which Keras layers ignore'}

_KEYPOINTS = re.compile(r'model/_prediction_head_dict/(?P<task>.+)\.Skeypoint\.Sheatmap/\d+/.+/bias')

_EXTRACTOR_NAMES = ('model/_feature_extractor', 'feature_extractor/')


class Change(NamedTuple):
    """One option with another value: the settings that go together, the first of them its own field."""

    settings: tuple[FieldChange, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """The changes after which a checkpoint restores, the fewest that do, and the verdict with them; no changes where none were found."""

    changes: tuple[Change, ...] = ()
    options: tuple[TrainedWith, ...] = ()
    verdict: Verdict | None = None


NOT_EXPLAINED = Explanation()


class _Search:
    """The comparison of one checkpoint with the models that a config could be changed to."""

    def __init__(self, config: Any, checkpoint: Checkpoint, planner: Planner, *, all_taken: bool = False) -> None:
        self.all_taken = all_taken
        self.config = config
        self.checkpoint = checkpoint
        self.planner = planner
        self.architecture = config.model.WhichOneof('model')
        self.type = checkpoint_type(config.train_config)
        self.theirs = {
            name: entry.shape
            for name, entry in saved_variables(checkpoint).items()
            if kind_of(name, checkpoint.format) is Kind.MODEL
        }

    def settings(self, config: Any) -> Any:
        return getattr(config.model, self.architecture)

    def shapes(self, config: Any) -> dict[str, Shape] | None:
        """The variables of a changed model under the names that this checkpoint would give them; None where it cannot be built."""
        plan = self.planner(config.model)
        if isinstance(plan, CannotBuild):
            return None
        if self.type == CLASSIFICATION:
            found = variables({'feature_extractor': plan.backbone}) if plan.backbone else {}
        else:
            found = plan.tracked
        return {name: variable.shape for name, variable in found.items() if variable.shape is not None}

    def differing(self, config: Any, region: Region) -> Differing | None:
        ours = self.shapes(config)
        if ours is None:
            return None
        here = {name: shape for name, shape in ours.items() if _region(name) is region}
        there = {name: shape for name, shape in self.theirs.items() if _region(name) is region}
        return Differing(
            {name: shape for name, shape in here.items() if there.get(name) != shape},
            {name: shape for name, shape in there.items() if here.get(name) != shape},
            there,
        )

    def restores(self, changes: Iterable[Change]) -> Verdict | None:
        """The verdict with changes, where it is that all restores (and, if asked for, that all of the checkpoint is taken)."""
        config = self.apply(changes)
        verdict = predict(config.train_config, self.planner(config.model), self.checkpoint)
        if verdict.outcome is not Outcome.RESTORED or (self.all_taken and verdict.unused):
            return None
        return verdict

    def apply(self, changes: Iterable[Change]) -> Any:
        return changed(self.config, [setting for change in changes for setting in change.settings])


def explain(
    config: Any, checkpoint: Checkpoint, planner: Planner, own_config: Any = None, *, all_taken: bool = False
) -> Explanation:
    """Why the checkpoint does not restore into the model of a `TrainEvalPipelineConfig` message, as far as options tell.

    `own_config` is the message of the config that the checkpoint was trained with, where it lies beside it. With `all_taken` a model is
    looked for that takes everything that is saved, too.
    """
    search = _Search(config, checkpoint, planner, all_taken=all_taken)
    if search.architecture not in OPTIONS or not search.theirs:
        return NOT_EXPLAINED
    if architecture_of(checkpoint) not in (search.architecture, None):
        return NOT_EXPLAINED
    if own_config is not None and own_config.model.WhichOneof('model') == search.architecture:
        found = _smallest(search, _differences(search, own_config))
        if found.changes:
            return found
    extractor = _closer(search, Region.EXTRACTOR, [])
    heads = search.type not in (DETECTION, CLASSIFICATION)
    found = _smallest(search, _closer(search, Region.HEADS, extractor) if heads else extractor)
    if heads and not found.options:
        found = _smallest(search, [*extractor, *_pair(search, extractor)])
    return found if found.options else Explanation(options=_keypoints(search))


def _keypoints(search: _Search) -> tuple[TrainedWith, ...]:
    """Keypoint tasks with another number of keypoints: it is that of a label map, which no change of the config makes another."""
    ours = search.shapes(search.config) or {}
    found = []
    for name, shape in sorted(search.theirs.items()):
        head = _KEYPOINTS.fullmatch(name)
        if head and name in ours and ours[name] != shape:
            there, here = (f'{sizes[-1]} keypoints of `{head["task"]}`' for sizes in (shape, ours[name]))
            found.append(TrainedWith('model.center_net.keypoint_label_map_path', there, here, exact=False))
    return tuple(dict.fromkeys(found))


def explained(verdict: Verdict, explanation: Explanation, identified: Identified | None, architecture: str) -> Verdict:
    """A verdict on variables that differ, with the cause that was found; `architecture` is the config's own."""
    cause = replace(_cause(verdict.cause, explanation, identified, architecture), variables=verdict.cause.variables)
    told = replace(verdict, cause=cause)
    return replace(told, message=messages.of_variables(told))


def _cause(first: Cause, explanation: Explanation, identified: Identified | None, architecture: str) -> Cause:
    what = str(identified) if identified is not None else ''
    if explanation.options:
        return Cause(CauseKind.OPTIONS, options=explanation.options, identified=what)
    if identified is not None and identified.architecture != architecture:
        return Cause(CauseKind.ARCHITECTURE, PREFIX, identified=what)
    return replace(first, identified=what)


def _region(name: str) -> Region:
    return Region.EXTRACTOR if name.startswith(_EXTRACTOR_NAMES) else Region.HEADS


def _closer(search: _Search, region: Region, changes: list[Change]) -> list[Change]:
    """The changes, and those that bring the variables of a region closer to the checkpoint's, one at a time."""
    options = [option for option in OPTIONS[search.architecture] if option.region is region]
    while len(_outer(changes)) < _MOST_CHANGES:
        config = search.apply(changes)
        differing = search.differing(config, region)
        if differing is None or not _distance(differing):
            break
        if region is Region.EXTRACTOR and _is_another_network(differing):
            options = []  # nothing but another extractor can help
        best, least, options = _step(search, region, config, differing, options, changes)
        if best is None:
            return [*changes, *_pair(search, changes)] if region is Region.HEADS else changes
        options = options or [option for option in OPTIONS[search.architecture] if option.region is region]
        changes = [*changes, best]
        if not least:
            break
    return changes


def _pair(search: _Search, changes: list[Change]) -> tuple[Change, ...]:
    """Two changes that explain all that differs in the heads together where neither comes closer alone, as where the numbers of two
    lists are multiplied. None are looked for where the extractor is another one."""
    region, config = Region.HEADS, search.apply(changes)
    extractor, differing = search.differing(config, Region.EXTRACTOR), search.differing(config, region)
    if extractor is None or _distance(extractor) or differing is None or not _distance(differing):
        return ()
    names = differing.ours.keys() | differing.theirs.keys()

    def touches(change: Change) -> bool:
        after = search.differing(search.apply([*changes, change]), region)
        return after is not None and any(after.ours.get(name) != differing.ours.get(name) for name in names)

    options = [option for option in OPTIONS[search.architecture] if option.region is region]
    tried = [list(islice(_changes(search, option, config, differing), _MOST_OF_A_PAIR)) for option in options]
    touching = [[change for change in some if touches(change)] for some in tried]
    # What shows alone with its like first; then with what shows only beside it, as a depthwise predictor does with its kernel.
    pairs = chain(
        (pair for one, two in combinations(touching, 2) for pair in product(one, two)),
        (pair for one, two in permutations(range(len(tried)), 2) for pair in product(touching[one], tried[two])),
    )
    for pair in islice(pairs, _MOST_PAIRS):
        after = search.differing(search.apply([*changes, *pair]), region)
        if after is not None and not _distance(after):
            return pair
    return ()


def _step(
    search: _Search, region: Region, config: Any, differing: Differing, options: list[Option], changes: list[Change]
) -> tuple[Change | None, int, list[Option]]:
    """The best single change, the distance after it, and the options that change a variable at all."""
    best, least = None, _distance(differing)
    active = []
    for option in options:
        counts, tried = False, False
        for change in _changes(search, option, config, differing):
            after = search.differing(search.apply([*changes, change]), region)
            tried = True
            if after is None:
                continue
            counts = counts or after.ours != differing.ours
            if _distance(after) < least:
                best, least = change, _distance(after)
            if not least:
                return best, 0, options
        if counts or not tried:
            active.append(option)
    if region is Region.EXTRACTOR:
        for change in _types(search, config):
            after = search.differing(search.apply([*changes, change]), region)
            if after is not None and _distance(after) < least:
                best, least = change, _distance(after)
    return best, least, active


def _is_another_network(differing: Differing) -> bool:
    """Whether hardly a name of the checkpoint's is one of the model's."""
    shared = len(differing.all_theirs) - len(differing.theirs.keys() - differing.ours.keys())
    return shared < _LEAST_SHARED * len(differing.all_theirs)


def _distance(differing: Differing) -> int:
    """How far the two are apart: a name that one side has alone counts most, then each dimension that differs."""
    both = differing.ours.keys() & differing.theirs.keys()
    alone = len(differing.ours) + len(differing.theirs) - 2 * len(both)
    return _ALONE * alone + sum(_apart(differing.ours[name], differing.theirs[name]) for name in both)


def _apart(ours: Shape, theirs: Shape) -> int:
    if len(ours) != len(theirs):
        return _ALONE
    return sum(1 for here, there in zip(ours, theirs, strict=True) if here != there)


def _changes(search: _Search, option: Option, config: Any, differing: Differing) -> Iterator[Change]:
    settings = search.settings(config)
    for value in candidates(option, settings, differing):
        paths = (option.path, *(path for path in option.tied if can_be_set(settings, path)))
        yield Change(
            tuple(FieldChange(f'model.{search.architecture}.{path}', _tied_value(path, value)) for path in paths),
            option.exact,
        )


def _tied_value(path: str, value: str | None) -> str | None:
    """The code of a keypoint box is four numbers and two for each keypoint; everything else is tied by being equal."""
    return str(4 + 2 * int(value)) if value is not None and path.endswith('box_code_size') else value


def _types(search: _Search, config: Any) -> Iterator[Change]:
    """The other feature extractors of the meta-architecture."""
    path = f'model.{search.architecture}.feature_extractor.type'
    here = text_at(config, path)
    for extractor in extractors(Framework.TF2, search.architecture):
        if f'"{extractor.name}"' != here:
            yield Change((FieldChange(path, f'"{extractor.name}"'),), True)


def _differences(search: _Search, own_config: Any) -> list[Change]:
    """The options of the table in which the checkpoint's own config differs."""
    ours, theirs = search.settings(search.config), search.settings(own_config)
    found: dict[str, Change] = {}
    paths = dict.fromkeys(('feature_extractor.type', *(option.path for option in OPTIONS[search.architecture])))
    for path in paths:
        here, there = text_at(ours, path), text_at(theirs, path)
        if here != there and (can_be_set(ours, path) or '.' not in path):
            value = None if there == 'none' else there
            tied = {option.path: option.tied for option in OPTIONS[search.architecture]}.get(path, ())
            both = (path, *(name for name in tied if can_be_set(ours, name) and can_be_set(theirs, name)))
            texts = {name: text_at(theirs, name) for name in both}
            found[path] = Change(
                tuple(
                    FieldChange(f'model.{search.architecture}.{name}', value if name == path else texts[name])
                    for name in both
                ),
                True,
            )
    return list(found.values())[: 2 * _MOST_CHANGES]


def _smallest(search: _Search, changes: list[Change]) -> Explanation:
    """The fewest of the changes with which the checkpoint restores."""
    for size in range(1, len(changes) + 1):
        for chosen in combinations(changes, size):
            try:
                verdict = search.restores(chosen)
            except (AttributeError, text_format.ParseError):
                continue
            if verdict is not None:
                return Explanation(chosen, tuple(_told(search, chosen)), verdict)
    return NOT_EXPLAINED


def _told(search: _Search, changes: tuple[Change, ...]) -> Iterator[TrainedWith]:
    """The options with both values; what lies in a block that is another as a whole is told with the block."""
    for change in _outer(changes):
        setting = change.settings[0]
        yield TrainedWith(setting.field, setting.value or 'none', _here(search.config, setting.field), change.exact)


def _outer(changes: Sequence[Change]) -> list[Change]:
    """The changes that do not lie in a block that another one makes."""
    blocks = tuple(f'{change.settings[0].field}.' for change in changes)
    return [change for change in changes if not change.settings[0].field.startswith(blocks)]


def _here(config: Any, field: str) -> str:
    """What a config has at a field; the name of the other member where it chooses another one of a oneof."""
    parent, _, name = field.rpartition('.')
    block = value_at(config, parent)
    oneof = block.DESCRIPTOR.fields_by_name[name].containing_oneof if block is not None else None
    chosen = block.WhichOneof(oneof.name) if oneof is not None else None
    if chosen in (None, name):
        return text_at(config, field)
    return f'`{chosen}`{_IGNORED.get(chosen, "")}'
