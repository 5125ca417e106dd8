"""What training refuses besides the model: optimizer, schedule, augmentations, readers, evaluation, quantization.

The rules are those of `training`; here they get their codes, their places in the text, and fixes after which the field is no longer refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import refusal_of
from pipeline_config_ls.checks.check import Edit, Family, Finding, Fix, FixSafety, Severity, config_check
from pipeline_config_ls.checks.limits import MOST_PROBLEMS
from pipeline_config_ls.document import BoundField, Document, open_document
from pipeline_config_ls.document.edits import apply, remove_field, set_field
from pipeline_config_ls.textproto import Span
from pipeline_config_ls.training.evaluation import METRICS, OLD
from pipeline_config_ls.training.refusal import TrainingRefusal
from pipeline_config_ls.training.refusals import refusals

# Each fix is tried on the whole config: of a file with more mistakes, the first ones are mended first.
MOST_MENDED = 50
_STEP = re.compile(r'train_config\.data_augmentation_options\[\d+\]')
_SCHEDULE = re.compile(r'(?P<entries>.*\.schedule)\[\d+\]\.step')

# The checks below differ in which part of the refusals they tell.
_refused = partial(config_check, family=Family.TRAINING, severity=Severity.ERROR, fix=FixSafety.UNSAFE)
_OPTIMIZER = ('train_config.optimizer',)
_STEPS = ('train_config.data_augmentation_options',)
_EVALUATION = ('eval_config', 'model.center_net.post_processing')
_REWRITER = ('graph_rewriter',)


def _findings(analysis: ConfigAnalysis, heads: tuple[str, ...] = ('',), but: tuple[str, ...] = ()) -> Iterator[Finding]:
    """The refusals whose field begins with one of these, and with none of the others."""
    document = analysis.document
    place: Span | None = None
    for number, refusal in enumerate(analysis.training_refusals):
        if refusal.field == 'eval_input_reader' and not analysis.config.HasField('eval_config'):
            continue  # nobody means to evaluate
        if refusal.field.startswith(heads) and not refusal.field.startswith(but):
            fixes = tuple(_helpful(analysis, refusal)) if number < MOST_MENDED else ()
            if place is None or number <= MOST_PROBLEMS:  # the rest is counted, not listed
                place = document.where(refusal.field).value_span
            yield Finding(place, refusal.reason, fixes, severity=_severity(analysis, refusal))


def _severity(analysis: ConfigAnalysis, refusal: TrainingRefusal) -> Severity | None:
    """What the evaluation alone wants is no error where only training may be meant, or where an older script knows it."""
    if not refusal.evaluation_only:
        return None
    if refusal.field.startswith('model.'):
        return Severity.WARNING  # training needs the model as well, and comes through
    is_missing = not analysis.document.where(refusal.field).is_set
    metrics = [*analysis.config.eval_config.metrics_set]
    is_old = analysis.framework is Framework.TF1 and all(name in (*METRICS, *OLD) for name in metrics)
    return Severity.INFORMATION if is_missing or is_old else None


def _helpful(analysis: ConfigAnalysis, refusal: TrainingRefusal) -> Iterator[Fix]:
    """The fixes after which the field is not refused, nor anything else that was not before: the model builds as it did."""
    built = refusal_of(analysis.plan) is None
    before = {(one.field, one.reason) for one in analysis.training_refusals}
    document = analysis.document
    for fix in _fixes(document, refusal):
        after = open_document(apply(document.text, fix.edits), document.path, document.schema)
        changed: Any = after.message
        if after.faults or (built and refusal_of(analysis.plan_of(changed.model)) is not None):
            continue
        left = {(one.field, one.reason) for one in refusals(after.message, analysis.framework)}
        if left < before or (_STEP.match(refusal.field) and len(left) < len(before)):
            yield fix


def _fixes(document: Document, refusal: TrainingRefusal) -> Iterator[Fix]:
    """Changes that may help: those that the rule suggests, its field left out, the augmentation left out."""
    for repair in refusal.repairs:
        name = repair.field.rsplit('.', 1)[-1]
        title = f'Add `{name}`' if repair.value.startswith('{') else f'Set {name} to {repair.value}'
        yield Fix(title, (set_field(document, repair.field, repair.value),))
    if (schedule := _SCHEDULE.fullmatch(refusal.field)) is not None:
        yield from _sorted(document, schedule['entries'])
        first = document.where(f'{schedule["entries"]}[0]').field
        if refusal.field.endswith('[0].step') and first is not None:
            yield Fix('Remove this entry', (remove_field(document, first),))
    field = document.where(refusal.field).field
    if field is not None:
        yield Fix(f'Remove `{field.name}`', (remove_field(document, field),))
    step = _STEP.match(refusal.field)
    around = document.where(step[0]).field if step is not None else None
    if around is not None and around is not field:
        yield Fix('Remove this augmentation', (remove_field(document, around),))


def _sorted(document: Document, path: str) -> Iterator[Fix]:
    """The entries of a schedule in the order of their steps: each takes another's place, and what stands between them stays."""
    entries = list(_entries(document, path))
    steps = [document.where(f'{path}[{number}].step').scalar for number in range(len(entries))]
    if len(entries) != len({*steps}) or not all(isinstance(step, int) for step in steps):
        return
    texts = [document.text[slice(*entry.syntax.span)] for entry in entries]
    order = sorted(range(len(entries)), key=lambda number: steps[number])  # type: ignore[arg-type, return-value]
    edits = tuple(
        Edit(entry.syntax.span, texts[other])
        for number, (entry, other) in enumerate(zip(entries, order, strict=True))
        if number != other
    )
    yield Fix('Put the steps in order', edits)


def _entries(document: Document, path: str) -> Iterator[BoundField]:
    number = 0
    seen: set[int] = set()
    while (field := document.where(f'{path}[{number}]').field) is not None:
        if field.syntax.start in seen:
            return
        seen.add(field.syntax.start)
        yield field
        number += 1


@_refused('optimizer-refused', source='object_detection.builders.optimizer_builder')
def optimizer_refused(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The optimizer or its learning rate cannot be built, so training stops before its first step.

    The API has no default for either. A cosine schedule counts its warm-up in `total_steps` and warms up to `learning_rate_base`; the
    steps of a manual one increase.

    Wrong:

        learning_rate { cosine_decay_learning_rate { total_steps: 500 warmup_steps: 1000 } }

    Right:

        learning_rate { cosine_decay_learning_rate { total_steps: 5000 warmup_steps: 1000 } }
    """
    return _findings(analysis, _OPTIMIZER)


@_refused(
    'augmentation-refused', source='object_detection.builders.preprocessor_builder, object_detection.core.preprocessor'
)
def augmentation_refused(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """An augmentation cannot be built, or raises on an image.

    Some raise only where chance draws a number that they cannot take: a training that is long enough ends there as well.

    Wrong:

        data_augmentation_options { random_pad_image { min_image_height: 300 } }

    Right:

        data_augmentation_options { random_pad_image { min_image_height: 300 min_image_width: 300 } }
    """
    return _findings(analysis, _STEPS)


@_refused('reader-refused', source='object_detection.builders.dataset_builder, object_detection.inputs')
def reader_refused(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The input pipeline cannot be built from a reader, from what training asks of it, or for the model's image resizer.

    Wrong:

        train_input_reader { label_map_path: "label_map.pbtxt" }

    Right:

        train_input_reader { label_map_path: "label_map.pbtxt" tf_record_input_reader { input_path: "train.record" } }
    """
    return _findings(analysis, but=_OPTIMIZER + _STEPS + _EVALUATION + _REWRITER)


@_refused('evaluation-refused', source='object_detection.eval_util.get_evaluators')
def evaluation_refused(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The evaluation beside the training raises, for example with "Metric not found".

    Wrong:

        eval_config { metrics_set: "coco_metrics" }

    Right:

        eval_config { metrics_set: "coco_detection_metrics" }
    """
    return _findings(analysis, _EVALUATION)


@_refused('quantization-refused', source='object_detection.builders.graph_rewriter_builder')
def quantization_refused(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """TensorFlow 1 quantizes to 8 bits, and raises where a config asks for another number.

    Wrong:

        graph_rewriter { quantization { weight_bits: 4 } }

    Right:

        graph_rewriter { quantization { weight_bits: 8 } }
    """
    return _findings(analysis, _REWRITER)
