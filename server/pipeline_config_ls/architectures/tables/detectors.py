"""Numbers of the detectors around the networks."""

from __future__ import annotations

BOX_CODE = 4
"""Numbers that say where a box lies, for a proposal and for a region's refined box."""

EXTRA_MAP_DEPTHS = (512, 256, 256, 128)
"""Nominal channels of the feature maps that an SSD adds to the two that it takes from its network."""

LOWEST_BACKBONE_LEVEL, HIGHEST_BACKBONE_LEVEL = 2, 5
"""Levels of a pyramid that a network itself has: a map of level n has the image's size divided by 2 to the n."""

ATTENTION_DEFAULT, POST_BOX_CLASSIFIER, POST_RPN = 0, 1, 2
"""`AttentionPosition` of Context R-CNN; at the first, nothing calls the attention."""

OPTIONAL_SSD_FIELDS = (
    'num_layers',
    'fpn',
    'bifpn',
    'replace_preprocessor_with_placeholder',
    'spaghettinet_arch_name',
)
"""Fields of `SsdFeatureExtractor` that reach an extractor's constructor only where they are set; one that does not know
them raises."""
