"""The archives of the published model zoos: names, networks, sizes, accuracy. Facts in zoo.tsv, read when they are first asked for.

Knows no configs, and no place to download from.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

DETECTION, CLASSIFICATION = 'detection', 'classification'
_TABLE = Path(__file__).with_name('zoo.tsv')


class Archive(NamedTuple):
    """An archive: what its folder is called, for which TensorFlow (`tf2`), what it is of, and what its page says of it.

    `kind` is the type that its checkpoint is for. `extractor` is that of its config; for a classification archive the name of the
    network. `depthwise` and `depth_multiplier` are options of its extractor that its name tells. `prefix` lies below its folder.
    """

    name: str
    framework: str
    kind: str
    extractor: str
    input: str
    accuracy: str
    speed: str
    outputs: str
    classes: int | None
    depthwise: bool
    depth_multiplier: float
    prefix: str


@cache
def archives() -> tuple[Archive, ...]:
    """All archives, in the order of their pages."""
    with _TABLE.open(encoding='utf-8', newline='') as file:
        return tuple(_archive(row) for row in csv.DictReader(file, delimiter='\t'))


def _archive(row: dict[str, str]) -> Archive:
    return Archive(
        name=row['name'],
        framework=row['framework'],
        kind=row['kind'],
        extractor=row['extractor'],
        input=row['input'],
        accuracy=row['accuracy'],
        speed=row['speed'],
        outputs=row['outputs'],
        classes=int(row['classes']) if row['classes'] else None,
        depthwise=row['depthwise'] == 'yes',
        depth_multiplier=float(row['depth_multiplier'] or 1),
        prefix=row['prefix'],
    )


def archive_of(path: str) -> Archive | None:
    """The archive that a path leads into, told by the name of one of its folders."""
    names = {archive.name: archive for archive in archives()}
    parts = [re.sub(r'\.(tar|tar\.gz|tgz)$', '', part) for part in re.split(r'[/\\]+', path)]
    return next((names[part] for part in reversed(parts) if part in names), None)


def archives_for(
    framework: str, extractor: str, *, depthwise: bool = False, depth_multiplier: float = 1.0
) -> list[Archive]:
    """The archives whose network is that of a config: of its extractor with these options, and the classifiers that it contains."""
    return [
        archive
        for archive in archives()
        if (archive.framework, archive.depth_multiplier) == (framework, depth_multiplier)
        and (
            _is_classifier_of(archive, extractor)
            if archive.kind == CLASSIFICATION
            else (archive.extractor, archive.depthwise) == (extractor, depthwise)
        )
    ]


def _is_classifier_of(archive: Archive, extractor: str) -> bool:
    """Whether the network of an extractor is this classifier: both are named after it, in the spelling of their pages."""
    network = re.sub(r'_v1$', '', archive.name.replace('mobilnet', 'mobilenet'))
    has = extractor.replace('-', '_')
    return bool(re.search(rf'(^|_){re.escape(network)}(_|$)', has)) and (
        network != 'mobilenet' or 'mobilenet_v1' in has
    )
