"""Input readers that the API refuses (builders/decoder_builder.py, builders/dataset_builder.py, inputs.py).

What is in the records is not known here: whether they have masks, keypoints or context features.
"""

from __future__ import annotations

from math import inf

from pipeline_config_ls.training.refusal import Config, Refusals, TrainingRefusal

EXAMPLE = 'tf_record_input_reader { input_path: "train.record" }'


def refusals(config: Config) -> Refusals:
    """For an `InputReader` message; the fields are counted from it."""
    kind = config.WhichOneof('input_reader')
    if kind is None:
        yield TrainingRefusal('', f'No records are named; add `{EXAMPLE}`, with their path.')
        return
    if kind != 'tf_record_input_reader':
        yield TrainingRefusal(kind, f'The published API reads TFRecords only; use `{EXAMPLE}`.')
        return
    if config.input_type == 0:
        yield TrainingRefusal(
            'input_type', '`INPUT_DEFAULT` is no type that can be read; use `TF_EXAMPLE`, or remove the field.'
        )
    yield from _paths(config)
    yield from _buffers(config)
    if config.max_number_of_boxes < 0:
        yield TrainingRefusal(
            'max_number_of_boxes',
            f'`max_number_of_boxes` is {config.max_number_of_boxes}; it cannot be negative, and should be the most boxes of an image.',
        )


def _paths(config: Config) -> Refusals:
    paths, weights = len(config.tf_record_input_reader.input_path), len(config.sample_from_datasets_weights)
    if not paths:
        yield TrainingRefusal(
            'tf_record_input_reader', 'No path is set; add `input_path: "train.record"`, with the path of the records.'
        )
    elif weights and weights != paths:
        yield TrainingRefusal(
            'sample_from_datasets_weights',
            f'There are {paths} paths and {weights} weights; each path needs its weight.',
        )
    elif weights and not (
        min(config.sample_from_datasets_weights) >= 0 and 0 < sum(config.sample_from_datasets_weights) < inf
    ):
        yield TrainingRefusal(
            'sample_from_datasets_weights', 'Weights are numbers from 0 on, and one at least must be greater than 0.'
        )


def _buffers(config: Config) -> Refusals:
    """Numbers that `tf.data` wants to be positive."""
    names = ['num_readers', 'read_block_length', 'num_parallel_batches']
    if config.shuffle:
        names += ['shuffle_buffer_size', 'filenames_shuffle_buffer_size']
    for name in names:
        if getattr(config, name) < 1:
            yield TrainingRefusal(name, f'`{name}` is {getattr(config, name)}; it must be at least 1.')
    if config.num_prefetch_batches < -1:
        yield TrainingRefusal(
            'num_prefetch_batches',
            f'`num_prefetch_batches` is {config.num_prefetch_batches}; it must be at least 0, or -1 to leave it to TensorFlow.',
        )
