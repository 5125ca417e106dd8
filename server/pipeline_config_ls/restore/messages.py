"""What a verdict says to the person: one or two sentences that name the cause, in the terms of the config."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline_config_ls.restore.bind import COUNTER
from pipeline_config_ls.restore.cause import Cause, CauseKind, TrainedWith
from pipeline_config_ls.restore.roots import CLASSIFICATION
from pipeline_config_ls.restore.verdict import Verdict

# What stops training before it looks at a single variable.
STOPS: Mapping[CauseKind, str] = {
    CauseKind.LOAD_ALL: (
        '`load_all_detection_checkpoint_vars` is not supported in TensorFlow 2: training stops. '
        'Remove it; the type `full` restores every variable.'
    ),
    CauseKind.BACKBONE_AS_DETECTION: (
        'This is a classification checkpoint (its values are under `feature_extractor/`), and training refuses it '
        'as `detection`. Set `fine_tune_checkpoint_type: "classification"`.'
    ),
    CauseKind.MODEL_DIR: (
        'The checkpoint lies in the folder that training writes to, which training refuses. Use another `model_dir`.'
    ),
    CauseKind.NAME_BASED: (
        'This checkpoint was written by TensorFlow 1: it names its values and has no object graph. A TensorFlow 2 '
        'config needs a checkpoint from the TF2 model zoo.'
    ),
    CauseKind.VERSION: (
        'TensorFlow 2 training stops with "Checkpoint version should be V2": `fine_tune_checkpoint_version` is V1 unless it is set.'
    ),
    CauseKind.NOT_BUILT: (
        'With `run_fine_tune_checkpoint_dummy_computation: false` the model is not built yet when the checkpoint is loaded, and '
        'training stops: there is nothing yet that this type could restore. Remove the field.'
    ),
}


def index_file(prefix: str) -> str:
    """For an index file in the place of a prefix, which TensorFlow opens and finds no variable in."""
    name = Path(prefix).name
    return (
        f'`{name}` names the index file; TensorFlow wants the prefix `{name.removesuffix(".index")}`. Training stops with "Checkpoint is '
        'expected to be an object-based checkpoint".'
    )


def otherwise(rest: Verdict) -> str:
    """What would happen if the checkpoint were whole."""
    if rest.cause.kind is CauseKind.NONE:
        return f'Otherwise {count(rest.restored, "variable")} would be restored.'
    return f'And if it were whole: {rest.message[:1].lower()}{rest.message[1:]}'


def of_variables(verdict: Verdict) -> str:
    """The sentence for a verdict on variables: what happens, and why as far as its cause knows."""
    cause = verdict.cause
    match cause.kind:
        case CauseKind.NONE:
            return f'{count(verdict.restored, "variable")} {_is(verdict.restored)} restored by `{verdict.checkpoint_type}`.'
        case CauseKind.ROOT:
            return _no_root(verdict)
        case CauseKind.COUNTER:
            return 'The checkpoint has no `save_counter`, which TensorFlow looks for: it was not written by `tf.train.Checkpoint.save`.'
    seen = _shapes(verdict) if verdict.incompatible else _missing(verdict)
    return f'{seen} {why(cause)}'


def why(cause: Cause) -> str:
    """The cause of a mismatch in one sentence."""
    match cause.kind:
        case CauseKind.OPTIONS:
            return f'The checkpoint was trained with {listed(cause.options)}.{_with_options(cause)}'
        case CauseKind.EXTRACTOR:
            return f'The checkpoint is of {cause.identified}.'
        case CauseKind.ARCHITECTURE:
            return f'The checkpoint is of another kind of model, {cause.identified}.'
    is_of = f' The checkpoint is of {cause.identified}.' if cause.identified else ''
    return f'Another model was trained: training stops.{is_of}'


def _with_options(cause: Cause) -> str:
    """What the person wants to know besides the options' values."""
    names = {option.name for option in cause.options}
    if 'num_classes' in names:
        return ' The type `detection` leaves the class predictions out.'
    return f' It is of {cause.identified}.' if 'type' in names and cause.identified else ''


def listed(options: tuple[TrainedWith, ...]) -> str:
    """Options with both values: "`depth_multiplier` 0.25 (this model has 1)"."""
    parts = [_said(option) for option in options]
    return parts[0] if len(parts) == 1 else f'{", ".join(parts[:-1])} and {parts[-1]}'


def _said(option: TrainedWith) -> str:
    """One option with both values; only how many there are of a list whose values no shape tells."""
    if option.exact:
        return f'`{option.name}` {_short(option.trained)} (this model has {_short(option.here)})'
    if option.trained.startswith('['):
        there, here = (text.count(',') + 1 for text in (option.trained, option.here))
        return f'{there} `{option.name}` (this model has {here})'
    if option.trained.startswith('{'):
        return f'a `{option.name}` (this model has {_short(option.here)})'
    if ' ' in option.trained:
        return f'{option.trained} (this model has {option.here})'
    return f'another `{option.name}` than {option.here}'


def count(number: int, noun: str) -> str:
    """ "1 variable", "12,000 variables"."""
    return f'{number:,} {noun}{"" if number == 1 else "s"}'


def _is(number: int) -> str:
    return 'is' if number == 1 else 'are'


def _short(value: str) -> str:
    return value if len(value) <= 60 else f'{value[:57]}...'


def _shapes(verdict: Verdict) -> str:
    first, number = verdict.incompatible[0], len(verdict.incompatible)
    shapes = f'{list(first.checkpoint_shape)} in the checkpoint, {list(first.model_shape)} in the model'
    have = f'{number} variables have' if number > 1 else 'One variable has'
    return f'{have} another shape in the checkpoint: `{first.name}` is {shapes}.'


def _missing(verdict: Verdict) -> str:
    names = [name for name in verdict.unmatched if name != COUNTER]
    total = len(names) + verdict.restored
    return f'{len(names)} of {total} variables have no value in the checkpoint, the first `{(names or verdict.unmatched)[0]}`.'


def _no_root(verdict: Verdict) -> str:
    total = verdict.restored + sum(1 for name in verdict.unmatched if name != COUNTER)
    if verdict.checkpoint_type == CLASSIFICATION:
        return (
            'This is a detection checkpoint; `classification` looks for `feature_extractor/...`, so none of the '
            f'{total} backbone variables would be restored.'
        )
    return f'This is no detection checkpoint: it has nothing under `model/`, so none of the {total} variables would be restored.'
