"""What users saw, what was wrong, and what the checks say of it: the rows of docs/symptoms.md, each tried in test_symptoms.py.

usage: python -m tests.checks.symptoms >docs/symptoms.md

A row changes the project of examples/ in one place, names the code that must be said there, and what the text is after one of its fixes,
after which that problem is gone. A row without a code says why nobody can tell from the files.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TypeAlias

Changes: TypeAlias = tuple[tuple[str, str], ...]

CONFIG, LABEL_MAP = 'restores/pipeline.config', 'annotations/label_map.pbtxt'
_CKPT = 'pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/checkpoint/ckpt-0'


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """`changes` are made in `file`; `base` is another text to begin with. `fix` begins the title of the fix whose text has `after`."""

    saw: str
    threads: str
    cause: str
    code: str = ''
    says: str = ''
    fix: str = ''
    after: str = ''
    changes: Changes = ()
    base: str = ''
    file: str = CONFIG
    files: tuple[tuple[str, str], ...] = ()
    framework: str = 'auto'
    model_dir: str | None = None
    asked_for: bool = False
    tested_in: str = ''
    undecided: str = ''


_SIZES = 'height: 320\n        width: 320'
_HEAD = 'model {\n  ssd {\n'
_RATE = 'warmup_steps: 500\n          total_steps: 12000'
_FLIP = '  data_augmentation_options {\n    random_horizontal_flip {\n    }\n  }\n'
_NMS = 'score_threshold: 1e-8'
_TF1 = 'tests/checks/test_tf1.py'
_INDEX = f'{_CKPT}.index'

SYMPTOMS: tuple[Symptom, ...] = (
    Symptom(
        saw='`InputReader` has no field named `eval_config`',
        threads='models#5997, Edje#509',
        cause='A closing brace is missing.',
        code='missing-close',
        says='close',
        fix='Close the block',
        changes=(('train.tfrecord"\n  }\n}\n', 'train.tfrecord"\n  }\n'),),
        after='train.tfrecord"\n  }\n}\n',
    ),
    Symptom(
        saw='`TFRecordInputReader` has no field named `D`, or `s`',
        threads='models#4905',
        cause='A path without quotes.',
        code='missing-quotes',
        fix='Put it in quotes',
        changes=(('"annotations/train.tfrecord"', 'D:/annotations/train.tfrecord'),),
        after='input_path: "D:/annotations/train.tfrecord"',
    ),
    Symptom(
        saw='`Ssd` has no field named `google`; `RMSPropOptimizer` has no field named `https`',
        threads='models#10536, #7782',
        cause='Pasted text.',
        code='unknown-field',
        fix='Make it a comment',
        changes=((_HEAD, f'{_HEAD}    https://colab.research.google.com/drive\n'),),
        after='    # https://colab.research.google.com/drive\n',
    ),
    Symptom(
        saw='ParseError on `<html>`',
        threads='Edje#264',
        cause='A web page was saved in place of the raw file.',
        code='other-kind-of-file',
        says='web page',
        base='<!DOCTYPE html>\n<html lang="en">\n<body>model {</body>\n</html>\n',
    ),
    Symptom(
        saw='Expected string but found: `“`',
        threads='models#1897',
        cause='Typographic quotes.',
        code='smart-quote',
        fix='Use straight quotes',
        changes=(('type: "detection"', 'type: “detection”'),),
        after='type: "detection"',
    ),
    Symptom(
        saw='Couldn\'t parse integer: `}`',
        threads='models#1897',
        cause='A value is missing.',
        code='missing-value',
        fix='Remove the field',
        changes=(('batch_size: 8', 'batch_size:'),),
        after='version: V2\n  num_steps',
    ),
    Symptom(
        saw="'unicodeescape' codec can't decode",
        threads='Edje#277',
        cause='A Windows path with backslashes.',
        code='bad-escape',
        fix='Use forward slashes',
        changes=(('"annotations/train.tfrecord"', '"C:\\Users\\me\\train.tfrecord"'),),
        after='"C:/Users/me/train.tfrecord"',
    ),
    Symptom(
        saw='The path in the error has a tab, or a bell, in it',
        threads='datitran/raccoon_dataset#92',
        cause='A Windows path whose backslashes are escapes.',
        code='control-character',
        fix='Use forward slashes',
        changes=(('"annotations/train.tfrecord"', '"data\\train.tfrecord"'),),
        after='"data/train.tfrecord"',
    ),
    Symptom(
        saw='189:1: Expected identifier or number, got `}`',
        threads='models#8048, #10934',
        cause='A brace too many.',
        code='stray-close',
        fix='Remove it',
        changes=(('eval.tfrecord"\n  }\n}\n', 'eval.tfrecord"\n  }\n}\n}\n'),),
        after='eval.tfrecord"\n  }\n}\n',
    ),
    Symptom(
        saw='`FixedShapeResizer` has no field named `min_dimension`',
        threads='models#10012',
        cause='A field of another member of the oneof.',
        code='unknown-field',
        fix='Change to `keep_aspect_ratio_resizer`',
        changes=((_SIZES, 'min_dimension: 320\n        max_dimension: 320\n        pad_to_max_dimension: true'),),
        after='keep_aspect_ratio_resizer {',
    ),
    Symptom(
        saw='ParseError at `syntax`, or `message`',
        threads='models#1734, #2234',
        cause='The .proto was pasted.',
        code='other-kind-of-file',
        says='proto',
        base='syntax = "proto2";\npackage object_detection.protos;\nmessage Ssd {\n  optional int32 num_classes = 1;\n}\n',
    ),
    Symptom(
        saw='Couldn\'t parse integer: `03`, or today another number than was written',
        threads='models#1732',
        cause='A leading zero makes a number octal.',
        code='octal-number',
        fix='Write `12`',
        changes=(('batch_size: 8', 'batch_size: 012'),),
        after='batch_size: 12\n',
    ),
    Symptom(
        saw='`Initializer` has no field `random_normal_initializer`; `TrainConfig` has no field `fine_tune_checkpoint_version`',
        threads='nicknochnack/RealTimeObjectDetection#25, tensorflow#62396',
        cause='The API that is installed is older than the config.',
        undecided='Which API is installed is not in the file; name its proto folder in `pipelineConfig.schema`, and its fields are the ones that are known.',
    ),
    Symptom(
        saw='Unknown meta architecture: None',
        threads='models#5532, #7972, Edje#165',
        cause='No model is set.',
        code='cannot-build',
        says='No model is set',
        base='model {\n}\ntrain_config {\n  fine_tune_checkpoint_version: V2\n}\n',
    ),
    Symptom(
        saw='ValueError: Checkpoint version should be V2',
        threads='tensorflow#44843, TFODCourse#40',
        cause='`fine_tune_checkpoint_version` is V1 unless it is set.',
        code='checkpoint-version',
        fix='Set fine_tune_checkpoint_version to V2',
        changes=(('  fine_tune_checkpoint_version: V2\n', ''),),
        after='fine_tune_checkpoint_version: V2',
    ),
    Symptom(
        saw='`PATH_TO_BE_CONFIGURED`: No such file',
        threads='models#11124, #8928, Edje#442',
        cause='A placeholder was left.',
        code='checkpoint-placeholder',
        fix='Use the prefix',
        changes=((f'"{_CKPT}"', '"PATH_TO_BE_CONFIGURED"'),),
        after='ckpt-0"',
    ),
    Symptom(
        saw='Unsuccessful TensorSliceReader constructor: Failed to find any matching files',
        threads='models#9855, #2909, Edje#452',
        cause='The path leaves out a folder, or starts from another one.',
        code='checkpoint-path',
        fix='Use the prefix',
        changes=((f'"{_CKPT}"', '"pretrained/ssd_mobilenet_v2_fpnlite_320x320_garden/ckpt-0"'),),
        after='checkpoint/ckpt-0"',
    ),
    Symptom(
        saw='DataLossError: not an sstable (bad magic number)',
        threads='models#2676, #2231, #8875',
        cause='The path ends in `.data-00000-of-00001`, or `.index`.',
        code='checkpoint-path',
        fix='Use the prefix',
        changes=((f'"{_CKPT}"', f'"{_CKPT}.data-00000-of-00001"'),),
        after=f'"{_CKPT}"',
    ),
    Symptom(
        saw='`model.ckpt` not found, though `model.ckpt.index` is there; a folder, or the `checkpoint` file, is named',
        threads='models#2835, #2173',
        cause='The prefix is wanted.',
        code='checkpoint-path',
        fix='Use the prefix',
        changes=((f'"{_CKPT}"', f'"{_CKPT.removesuffix("/ckpt-0")}"'),),
        after=f'"{_CKPT}"',
    ),
    Symptom(
        saw='file is too short to be an sstable',
        threads='tensorflow#26160',
        cause='A download that was cut off.',
        code='checkpoint-unreadable',
        files=((_INDEX, 'cut off'),),
    ),
    Symptom(
        saw='IOError: Checkpoint is expected to be an object-based checkpoint',
        threads='models#9278, #9496',
        cause='A checkpoint of TensorFlow 1 in a TensorFlow 2 config.',
        code='checkpoint-format',
        tested_in='tests/checks/test_checkpoint.py',
    ),
    Symptom(
        saw='Checkpoint dir and model_dir cannot be same',
        threads='models#8854, #8892, #1618',
        cause='Training would write into the folder of the checkpoint.',
        code='checkpoint-model-dir',
        model_dir=_CKPT.removesuffix('/ckpt-0'),
    ),
    Symptom(
        saw='label_map.pbtxt: No such file',
        threads='models#9870, #6595, #4450',
        cause='The path starts from another folder, or the file is elsewhere.',
        code='file-missing',
        fix='Use',
        changes=((f'"{LABEL_MAP}"', '"annotations/labels.pbtxt"'),),
        after=f'"{LABEL_MAP}"',
    ),
    Symptom(
        saw='Did not find any input files matching the glob pattern',
        threads='Custom-Mask-RCNN#12, #21',
        cause='The record is missing, or its name has shards.',
        code='file-missing',
        changes=(('"annotations/train.tfrecord"', '"annotations/training.tfrecord"'),),
    ),
    Symptom(
        saw='The first minutes: training stops at one `PATH_TO_BE_CONFIGURED` after the other',
        threads='none',
        cause='Placeholders of the zoo were left in the readers.',
        code='path-placeholder',
        fix='Use',
        changes=((f'"{LABEL_MAP}"', '"PATH_TO_BE_CONFIGURED"'),),
        after=f'"{LABEL_MAP}"',
    ),
    Symptom(
        saw='File system scheme `gcc` not implemented',
        threads='models#10277',
        cause='No such scheme.',
        code='path-scheme',
        changes=(('"annotations/train.tfrecord"', '"gcc://bucket/train.tfrecord"'),),
    ),
    Symptom(
        saw='mAP is 0, or -1; the record has other classes than the label map',
        threads='models#6021, #7326, #4692',
        cause='Names or ids in the records that the label map lacks.',
        code='record-unknown-class',
        tested_in='tests/checks/test_records.py',
    ),
    Symptom(
        saw='Expected size[0] in [0, 100]; objects of crowded images are not learned',
        threads='models#4981, #11076',
        cause='Images have more boxes than `max_number_of_boxes`, which takes the first.',
        code='more-boxes-than-taken',
        tested_in='tests/checks/test_records.py',
    ),
    Symptom(
        saw='DataLossError: corrupted record at 0',
        threads='none',
        cause='A pointer of Git LFS, or a file that was cut off, in place of the record.',
        code='record-unreadable',
        files=(('annotations/train.tfrecord', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'),),
    ),
    Symptom(
        saw='InvalidArgumentError in a GatherV2 at the first batch of `centernet_mobilenetv2_fpn_od`',
        threads='models#10913',
        cause='`num_keypoints` in the reader of a model without keypoints.',
        code='keypoints-not-needed',
        tested_in='tests/checks/test_keypoints.py',
    ),
    Symptom(
        saw='Training ends at once, silently',
        threads='models#5053, #5805',
        cause='The model folder holds a run that has reached `num_steps`.',
        undecided='The folder is an argument of the command; with `--model-dir`, or in that folder, it is said what training goes on from.',
    ),
    Symptom(
        saw='AssertionError: Some Python objects were not bound to checkpointed values',
        threads='tensorflow#41862, models#10348, #9172, #8875',
        cause='Type `classification`, which the shipped configs have, and a detection checkpoint of the zoo.',
        code='checkpoint-type',
        fix='Set fine_tune_checkpoint_type to "detection"',
        changes=(('type: "detection"', 'type: "classification"'),),
        after='type: "detection"',
    ),
    Symptom(
        saw='CenterNet: `fine_tune` is needed, then forbidden; Sub model fine_tune is not defined for Hourglass',
        threads='models#8967, #9729, #10589',
        cause='The type has been renamed.',
        code='checkpoint-type',
        fix='Set fine_tune_checkpoint_type to "detection"',
        changes=(('type: "detection"', 'type: "fine_tune"'),),
        after='type: "detection"',
    ),
    Symptom(
        saw='load_all_detection_checkpoint_vars is not supported in TF2',
        threads='models#9204, #9897, Edje#556',
        cause='A flag of TensorFlow 1.',
        code='load-all-variables',
        fix='Remove',
        changes=(('  batch_size: 8\n', '  batch_size: 8\n  load_all_detection_checkpoint_vars: true\n'),),
        after='  batch_size: 8\n  num_steps',
    ),
    Symptom(
        saw='Shapes `[342]` and `[18]` are incompatible; Received incompatible tensor with shape',
        threads='models#8701, #9382, #8210',
        cause='Other classes, and the heads are restored, too.',
        code='checkpoint-mismatch',
        fix='Set fine_tune_checkpoint_type to "detection"',
        changes=(('type: "detection"', 'type: "full"'), ('num_classes: 4', 'num_classes: 7')),
        after='type: "detection"',
    ),
    Symptom(
        saw='`Conv_1` 320→1280 and 256; a depthwise against a full convolution',
        threads='models#5315, #3922, #5806',
        cause='`use_depthwise`, or the extractor, differs from the archive.',
        code='checkpoint-mismatch',
        fix='Set',
        changes=(('min_depth: 16\n      use_depthwise: true', 'min_depth: 16\n      use_depthwise: false'),),
        after='use_depthwise: true',
    ),
    Symptom(
        saw='EfficientDet: 128 bifpn objects unbound',
        threads='models#10840, #10457',
        cause='Another version in the config than in the checkpoint.',
        code='checkpoint-mismatch',
        fix='Set',
        changes=(('"ssd_mobilenet_v2_fpn_keras"', '"ssd_mobilenet_v1_fpn_keras"'),),
        after='"ssd_mobilenet_v2_fpn_keras"',
    ),
    Symptom(
        saw='Number of feature maps is expected to equal the length of `num_anchors_per_location`',
        threads='models#4903, #2661',
        cause='Anchors for other maps than the extractor gives.',
        code='cannot-build',
        fix='Set `min_level: 3`',
        changes=(('multiscale_anchor_generator {\n        min_level: 3', 'multiscale_anchor_generator {\n        min_level: 4'),),
        after='multiscale_anchor_generator {\n        min_level: 3',
    ),
    Symptom(
        saw='TensorFlow 1: No variables to save',
        threads='models#3203, #2019, #1750',
        cause='`from_detection_checkpoint` is missing.',
        code='tf1-restore-stops',
        tested_in=_TF1,
    ),
    Symptom(
        saw='TensorFlow 1: Variable [...] is not available in checkpoint; trains from scratch silently; Key .../ExponentialMovingAverage not found',
        threads='models#7705, #9284, #5003, #5792',
        cause='Another architecture, type or trainer than the checkpoint is of.',
        code='tf1-backbone-lost',
        tested_in=_TF1,
    ),
    Symptom(
        saw='Warnings of unresolved objects in the log',
        threads='models#8892, #9272, #9231',
        cause='Harmless where the heads start anew; the report tells which variables are which.',
        code='checkpoint-dropped',
        tested_in='tests/checks/test_checkpoint.py',
    ),
    Symptom(
        saw='X is not supported. See model_builder.py for features extractors compatible with different versions of TensorFlow',
        threads='models#8802, #9126, #10402',
        cause='A TensorFlow 1 name in a TensorFlow 2 config.',
        code='cannot-build',
        fix='Change to `ssd_mobilenet_v2_fpn_keras`',
        changes=(('ssd_mobilenet_v2_fpn_keras', 'ssd_mobilenet_v2_fpn'),),
        after='"ssd_mobilenet_v2_fpn_keras"',
    ),
    Symptom(
        saw='no attribute `restore_from_classification_checkpoint_fn`',
        threads='models#8855, #8783, #10067',
        cause='A `_keras` extractor under the trainer of TensorFlow 1.',
        code='cannot-build',
        says='TensorFlow 1',
        framework='tf1',
        changes=(('num_steps: 12000', 'num_steps: 12001'),),
    ),
    Symptom(
        saw='ParseError in the label map; a bytes-like object is required',
        threads='models#6853, #5961, #8582',
        cause='Typographic quotes in the label map.',
        code='smart-quote',
        fix='Use straight quotes',
        file=LABEL_MAP,
        changes=(('"drone"', '“drone”'),),
        after='"drone"',
    ),
    Symptom(
        saw='Label map id 0 is reserved for the background label',
        threads='models#1906, #1601, Edje#600',
        cause='Ids begin at 1.',
        code='label-map-id',
        file=LABEL_MAP,
        changes=(('id: 1\n', 'id: 0\n'),),
    ),
    Symptom(
        saw='The loss explodes, or is NaN: `num_classes: 4` with 5 labels',
        threads='models#3868, #7305',
        cause='`num_classes` is less than the highest id.',
        code='label-map-num-classes',
        fix='Set num_classes to 4',
        changes=(('num_classes: 4', 'num_classes: 3'),),
        after='num_classes: 4',
    ),
    Symptom(
        saw='Instance masks are not provided',
        threads='models#7426, #6294, #3368',
        cause='A third stage without `load_instance_masks`.',
        code='reader-refused',
        tested_in='tests/training/test_rules.py',
    ),
    Symptom(
        saw='second_stage_batch_size should be no greater than first_stage_max_proposals',
        threads='models#2668, #2960',
        cause='More boxes are sampled than there are proposals.',
        code='cannot-build',
        tested_in='tests/architectures/tf2/test_faster_rcnn.py',
    ),
    Symptom(
        saw='Cannot batch tensors with different shapes',
        threads='models#6365, #5293, #5388',
        cause='Images keep their aspect ratio and are not padded, in batches of several.',
        code='uneven-batch',
        tested_in='tests/checks/test_silent.py',
    ),
    Symptom(
        saw='Shapes of a feature pyramid do not match',
        threads='models#3629',
        cause='Sides that the strides do not divide.',
        code='cannot-build',
        fix='Set',
        changes=((_SIZES, 'height: 300\n        width: 300'),),
        after='',
    ),
    Symptom(
        saw='`freeze_variables`, `update_trainable_variables` have no effect',
        threads='models#9548, #10167, #10797',
        cause='TensorFlow 2 does not read them.',
        code='unread-field',
        fix='Remove `freeze_variables`',
        changes=(('  batch_size: 8\n', '  batch_size: 8\n  freeze_variables: "MobilenetV2"\n'),),
        after='  batch_size: 8\n  num_steps',
    ),
    Symptom(
        saw='dtype errors with bfloat16',
        threads='models#5856, #9708',
        cause='`use_bfloat16: true` away from a TPU.',
        undecided='This version of the API turns it off by itself where training does not run on a TPU; which version and machine it will be is not in the file.',
    ),
    Symptom(
        saw='OOM; the loss is NaN from the start',
        threads='models#1766, #8487, #2738, tensorflow#41862',
        cause='Batch and learning rate of a TPU on one GPU.',
        code='tpu-settings',
        asked_for=True,
        changes=(('batch_size: 8', 'batch_size: 128'),),
    ),
    Symptom(
        saw='First step cannot be zero',
        threads='models#3794',
        cause='A manual schedule that begins at step 0.',
        code='optimizer-refused',
        tested_in='tests/training/test_rules.py',
    ),
    Symptom(
        saw='total_steps must be larger or equal to warmup_steps',
        threads='models#9776, Namburger#9',
        cause='A schedule that is shorter than its warm-up.',
        code='optimizer-refused',
        fix='Set total_steps to 12000',
        changes=((_RATE, 'warmup_steps: 500\n          total_steps: 100'),),
        after='total_steps: 12000',
    ),
    Symptom(
        saw='Metric not found',
        threads='models#4249, #6645, #3003',
        cause='No such `metrics_set`.',
        code='evaluation-refused',
        fix='Set metrics_set[0] to "coco_detection_metrics"',
        changes=(('"coco_detection_metrics"', '"coco_metrics"'),),
        after='"coco_detection_metrics"',
    ),
    Symptom(
        saw='The evaluation waits for a checkpoint forever',
        threads='models#8883, #10483, #9866',
        cause='Another `--checkpoint_dir` on its command line.',
        undecided='The folder is an argument of the command, not of the config.',
    ),
    Symptom(
        saw='The export fails: `save_path=None`, or an assertion',
        threads='models#9209, #8953, #9743',
        cause='The folder that was trained in, or its config, is another one.',
        undecided='The folder is an argument of the command; `pipeline-config-ls restore --checkpoint` compares it with a config.',
    ),
    Symptom(
        saw='An error about hard_example_miner with a focal loss',
        threads='models#2673',
        cause='A focal loss already weighs hard examples.',
        code='cannot-build',
        fix='Remove `hard_example_miner`',
        changes=(('      classification_weight: 1.0\n', '      hard_example_miner {\n      }\n      classification_weight: 1.0\n'),),
        after='      classification_weight: 1.0\n',
    ),
    Symptom(
        saw='KeyError: `/m/01g317`',
        threads='models#9237, #9374, #9507',
        cause='The class of the keypoints is not in the keypoint label map.',
        code='cannot-build',
        tested_in='tests/architectures/tf2/test_center_net.py',
    ),
    Symptom(
        saw='Several augmentations are written, training uses the last one only',
        threads='models#5445',
        cause='One `data_augmentation_options` holds one.',
        code='overwritten-oneof',
        fix='Give `random_horizontal_flip` a `data_augmentation_options` of its own',
        changes=(
            (_FLIP, '  data_augmentation_options {\n    random_horizontal_flip {\n    }\n    ssd_random_crop {\n    }\n  }\n'),
        ),
        after='  data_augmentation_options {\n    ssd_random_crop {\n    }\n  }\n',
    ),
    Symptom(
        saw='Entries in boundaries must be strictly increasing',
        threads='models#7519',
        cause='The steps of a manual schedule are not in order.',
        code='optimizer-refused',
        tested_in='tests/checks/test_training.py',
    ),
    Symptom(
        saw='Unknown image resizer type',
        threads='models#9502',
        cause='`pad_to_multiple_resizer` is unknown to the input pipeline.',
        code='reader-refused',
        changes=(
            (f'fixed_shape_resizer {{\n        {_SIZES}\n      }}', 'pad_to_multiple_resizer {\n        multiple: 32\n      }'),
        ),
    ),
    Symptom(
        saw='`graph_rewriter { quantization }`: the model is not quantized',
        threads='models#9835, #10628, #8935',
        cause='TensorFlow 1 only reads it.',
        code='unread-field',
        fix='Remove `graph_rewriter`',
        changes=(('\neval_config {', '\ngraph_rewriter {\n  quantization {\n  }\n}\neval_config {'),),
        after='\neval_config {',
    ),
    Symptom(
        saw='Does not learn after `height_stride` was made smaller',
        threads='models#7795, #2841',
        cause='Anchors with another stride than the feature map.',
        code='anchor-stride',
        tested_in='tests/checks/test_silent.py',
    ),
    Symptom(
        saw='ParseError after `fine_tune_checkpoint = "..."`',
        threads='bourdakos1#11',
        cause='An equals sign where a colon is wanted.',
        code='missing-colon',
        fix='Add the colon',
        changes=(('batch_size: 8', 'batch_size = 8'),),
        after='batch_size : 8',
    ),
    Symptom(
        saw='The error names a note that somebody wrote',
        threads='none',
        cause='A note without `#`.',
        code='unexpected-text',
        fix='Make it a comment',
        changes=(('  batch_size: 8\n', '  batch_size: 8\n  TODO ask about the learning rate\n'),),
        after='  # TODO ask about the learning rate\n',
    ),
    Symptom(
        saw='A field of the reader at the top level',
        threads='none',
        cause='Misplaced braces.',
        code='unknown-field',
        fix='Move it into `train_input_reader`',
        changes=(('\neval_config {', '\nnum_readers: 4\neval_config {'),),
        after='    input_path: "annotations/train.tfrecord"\n  }\n  num_readers: 4\n}',
    ),
    Symptom(
        saw='`SsdFeatureExtractor` has no field named `batch_norm_trainable`',
        threads='models#6717',
        cause='The API had the field until April 2018.',
        code='unknown-field',
        fix='Remove `batch_norm_trainable`',
        changes=(('      min_depth: 16\n', '      min_depth: 16\n      batch_norm_trainable: true\n'),),
        after='      min_depth: 16\n      use_depthwise',
    ),
    Symptom(
        saw='The learning rate is 0 in TensorBoard long before training ends',
        threads='none',
        cause='`total_steps` is less than `num_steps`.',
        code='schedule-length',
        fix='Set total_steps to 12000',
        changes=((_RATE, 'warmup_steps: 500\n          total_steps: 6000'),),
        after='total_steps: 12000',
    ),
    Symptom(
        saw='One class of two in the label map is found',
        threads='models#8632',
        cause='Both classes stand in one `item`.',
        code='label-map-classes-in-one-item',
        fix='',
        file=LABEL_MAP,
        changes=(('"worker"\n}\nitem {\n', '"worker"\n'),),
    ),
    Symptom(
        saw='Nothing of the backbone is restored after `convert_to_grayscale: true`',
        threads='none',
        cause='The first convolution has one channel instead of three.',
        code='tf1-backbone-lost',
        tested_in='tests/checks/test_tf1.py',
    ),
    Symptom(
        saw='Incompatible tensor with shape (3, 3, 1, 32)',
        threads='none',
        cause='`convert_to_grayscale`, `depth_multiplier` or `num_filters` differs from the checkpoint.',
        code='checkpoint-mismatch',
        tested_in='tests/checks/test_checkpoint.py',
    ),
    Symptom(
        saw="KeyError: 'mask_predictions'",
        threads='models#6519',
        cause='`number_of_stages: 3` without `predict_instance_masks`.',
        code='cannot-build',
        tested_in='tests/checks/test_model.py',
    ),
    Symptom(
        saw='num predictions per location must be same for all feature maps',
        threads='models#10586',
        cause='`reduce_boxes_in_lowest_layer` is true unless it is set, and a shared predictor wants as many anchors everywhere.',
        code='cannot-build',
        tested_in='tests/checks/test_model.py',
    ),
    Symptom(
        saw='`first_stage_features_stride` must be 8 or 16',
        threads='none',
        cause='A stride that the network does not have.',
        code='cannot-build',
        tested_in='tests/architectures/tf1/test_facts.py',
    ),
    Symptom(
        saw='Unknown Faster R-CNN feature_extractor; Unknown ssd feature_extractor',
        threads='none',
        cause='An extractor of the other meta-architecture.',
        code='cannot-build',
        tested_in='tests/checks/test_model.py',
    ),
    Symptom(
        saw='__init__() got an unexpected keyword argument `fpn_min_level`',
        threads='none',
        cause='`fpn` for an extractor without a pyramid.',
        code='cannot-build',
        tested_in='tests/checks/test_model.py',
    ),
    Symptom(
        saw='NotFoundError of a shard; another number of shards',
        threads='none',
        cause='A shard of the checkpoint is missing, or has another number in its name.',
        code='checkpoint-unreadable',
        tested_in='tests/checks/test_checkpoint.py',
    ),
    Symptom(
        saw='The archive was unpacked into a folder of its own name',
        threads='none',
        cause='A folder too many, or too few, in the path.',
        code='checkpoint-path',
        tested_in='tests/checks/test_checkpoint.py',
    ),
    Symptom(
        saw='TensorFlow 1 trains from scratch with `from_detection_checkpoint: false`',
        threads='none',
        cause='Without the flag a detection checkpoint is taken for a classifier.',
        code='tf1-backbone-lost',
        tested_in='tests/checks/test_tf1.py',
    ),
    Symptom(
        saw='Only some of the data is trained on',
        threads='none',
        cause='`-?????-of-00010` with shards missing.',
        code='shards-missing',
        tested_in='tests/checks/test_paths.py',
    ),
    Symptom(
        saw='`StringIntLabelMap` has no field named `id`',
        threads='none',
        cause='Classes without an `item` around them.',
        code='unknown-field',
        tested_in='tests/checks/test_label_map.py',
    ),
    Symptom(
        saw='Detections of classes that do not exist',
        threads='none',
        cause='`num_classes: 90` was left.',
        code='label-map-num-classes',
        tested_in='tests/checks/test_label_map.py',
    ),
    Symptom(
        saw='One class has the results of two',
        threads='none',
        cause='The same name twice.',
        code='label-map-duplicate-name',
        tested_in='tests/checks/test_label_map.py',
    ),
)  # fmt: skip


def page() -> str:
    """docs/symptoms.md."""
    head = (
        '# Symptoms\n\nWhat people saw, as the threads have it, what was wrong, and which [problem](diagnostics.md) says so before training '
        'does. Each row is a test (`tests/checks/symptoms.py`), with the text after its fix.\n\n'
        'Threads of tensorflow/models are `models#...`, those of tensorflow/tensorflow `tensorflow#...`.\n\n'
        '| What people saw | Cause | Problem | Fix |\n| --- | --- | --- | --- |\n'
    )
    rows = (
        f'| {row.saw} ({row.threads}) | {row.cause} | {_link(row)} | {row.fix or ("" if row.code else "–")} |\n'
        for row in SYMPTOMS
    )
    return head + ''.join(rows)


def _link(row: Symptom) -> str:
    return f'[`{row.code}`](diagnostics.md#{row.code})' if row.code else f'Not decided: {row.undecided}'


if __name__ == '__main__':
    sys.stdout.write(page())
