"""What a TensorFlow 1 verdict says to the person: what is lost, why, and that TensorFlow itself would not say so."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline_config_ls.restore.roots import CLASSIFICATION, DETECTION
from pipeline_config_ls.restore.tf1.cause import Tf1Cause, Tf1CauseKind
from pipeline_config_ls.restore.tf1.graph_variables import AVERAGE
from pipeline_config_ls.restore.tf1.parts import Part
from pipeline_config_ls.restore.tf1.restore_map import SCOPES
from pipeline_config_ls.restore.tf1.verdict import Tf1Outcome, Tf1Verdict, Trainer

_EXPECTED: Mapping[Tf1CauseKind, str] = {
    Tf1CauseKind.FEATURE_MAPS: 'The backbone is restored; layers that this model adds to it are not, and start from random values.',
    Tf1CauseKind.HEADS: 'The backbone is restored; the predictors are of other classes or of another kind, and learn anew.',
    Tf1CauseKind.SCALES: 'The rest are scales (`gamma`) or shifts (`beta`) of batch norms that were trained without; they start as if so.',
    Tf1CauseKind.SLOTS: 'Only optimizer slots are not restored, which training makes anew.',
}


def message(verdict: Tf1Verdict, cause: Tf1Cause, extractor: str, trainer: Trainer) -> str:
    """One to three sentences on the restore of a checkpoint that can be read; `extractor` is the config's."""
    kind = cause.kind
    if kind is Tf1CauseKind.NONE:
        return f'{count(len(verdict.restored))} are restored by `{verdict.checkpoint_type}`.'
    if kind in _EXPECTED:
        return f'{_counted(verdict)} {_EXPECTED[kind]}'
    return f'{_lost(verdict)} {_why(cause, verdict, extractor)} {_silently(verdict, trainer)}'


def count(number: int, noun: str = 'variable') -> str:
    """ "1 variable", "12,000 variables"."""
    return f'{number:,} {noun}{"" if number == 1 else "s"}'


def _counted(verdict: Tf1Verdict) -> str:
    total = len(verdict.restored) + len(verdict.missing) + len(verdict.incompatible)
    return f'{len(verdict.restored)} of {count(total)} are restored by `{verdict.checkpoint_type}`.'


def _lost(verdict: Tf1Verdict) -> str:
    """How much of the backbone would start from random values."""
    lost, total = verdict.lost.get(Part.BACKBONE, 0), _backbone_total(verdict)
    if lost >= total:
        return f"None of the backbone's {count(total)} would be restored."
    return f"{lost} of the backbone's {count(total)} would not be restored."


def _backbone_total(verdict: Tf1Verdict) -> int:
    """The variables of the backbone that the map asks for: a part that both stages have, a classification asks for once."""
    share = verdict.coverage[Part.BACKBONE]
    return min(share.variables, share.restored + verdict.lost.get(Part.BACKBONE, 0)) or share.variables


def _why(cause: Tf1Cause, verdict: Tf1Verdict, extractor: str) -> str:
    match cause.kind:
        case Tf1CauseKind.INDEX_FILE:
            return 'The text names the index file, which TensorFlow 1 opens and finds nothing in; it wants the prefix without `.index`.'
        case Tf1CauseKind.OBJECT_BASED:
            return f'This is a checkpoint of TensorFlow 2{_of(cause)}; a TensorFlow 1 model looks for other names.'
        case Tf1CauseKind.TYPE:
            return _other_type(cause, verdict, extractor)
        case Tf1CauseKind.AVERAGES:
            if cause.identified is not None and not cause.identified.averages_only:
                return f'`{extractor}` looks for moving averages (names that end in `/ExponentialMovingAverage`), and this checkpoint has none.'
            return f'The checkpoint holds moving averages only (names that end in `/{AVERAGE}`), and no setting of a config reads them.{_export(cause)}'
        case Tf1CauseKind.CHANNELS:
            assert cause.shape is not None
            return (
                f'Its first layer has {cause.shape.checkpoint_shape[2]} channels in the checkpoint and {cause.shape.model_shape[2]} in '
                f'this model: `convert_to_grayscale` decides (`{cause.shape.name}`).'
            )
        case Tf1CauseKind.WIDTH:
            return f'{_other_width(cause)}{_shapes(cause)}.'
        case Tf1CauseKind.EXTRACTOR:
            return f'The checkpoint is of {cause.identified}; the config builds `{extractor}`.'
        case Tf1CauseKind.ARCHITECTURE:
            return _other_architecture(cause, extractor)
    known = f'It is like {cause.identified}. ' if cause.identified else ''
    return f'{known}The checkpoint is of another model{_shapes(cause)}.'


def _of(cause: Tf1Cause) -> str:
    return f', {cause.identified}' if cause.identified else ''


def _export(cause: Tf1Cause) -> str:
    """What turns averages into variables: the exporter does, for a detection model."""
    if cause.identified is None or not cause.identified.whole:
        return ''
    return ' `export_inference_graph.py` writes them under the names of the variables, with `use_moving_averages: true` in `eval_config`.'


def _other_width(cause: Tf1Cause) -> str:
    assert cause.identified is not None
    assert cause.width is not None
    plain = ', depth multiplier 1' if cause.identified.width == 1 else ''
    return f'The checkpoint is of {cause.identified}{plain}; this config has `depth_multiplier: {cause.width:g}`'


def _other_architecture(cause: Tf1Cause, extractor: str) -> str:
    assert cause.identified is not None
    scope = SCOPES[cause.identified.architecture][0]
    return (
        f'The checkpoint is of {cause.identified}; the config builds `{extractor}`, and none of its names begin as those in the checkpoint '
        f'do (`{scope}/`): no setting makes them meet.'
    )


def _other_type(cause: Tf1Cause, verdict: Tf1Verdict, extractor: str) -> str:
    kind, names = {
        DETECTION: ('detection', 'a classification checkpoint'),
        CLASSIFICATION: ('classification', 'a detection model'),
    }[cause.other_type]
    said = f'This is a {kind} checkpoint{_of(cause)}, and `{verdict.checkpoint_type}` looks for the names of {names}.'
    if cause.besides is None:
        return said
    if cause.besides.width is not None and cause.besides.identified is not None:
        theirs = f'{cause.besides.identified.width:g}'
        besides = f'it was trained with `depth_multiplier: {theirs}`, and this config has {cause.besides.width:g}{_shapes(cause.besides)}.'
    else:
        besides = _why(cause.besides, verdict, extractor)
    return f'{said} Besides: {besides[:1].lower()}{besides[1:]}'


def _shapes(cause: Tf1Cause) -> str:
    if cause.shape is None:
        return ''
    name, theirs, ours = cause.shape
    return f': `{name}` is {list(theirs)} in it and {list(ours)} in this model'


def _silently(verdict: Tf1Verdict, trainer: Trainer) -> str:
    """What training does about it: nothing, mostly."""
    share = verdict.coverage.model.at_random
    start = 'Training starts' if verdict.outcome is not Tf1Outcome.NOTHING or trainer is not Trainer.LEGACY else ''
    if not start:
        return 'Training stops with "No variables to save".'
    return f'{start} silently, with {percent(share)} of the parameters random.'


def percent(share: float) -> str:
    """A share in words that do not round to nothing or to all."""
    if share == 1:
        return 'all'
    if share == 0:
        return 'none'
    if share >= 0.995:
        return 'more than 99 %'
    return f'{share * 100:.0f} %' if share >= 0.01 else 'less than 1 %'
