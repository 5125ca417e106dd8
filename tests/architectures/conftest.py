"""Plans from text: what the tests of architectures start from."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from google.protobuf import text_format

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.schema.schema import load_schema

Planned = Callable[[str], Tf2Plan]
Refused = Callable[[str], CannotBuild]


@pytest.fixture(scope='session')
def attempt() -> Callable[[str], Tf2Plan | CannotBuild]:
    """Plans the inside of a `model` block."""
    schema = load_schema()
    message = schema.message_class(schema.messages['object_detection.protos.DetectionModel'])
    return lambda text: plan(text_format.Merge(text, message()), Framework.TF2)


@pytest.fixture(scope='session')
def planned(attempt: Callable[[str], Tf2Plan | CannotBuild]) -> Planned:
    """The plan of a config that must build."""

    def planned(text: str) -> Tf2Plan:
        result = attempt(text)
        assert isinstance(result, Tf2Plan), result
        return result

    return planned


@pytest.fixture(scope='session')
def refused(attempt: Callable[[str], Tf2Plan | CannotBuild]) -> Refused:
    """The refusal of a config that must not build."""

    def refused(text: str) -> CannotBuild:
        result = attempt(text)
        assert isinstance(result, CannotBuild)
        return result

    return refused
