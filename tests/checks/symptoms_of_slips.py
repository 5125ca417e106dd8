"""Symptoms of slips: words, names and braces that went to a place where they mean something else, or nothing."""

from __future__ import annotations

from tests.checks.symptom import CHECKPOINT, LABEL_MAP, Symptom

_LOSS = '    loss {\n      classification_loss {'
_TRAIN = 'train_config {\n'
_RATE = 'momentum_optimizer_value: 0.9\n'
_NO_RECORD = 'filename,width,height,class\na.jpg,300,300,worker\nb.jpg,300,300,drone\n'

SYMPTOMS: tuple[Symptom, ...] = (
    Symptom(
        saw='`DetectionModel` has no field named `loss`',
        threads='models#8776',
        cause='A brace too many closes `ssd` early.',
        code='stray-close',
        says='one too many',
        fix='Remove it',
        changes=((_LOSS, f'    }}\n{_LOSS}'),),
        after=f'encode_background_as_zeros: true\n{_LOSS}',
    ),
    Symptom(
        saw='`CosineDecayLearningRate` has no field named `02`',
        threads='none',
        cause='A decimal comma.',
        code='unknown-field',
        says='decimals follow a point',
        fix='Write `0.02`',
        changes=(('learning_rate_base: 0.02', 'learning_rate_base: 0,02'),),
        after='learning_rate_base: 0.02\n',
    ),
    Symptom(
        saw='`TrainConfig` has no field named `per`',
        threads='none',
        cause='Words behind a value, without a `#`.',
        code='unknown-field',
        says='A comment starts with',
        fix='Make it a comment',
        changes=(('batch_size: 8\n', 'batch_size: 8 per GPU\n'),),
        after='batch_size: 8 # per GPU\n',
    ),
    Symptom(
        saw='`MomentumOptimizer` has no field named `decay`',
        threads='none',
        cause='Fields that are left of the optimizer before.',
        code='unknown-field',
        says='belongs to `rms_prop_optimizer`',
        fix='Remove `decay` and `epsilon`',
        changes=((_RATE, f'{_RATE}      decay: 0.9\n      epsilon: 1.0\n'),),
        after=f'{_RATE}    }}\n',
    ),
    Symptom(
        saw='`TrainConfig` has no field named `num_classes`',
        threads='none',
        cause='A field of the model in the training.',
        code='unknown-field',
        says='belongs into `model.ssd`',
        fix='Move it into `model.ssd`, in place of `4`',
        changes=((_TRAIN, f'{_TRAIN}  num_classes: 5\n'),),
        after='ssd {\n    num_classes: 5\n',
    ),
    Symptom(
        saw='`TrainConfig` has no field named `random_horizontal_flip`',
        threads='none',
        cause='An augmentation without the block around it.',
        code='unknown-field',
        says='of its own',
        fix='Move it into a `data_augmentation_options` of its own',
        changes=((_TRAIN, f'{_TRAIN}  random_vertical_flip {{\n  }}\n'),),
        after='data_augmentation_options {\n    random_vertical_flip {\n    }\n  }\n',
    ),
    Symptom(
        saw='`StringIntLabelMap` has no field named `404`',
        threads='none',
        cause='The label map was not there to be downloaded: the file holds the answer of the server.',
        code='other-kind-of-file',
        says='a server that did not find the file',
        file=LABEL_MAP,
        base='404: Not Found\n',
    ),
    Symptom(
        saw='`StringIntLabelMap` has no field named `model`',
        threads='none',
        cause='`label_map_path` leads to the config.',
        code='label-map-unusable',
        says='is a pipeline config, not a label map',
        fix='Use `annotations/label_map.pbtxt`',
        changes=(('label_map_path: "annotations/label_map.pbtxt"', 'label_map_path: "restores/pipeline.config"'),),
        after='label_map_path: "annotations/label_map.pbtxt"',
    ),
    Symptom(
        saw='DataLossError: corrupted record at 0, of a table',
        threads='none',
        cause='`input_path` leads to the table that the records are made of.',
        code='record-unreadable',
        says='a table (CSV)',
        fix='Use `annotations/train.tfrecord`',
        files=(('annotations/train.csv', _NO_RECORD),),
        changes=(('"annotations/train.tfrecord"', '"annotations/train.csv"'),),
        after='"annotations/train.tfrecord"',
    ),
    Symptom(
        saw="Did not find any input files matching the glob pattern `['']`",
        threads='none',
        cause='An empty `input_path`.',
        code='path-placeholder',
        says='is empty',
        fix='Use `annotations/train.tfrecord`',
        changes=(('"annotations/train.tfrecord"', '""'),),
        after='"annotations/train.tfrecord"',
    ),
    Symptom(
        saw='File system scheme `https` not implemented',
        threads='none',
        cause='A bucket by its address in the web.',
        code='checkpoint-path',
        says='Google Cloud Storage is `gs://b/m/ckpt-0`',
        fix='Use the prefix `gs://b/m/ckpt-0`',
        changes=((f'"{CHECKPOINT}"', '"https://storage.googleapis.com/b/m/ckpt-0"'),),
        after='"gs://b/m/ckpt-0"',
    ),
)
