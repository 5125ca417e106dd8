"""The images in the records against the resizer."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline_config_ls.analysis.anchor_coverage import resized
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.checks.anchors import tells_of_anchors
from pipeline_config_ls.checks.check import Family, Finding, Severity, config_check
from pipeline_config_ls.datasets.summary import quartiles

_FEWEST_OBJECTS = 10
# Networks see an object of this size as a cell or two of their finest feature map.
_SMALL = 8.0


@config_check('objects-small-after-resizing', family=Family.TRAINING, severity=Severity.INFORMATION)
def objects_small_after_resizing(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Most objects measure a few pixels once their images are resized: there is little left of them to learn.

    A larger `image_resizer` helps where memory allows; so do records of crops, cut from the images with some overlap.
    """
    architecture = analysis.config.model.WhichOneof('model')
    reader = next((one for one in analysis.readers if one.is_training), None)
    if architecture is None or reader is None or reader.dataset is None or tells_of_anchors(analysis):
        return
    resizer = getattr(analysis.config.model, architecture).image_resizer
    sides = []
    for box, size in reader.dataset.boxes:
        image = resized(resizer, *size) if size and min(size) > 0 else None
        area = max(0.0, box.ymax - box.ymin) * max(0.0, box.xmax - box.xmin)
        if image is not None and area <= 1:
            sides.append((area * image.height * image.width) ** 0.5)
    found = quartiles(sides)
    if found is None or len(sides) < _FEWEST_OBJECTS or found.median >= _SMALL:
        return
    (width, height), _ = reader.dataset.sizes[0]
    image = resized(resizer, width, height)
    to = f' to {image.width:g} × {image.height:g}' if image else ''
    message = (
        f'Half of the {len(sides)} objects that were read measure less than {found.median:.2g} pixels once images of {width} × {height} are '
        f'resized{to}.'
    )
    yield Finding(analysis.document.where(f'model.{architecture}.image_resizer').span, message)
