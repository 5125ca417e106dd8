"""Every check, in the order in which they run. A check is registered by standing in one of these modules."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from pipeline_config_ls.checks import (
    anchors,
    checkpoint,
    comments,
    foreign,
    images,
    installation,
    keypoints,
    label_map,
    limits,
    model,
    paths,
    records,
    resume,
    schema,
    silent,
    syntax,
    tf1,
    training,
    unknown_field,
    unread,
    values,
)
from pipeline_config_ls.checks.check import ConfigCheck, Declaration, SchemaCheck, SyntaxCheck, TextCheck
from pipeline_config_ls.document import SchemaCode
from pipeline_config_ls.textproto import SyntaxCode

MODULES: tuple[ModuleType, ...] = (
    foreign,
    syntax,
    unknown_field,
    schema,
    values,
    paths,
    label_map,
    records,
    anchors,
    images,
    model,
    installation,
    training,
    keypoints,
    silent,
    unread,
    checkpoint,
    tf1,
    resume,
    comments,
    limits,
)


def _declared() -> Iterator[Declaration]:
    for module in MODULES:
        yield from (found for found in vars(module).values() if isinstance(found, Declaration))


CHECKS: dict[str, Declaration] = {check.code: check for check in _declared()}
"""By code."""

SYNTAX_CHECKS: dict[SyntaxCode, SyntaxCheck] = {
    SyntaxCode(check.code): check for check in CHECKS.values() if isinstance(check, SyntaxCheck)
}
SCHEMA_CHECKS: dict[SchemaCode, SchemaCheck] = {
    SchemaCode(check.code): check for check in CHECKS.values() if isinstance(check, SchemaCheck)
}
TEXT_CHECKS: tuple[TextCheck, ...] = tuple(check for check in CHECKS.values() if isinstance(check, TextCheck))
CONFIG_CHECKS: tuple[ConfigCheck, ...] = tuple(check for check in CHECKS.values() if isinstance(check, ConfigCheck))
