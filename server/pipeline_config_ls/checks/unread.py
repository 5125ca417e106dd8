"""Fields that are set and change nothing: this framework, this feature extractor, or the whole API does not read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.registry import find
from pipeline_config_ls.checks.check import TF2_ONLY, Edit, Family, Finding, Fix, FixSafety, Severity, Tag, config_check
from pipeline_config_ls.document import BoundField
from pipeline_config_ls.document.edits import remove_field
from pipeline_config_ls.schema import EnumValue, Unread, unread
from pipeline_config_ls.schema.components import PROTOS
from pipeline_config_ls.schema.unread import HARMLESS, INSTEAD

# What a person wants of these does not happen, and nothing shows it.
_RELIED_ON = frozenset(
    PROTOS + name
    for name in ('TrainConfig.freeze_variables', 'TrainConfig.update_trainable_variables', 'Hyperparams.group_norm')
)


@config_check('unread-field', family=Family.TRAINING, severity=Severity.HINT, fix=FixSafety.UNSAFE)
def unread_field(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The field has no effect: the code that would read it belongs to the other TensorFlow, to another extractor, or to nobody.

    A warning where something is relied on that does not happen: TensorFlow 2 trains `freeze_variables` like all others.
    Fields that ask for what happens anyway are not listed.

    Wrong:

        graph_rewriter { quantization { delay: 48000 } }  # with a TensorFlow 2 model

    Right:

        # quantize when you export
    """
    for chain in analysis.document.walk():
        field = chain[-1]
        why = _why(analysis, field)
        if why is not None:
            relied_on = field.type is not None and field.type.full_name in _RELIED_ON
            yield Finding(
                field.syntax.name.span,
                f'`{field.name}` has no effect: {why}',
                (Fix(f'Remove `{field.name}`', (remove_field(analysis.document, field),)),),
                tags=(Tag.UNNECESSARY,),
                severity=Severity.WARNING if relied_on else None,
            )
    yield from _ignored_by_extractor(analysis)


def _why(analysis: ConfigAnalysis, field: BoundField) -> str | None:
    if field.type is None:
        return None
    name = field.type.full_name.removeprefix(PROTOS)
    reader = unread(field.type)
    if reader is None or name in HARMLESS or (reader is Unread.BY_TF2 and analysis.framework is Framework.TF1):
        return None
    if (
        name == 'TrainConfig.max_number_of_boxes'
        and field.value == analysis.config.train_input_reader.max_number_of_boxes
    ):
        return None
    who = 'only TensorFlow 1 reads it' if reader is Unread.BY_TF2 else 'nothing in the API reads it'
    return f'{who}; {INSTEAD[name]}' if name in INSTEAD else f'{who}.'


def _is_default(field: BoundField) -> bool:
    """Whether a field is set to what it is anyway."""
    if field.type is None or field.type.is_repeated or field.type.message is not None:
        return False
    value = field.value.number if isinstance(field.value, EnumValue) else field.value
    return value == field.type.default


def _ignored_by_extractor(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Fields of `feature_extractor` that its type does not read."""
    kind = analysis.config.model.WhichOneof('model')
    settings = getattr(getattr(analysis.config.model, kind), 'feature_extractor', None) if kind else None
    if kind is None or settings is None:
        return  # an experimental model has none
    extractor = find(analysis.framework, kind, settings.type)
    for name, instead in () if isinstance(extractor, CannotBuild) else extractor.ignores.items():
        field = analysis.document.where(f'model.{kind}.feature_extractor.{name}').field
        if field is not None and instead and not _is_default(field) and not _as_it_is(settings, name):
            yield Finding(
                field.syntax.name.span,
                f'`{name}` has no effect: `{settings.type}` does not read it. {instead}',
                (Fix(f'Remove `{name}`', (remove_field(analysis.document, field),)),),
                tags=(Tag.UNNECESSARY,),
            )


def _as_it_is(settings: Any, name: str) -> bool:
    """Whether a pyramid is asked for that the extractor has anyway."""
    if name != 'fpn':
        return False
    pyramid = settings.fpn
    return (pyramid.min_level, pyramid.max_level, pyramid.additional_layer_depth) == (3, 7, 256)


@config_check(
    'deprecated-field', family=Family.VALUE, severity=Severity.HINT, fix=FixSafety.UNSAFE, frameworks=TF2_ONLY
)
def deprecated_field(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Another field has replaced this one.

    `from_detection_checkpoint: true` says the same as `fine_tune_checkpoint_type: "detection"`, and is not read where that is set.

    Wrong:

        train_config { from_detection_checkpoint: true }

    Right:

        train_config { fine_tune_checkpoint_type: "detection" }
    """
    document = analysis.document
    old = document.where('train_config.from_detection_checkpoint')
    new = document.where('train_config.fine_tune_checkpoint_type')
    if old.field is None or not isinstance(old.scalar, bool):
        return
    name = old.field.syntax.name.span
    if new.is_set:
        removed = Fix('Remove `from_detection_checkpoint`', (remove_field(document, old.field),))
        message = '`from_detection_checkpoint` has no effect: `fine_tune_checkpoint_type` is set.'
        yield Finding(name, message, (removed,), tags=(Tag.UNNECESSARY,))
        return
    meant = f'fine_tune_checkpoint_type: "{"detection" if old.scalar else "classification"}"'
    edit = Edit(old.field.syntax.span, meant)
    yield Finding(
        name,
        f'`from_detection_checkpoint` is deprecated; write `{meant}`.',
        (Fix(f'Write `{meant}`', (edit,)),),
        tags=(Tag.DEPRECATED,),
    )
