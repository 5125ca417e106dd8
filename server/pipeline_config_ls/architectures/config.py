"""The messages that a plan is made from."""

from __future__ import annotations

from typing import Any, TypeAlias

Config: TypeAlias = Any
"""A protobuf message of the schema; its fields are typed by the schema, not by Python."""
