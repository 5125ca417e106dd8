"""What a TensorFlow 1 verdict says to the person, in the terms of the config."""

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


def restored(restored: int, missing: int, incompatible: int, kind: str) -> str:
    """Counts, in one sentence."""
    total = restored + missing + incompatible
    if not missing and not incompatible:
        return f'{restored} variables are restored by `{kind}`.'
    reasons = [
        f'{count} {what}'
        for count, what in ((missing, 'are not in the checkpoint'), (incompatible, 'have another shape in it'))
        if count
    ]
    rest = ', '.join(reasons)
    if not restored:
        return f'None of the {total} variables that `{kind}` looks for would be restored ({rest}): training starts from random weights.'
    return f'{restored} of {total} variables are restored by `{kind}`; {rest}, and start from random values.'
