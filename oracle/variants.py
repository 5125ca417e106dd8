"""The configs whose real variables are recorded. Adding one is one line: a base in models/ and its edits.

Each is built by the real API (`make record`) and by the planner (the tests), and both must agree. Together they
touch every option that changes a variable, and the ways in which the API refuses a config. The edits are
explained in edits.py; a variant's label is its base and its edits.
"""

from __future__ import annotations

from oracle import variants_builders, variants_center_net, variants_faster_rcnn, variants_ssd
from oracle.variant import Variant

FAMILIES: dict[str, tuple[Variant, ...]] = {
    **variants_ssd.FAMILIES,
    **variants_builders.FAMILIES,
    **variants_faster_rcnn.FAMILIES,
    **variants_center_net.FAMILIES,
}
