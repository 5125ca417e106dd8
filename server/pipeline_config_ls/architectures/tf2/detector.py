"""What a meta-architecture builds."""

from __future__ import annotations

from typing import NamedTuple

from pipeline_config_ls.architectures.tf2.trackable import Trackable


class Detector(NamedTuple):
    """A detection model, and the classification network inside it that a `classification` checkpoint holds; None where there is none.

    The network need not be reachable from the model: Faster R-CNN tracks only the two halves that it cuts from it. `idle` are the
    variables that training gives no gradient though they are trainable: nothing that a loss depends on is made from them.
    """

    model: Trackable
    backbone: Trackable | None
    idle: tuple[Trackable, ...] = ()
