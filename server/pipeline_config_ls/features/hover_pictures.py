"""What a hover shows beyond words: the curve of a learning rate, anchors on the image's frame, the classes of a label map, the objects of
records."""

from __future__ import annotations

from functools import partial

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.datasets.summary import quartiles
from pipeline_config_ls.document import BoundField
from pipeline_config_ls.features.markdown import join
from pipeline_config_ls.report.learning_rate import rate_at, steps_of
from pipeline_config_ls.report.model_facts import anchor_levels, input_image
from pipeline_config_ls.report.svg import anchors, as_image, curve

# So many classes of a label map are named.
_MOST_CLASSES = 30
Chain = tuple[BoundField, ...]


def curve_of(analysis: ConfigAnalysis, chain: Chain) -> str:
    """The learning rate of the optimizer that the cursor is in, from the first step to the last."""
    schedule = _schedule(analysis, chain)
    if schedule is None:
        return ''
    steps = steps_of(schedule, analysis.config.train_config.num_steps)
    picture = curve(partial(rate_at, schedule), steps)
    if not picture:
        return ''
    first, last = rate_at(schedule, 0), rate_at(schedule, steps)
    end = 'Training has no `num_steps`.' if not analysis.config.train_config.num_steps else ''
    said = f'{first:.3g} at step 0, {last:.3g} at step {steps:,}.'
    return join((as_image(picture, said), f'{said} {end}'.strip()))


def _schedule(analysis: ConfigAnalysis, chain: Chain) -> object | None:
    """The `LearningRate` message that the fields around the cursor lead to."""
    names = [field.name for field in chain]
    if names[:2] != ['train_config', 'optimizer'] or len(names) < 3:
        return None
    optimizer = getattr(analysis.config.train_config.optimizer, names[2], None)
    return getattr(optimizer, 'learning_rate', None)


def anchors_of(analysis: ConfigAnalysis, chain: Chain) -> str:
    """The anchors of each feature map, where the size of the image is known."""
    image = input_image(analysis)
    if image is None:
        return ''
    levels = anchor_levels(analysis, image)
    if not levels:
        return ''
    counts = [level.anchors for level in levels]
    total = f', {sum(filter(None, counts)):,} anchors' if None not in counts else ''
    said = f'{image[0]}×{image[1]} pixels, {len(levels)} feature map{"" if len(levels) == 1 else "s"}{total}.'
    return join((as_image(anchors(levels, image), said), said))


def classes_of(analysis: ConfigAnalysis, chain: Chain) -> str:
    """The classes of the label map."""
    value = chain[-1].value
    label_map = analysis.label_map(value) if isinstance(value, str) and value else None
    if label_map is None:
        return ''
    names = [f'{item.id} {item.display_name or item.name}' for item in label_map.item]
    more = [f'and {len(names) - _MOST_CLASSES} more'] if len(names) > _MOST_CLASSES else []
    head = f'**{len(names)} class{"" if len(names) == 1 else "es"}**'
    return join((head, ' · '.join([*names[:_MOST_CLASSES], *more])))


def objects_of(analysis: ConfigAnalysis, chain: Chain) -> str:
    """What is in the records that a reader names, as far as they were read."""
    value = chain[-1].value
    reader = next((one for one in analysis.readers if any(file.text == value for file in one.inputs)), None)
    data = reader.dataset if reader is not None else None
    if data is None:
        return ''
    about = data.total if data.total is not None else data.estimate
    extent = f'{data.images} images' if data.total is not None else f'{data.images} of about {about} images'
    head = f'**{extent}**, {data.objects} objects, in {data.files} file{"" if data.files == 1 else "s"}'
    found = sorted(data.classes, key=lambda one: -one.objects)
    rows = [f'| {_id(one.id)} | {_cell(one.name)} | {one.objects} |' for one in found[:_MOST_CLASSES]]
    more = f'and {len(found) - _MOST_CLASSES} more classes' if len(found) > _MOST_CLASSES else ''
    sizes = ', '.join(f'{width} × {height}' for (width, height), _ in data.sizes[:3])
    each = quartiles(data.boxes_per_image)
    said = [f'Images of {sizes}.' if sizes else '', f'{each.least:g} to {each.most:g} objects each.' if each else '']
    table = '\n'.join(('| id | class | objects |', '|---:|---|---:|', *rows))
    return join((head, table, more, ' '.join(filter(None, said))))


def _id(id: int) -> str:
    return 'none' if id < 0 else str(id)


def _cell(text: str) -> str:
    """A text in a cell of a table."""
    return text.replace('\\', '\\\\').replace('|', '\\|').replace('\n', ' ')
