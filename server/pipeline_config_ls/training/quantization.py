"""Quantization that TensorFlow 1 refuses (builders/graph_rewriter_builder.py); TensorFlow 2 does not read it."""

from __future__ import annotations

from pipeline_config_ls.training.refusal import Config, Refusals, TrainingRefusal

_BITS = 8


def refusals(config: Config) -> Refusals:
    """For a `GraphRewriter` message; the fields are counted from it."""
    for name in ('weight_bits', 'activation_bits'):
        bits = getattr(config.quantization, name)
        if bits != _BITS:
            yield TrainingRefusal(
                f'quantization.{name}', f'`{name}` is {bits}; TensorFlow quantizes to {_BITS} bits only.'
            )
