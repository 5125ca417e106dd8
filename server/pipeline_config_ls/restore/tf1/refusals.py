"""What stops TensorFlow 1 training before it opens the checkpoint, beside a model that cannot be built."""

from __future__ import annotations

import re

NO_OPTIMIZER = 'No optimizer is set: the legacy trainer stops with "Optimizer None not supported".'


def bad_pattern(error: re.error) -> str:
    """A pattern of `freeze_variables` that `re.match` raises on."""
    return f'`{error.pattern!s}` is no regular expression ({error.msg}): the legacy trainer stops.'


def unsupported_type(kind: str) -> str:
    """What `restore_map` raises for any other type, before it opens the checkpoint."""
    return (
        f'TensorFlow 1 training stops with "Not supported fine_tune_checkpoint_type: {kind}"; '
        'it must be `detection` or `classification`.'
    )
