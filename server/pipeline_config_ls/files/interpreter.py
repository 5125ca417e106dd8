"""Which Python has the TensorFlow that the person trains with."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

_IN_ENVIRONMENT = ('Scripts/python.exe', 'python.exe') if os.name == 'nt' else ('bin/python',)


def interpreter(chosen: str | None, environment: Mapping[str, str]) -> str:
    """The one that was chosen (a path, or a name on PATH); else that of the environment which is active; else our own."""
    if chosen:
        return shutil.which(os.path.expanduser(chosen)) or chosen
    for variable in ('VIRTUAL_ENV', 'CONDA_PREFIX'):
        for place in _IN_ENVIRONMENT:
            found = Path(environment.get(variable, ''), place)
            if environment.get(variable) and found.is_file():
                return str(found)
    return sys.executable
