"""Whether a config lies beside the weights that were trained with it: a record of that training, not a plan for one.

The archives of the model zoo and the exporters of both TensorFlows put `pipeline.config` beside `checkpoint/`,
`saved_model/` or `frozen_inference_graph.pb`. A folder that training writes to is none: its config is in use.
"""

from __future__ import annotations

import os
import re

_SIGNS = (
    os.path.join('saved_model', 'saved_model.pb'),
    'frozen_inference_graph.pb',
    'tflite_graph.pb',
)
_CHECKPOINT = 'checkpoint'
# Either will do: one of them may be left out of a repository, for its size.
_FILE_OF_A_CHECKPOINT = re.compile(r'(?P<prefix>.+)\.(?:index|data-\d+-of-\d+)')


def exported_beside(config_path: str | None) -> str | None:
    """What of an export lies beside a config, by its name there; None where nothing does."""
    if config_path is None:
        return None
    folder = os.path.dirname(config_path)
    for sign in _SIGNS:
        if os.path.isfile(os.path.join(folder, sign)):
            return sign.replace(os.sep, '/')
    try:
        with os.scandir(os.path.join(folder, _CHECKPOINT)) as entries:
            found = next((file for entry in entries if (file := _FILE_OF_A_CHECKPOINT.fullmatch(entry.name))), None)
    except (OSError, ValueError):
        return None
    return f'{_CHECKPOINT}/{found["prefix"]}' if found else None
