"""What every feature extractor of SSD refuses, by its row in the registry: fields that its constructor does not know, and images."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline_config_ls.architectures.build_error import refuse_if, setting
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.feature_extractor import FeatureExtractor
from pipeline_config_ls.architectures.rules.spatial import Image


def check_fields(config: Config, extractor: FeatureExtractor[Any], field: str, optional: Iterable[str]) -> None:
    """Refuses what reaches a constructor as an unexpected argument: `optional` fields that are set and that it does not take."""
    for name in optional:
        refuse_if(
            config.HasField(name) and name not in extractor.takes,
            f'{field}.{name}',
            f'`{config.type}` takes no `{name}`; remove it, or choose another extractor.',
        )


def check_fixed_size(name: str, image: Image) -> None:
    """Refuses images of any size for an extractor that counts with theirs while it is built."""
    refuse_if(
        not image.sides,
        image.field,
        f'`{name}` can be built only for images of one size; use `fixed_shape_resizer`, or `keep_aspect_ratio_resizer` with '
        '`pad_to_max_dimension: true`.',
        setting(f'{image.field}.pad_to_max_dimension', True),
    )


def check_smallest(extractor: FeatureExtractor[Any], image: Image) -> None:
    """Refuses images that are too small."""
    for name, side in image.limits.items():
        refuse_if(
            side < extractor.smallest,
            name,
            f'`{extractor.name}` needs images of at least {extractor.smallest} pixels on both sides, and these have at most {side}.',
        )


def check_images(config: Config, extractor: FeatureExtractor[Any], image: Image, field: str) -> None:
    """Refuses images that are too small, and sides that cannot be padded to `pad_to_multiple`."""
    check_smallest(extractor, image)
    multiple = config.pad_to_multiple
    refuse_if(
        'pad_to_multiple' not in extractor.ignores
        and (
            (multiple == 0 and image.sized) or (multiple < 0 and any(side % multiple for side in image.sides.values()))
        ),
        f'{field}.pad_to_multiple',
        f'Images cannot be padded to a multiple of {multiple}; set `pad_to_multiple: 1`, which pads nothing.',
        setting(f'{field}.pad_to_multiple', 1),
    )
