"""Plans of TensorFlow 1 models from text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from google.protobuf import text_format

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan
from pipeline_config_ls.schema.schema import load_schema


@pytest.fixture(scope='session')
def attempt_tf1() -> Callable[[str], Tf1Plan | CannotBuild]:
    """Plans the inside of a `model` block."""
    schema = load_schema()
    message = schema.message_class(schema.messages['object_detection.protos.DetectionModel'])
    return lambda text: plan(text_format.Merge(text, message()), Framework.TF1)


@pytest.fixture(scope='session')
def shapes(
    attempt_tf1: Callable[[str], Tf1Plan | CannotBuild],
) -> Callable[[str], dict[str, tuple[int, ...]]]:
    """The shapes, by name, of a model that must build."""

    def shapes(text: str) -> dict[str, tuple[int, ...]]:
        result = attempt_tf1(text)
        assert isinstance(result, Tf1Plan), result
        return {name: variable.shape for name, variable in result.variables.items()}

    return shapes
