"""Every registered extractor has a specimen: one that cannot be built would silently never be identified."""

from pipeline_config_ls.architectures.tf2 import center_net_extractors, faster_rcnn_extractors, ssd_extractors
from pipeline_config_ls.restore.reference_models import reference_models
from pipeline_config_ls.schema import load_schema


def test_every_extractor_has_one() -> None:
    schema = load_schema()
    model_class = schema.message_class(schema.messages['object_detection.protos.DetectionModel'])
    registered = {
        *(('ssd', name) for name in ssd_extractors.EXTRACTORS),
        *(('faster_rcnn', name) for name in faster_rcnn_extractors.EXTRACTORS),
        *(('center_net', name) for name in center_net_extractors.EXTRACTORS),
    }
    assert {(one.architecture, one.extractor) for one in reference_models(model_class)} == registered
