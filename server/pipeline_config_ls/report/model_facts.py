"""What a model sees and how it looks at it: the size of its images, its feature maps and their anchors."""

from __future__ import annotations

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.report.anchor_boxes import Level, image_of, levels

# The stride of Faster R-CNN's single feature map where the config does not say it.
_DEFAULT_STRIDE = 16


def input_image(analysis: ConfigAnalysis) -> tuple[int, int] | None:
    """Height and width of the images, where the config gives every image the same."""
    architecture = analysis.config.model.WhichOneof('model')
    if architecture is None:
        return None
    model = getattr(analysis.config.model, architecture)
    return image_of(model.image_resizer) if 'image_resizer' in model.DESCRIPTOR.fields_by_name else None


def anchor_levels(analysis: ConfigAnalysis, image: tuple[int, int]) -> list[Level]:
    """The feature maps with their anchors; none for a model without anchors."""
    model = analysis.config.model
    match model.WhichOneof('model'):
        case 'ssd':
            return levels(model.ssd.anchor_generator, image)
        case 'faster_rcnn':
            stride = model.faster_rcnn.feature_extractor.first_stage_features_stride or _DEFAULT_STRIDE
            return levels(model.faster_rcnn.first_stage_anchor_generator, image, stride)
    return []
