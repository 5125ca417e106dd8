"""What a verdict says to the person: one or two sentences that name the cause, in the terms of the config."""

from __future__ import annotations

from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.restore.bind import Binding
from pipeline_config_ls.restore.roots import CLASSIFICATION, FULL
from pipeline_config_ls.restore.verdict import Outcome

LOAD_ALL = (
    '`load_all_detection_checkpoint_vars` is not supported in TensorFlow 2: training stops. '
    'Remove it; the type `full` restores every variable.'
)
CLASSIFICATION_AS_DETECTION = (
    'This is a classification checkpoint (its values are under `feature_extractor/`), and training refuses it '
    'as `detection`. Set `fine_tune_checkpoint_type: "classification"`.'
)
SAME_FOLDER = (
    'The checkpoint lies in the folder that training writes to, which training refuses. Use another `model_dir`.'
)
NOT_OBJECT_BASED = (
    'This checkpoint was written by TensorFlow 1: it names its values and has no object graph. A TensorFlow 2 '
    'config needs a checkpoint from the TF2 model zoo.'
)
VERSION = 'TensorFlow 2 training stops with "Checkpoint version should be V2": `fine_tune_checkpoint_version` is V1 unless it is set.'


def message(outcome: Outcome, plan: Tf2Plan, kind: str, checkpoint: Checkpoint, binding: Binding) -> str:
    """The sentence for the outcome of a restore."""
    match outcome:
        case Outcome.RESTORED:
            return _restored(kind, binding)
        case Outcome.INCOMPATIBLE_SHAPE:
            return _shapes(plan, kind, binding)
    return _unmatched(kind, checkpoint, binding)


def blame_for_shapes(plan: Tf2Plan, kind: str, binding: Binding) -> str:
    """The field behind differing shapes: the number of classes where only class predictions differ, else the extractor."""
    if kind == FULL and all(_is_class_head(found.name) for found in binding.incompatible):
        return f'model.{plan.architecture}.num_classes'
    return f'model.{plan.architecture}.feature_extractor.type'


def blame_for_unmatched(kind: str, checkpoint: Checkpoint) -> str:
    """The field behind missing values: the type where the checkpoint has nothing under its root, else the checkpoint."""
    if not _has_root(kind, checkpoint):
        return 'train_config.fine_tune_checkpoint_type'
    return 'train_config.fine_tune_checkpoint'


def _restored(kind: str, binding: Binding) -> str:
    return f'{len(binding.restored)} variables are restored by `{kind}`.'


def _shapes(plan: Tf2Plan, kind: str, binding: Binding) -> str:
    count, first = len(binding.incompatible), binding.incompatible[0]
    shapes = f'{list(first.checkpoint_shape)} in the checkpoint, {list(first.model_shape)} in the model'
    variables = f'{count} variables have' if count > 1 else 'One variable has'
    text = f'{variables} another shape in the checkpoint: `{first.name}` is {shapes}.'
    if blame_for_shapes(plan, kind, binding).endswith('num_classes'):
        return f'{text} The checkpoint has another number of classes; `detection` restores it without the class predictions.'
    return f'{text} Another extractor or another width was trained: training stops.'


def _unmatched(kind: str, checkpoint: Checkpoint, binding: Binding) -> str:
    missing = sum(1 for name in binding.unmatched if name != 'save_counter')
    total = missing + len(binding.restored)
    if not _has_root(kind, checkpoint):
        if kind == CLASSIFICATION:
            return (
                'This is a detection checkpoint; `classification` looks for `feature_extractor/...`, so none of the '
                f'{total} backbone variables would be restored.'
            )
        return f'This is no detection checkpoint: it has nothing under `model/`, so none of the {total} variables would be restored.'
    if not missing:
        return 'The checkpoint has no `save_counter`, which TensorFlow looks for: it was not written by `tf.train.Checkpoint.save`.'
    return (
        f'{missing} of {total} variables have no value in the checkpoint, the first `{binding.unmatched[0]}`: it is of '
        'another model, and training stops.'
    )


def _has_root(kind: str, checkpoint: Checkpoint) -> bool:
    root = 'feature_extractor/' if kind == CLASSIFICATION else 'model/'
    return any(key.startswith(root) for key in checkpoint.entries)


def _is_class_head(name: str) -> bool:
    return any(part in name for part in ('class_predict', '_class_predictor', 'class_head', 'center/'))
