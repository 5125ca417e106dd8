"""Every extractor of TensorFlow 2 has a reference model: one that cannot be built would silently never be identified."""

from collections.abc import Callable

from google.protobuf.message import Message

from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.registry import EXTRACTORS
from pipeline_config_ls.restore.reference_models import reference_models
from pipeline_config_ls.schema import load_schema


def test_every_extractor_has_one() -> None:
    schema = load_schema()
    model_class: Callable[[], Message] = schema.message_class(schema.messages['object_detection.protos.DetectionModel'])
    registered = {(one.architecture, one.name) for one in EXTRACTORS if one.framework is Framework.TF2}
    assert {(one.architecture, one.extractor) for one in reference_models(model_class)} == registered
