"""The names in a table of the installed Object Detection API, read from its source."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest


def names_in(file: str, dictionary: str) -> set[str]:
    """The keys of a dictionary in a file of the API. The TF1 tables do not even exist when it is imported under TF2."""
    spec = importlib.util.find_spec('object_detection')
    if spec is None or spec.origin is None:
        pytest.skip('the Object Detection API is not installed (make setup-tensorflow)')
    source = ast.parse((Path(spec.origin).parent / file).read_text(encoding='utf-8'))
    return {
        str(key.value)
        for node in ast.walk(source)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        if isinstance(node.targets[0], ast.Name) and node.targets[0].id == dictionary
        for key in node.value.keys
        if isinstance(key, ast.Constant)
    }
