"""What a hover shows beyond words: the curve of a learning rate, anchors on the image's frame, the classes of a label map."""

from __future__ import annotations

from functools import partial

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
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
