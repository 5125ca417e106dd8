"""What a real model tracks, as facts: its variables, the object graph over them, the roots that each type restores.

How it is found out is in `pipeline_config_ls/verify/real/inventory.py`, which `verify` uses for models of forks.
"""

from __future__ import annotations

from typing import Any

import oracle.real_api  # noqa: F401, first: it makes TensorFlow ready
from oracle.facts import Inventory, Node, Variable
from pipeline_config_ls.verify.real import inventory


def describe(model: Any) -> Inventory:
    """The variables, the graph and the restored roots of a model that was built and run once."""
    found = inventory.describe(model)
    return Inventory(
        _variables(found['variables']),
        tuple(Node(tuple(children), key) for children, key in found['graph']),
        found['roots'],
        {restore_type: _variables(strangers) for restore_type, strangers in found['untracked'].items()},
    )


def _variables(found: dict[str, tuple[tuple[int, ...], str]]) -> dict[str, Variable]:
    return {name: Variable(tuple(shape), dtype) for name, (shape, dtype) in found.items()}
