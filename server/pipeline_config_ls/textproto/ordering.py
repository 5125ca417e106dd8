"""Sorting items and dropping repeated ones, for files that ask for it, in the order that txtpbfmt gives.

These are the only directives that may change a message: the order of repeated values, or how many there are.
"""

from __future__ import annotations

from pipeline_config_ls.textproto.directives import Options
from pipeline_config_ls.textproto.layout import Item, Items, Values

# A value to sort by; items without one come first.
Key = tuple[bool, str]


def order(content: Items, options: Options) -> None:
    """Applies what `options` ask for, to all depths."""
    if options.remove_duplicate_values_for_repeated_fields:
        content.items = _without_duplicates(content.items)
    for item in content.items:
        match item.content:
            case Items() as inner:
                order(inner, options)
            case Values(is_list=True, values=values) if options.sort_repeated_fields_by_content:
                values.sort(key=lambda value: value.text, reverse=options.reverse_sort)
    if options.sort_fields_by_field_name:
        content.items.sort(key=lambda item: item.name, reverse=options.reverse_sort)
    if options.sort_repeated_fields_by_content or options.sort_repeated_fields_by_subfield:
        content.items = [item for group in _groups(content.items) for item in _sorted(group, options)]


def _groups(items: list[Item]) -> list[list[Item]]:
    """Runs of items with one name. What is kept as it is, and comments apart, come between runs."""
    groups: list[list[Item]] = []
    for item in items:
        if groups and groups[-1][-1].name == item.name and not item.kept:
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _sorted(group: list[Item], options: Options) -> list[Item]:
    def keys(item: Item) -> list[Key]:
        by_content = [_key([item])] if options.sort_repeated_fields_by_content else []
        return by_content + [_subfield(item, path) for path in options.sort_repeated_fields_by_subfield]

    return sorted(group, key=keys, reverse=options.reverse_sort)


def _subfield(item: Item, path: tuple[str, ...]) -> Key:
    if len(path) > 1 and item.name != path[0]:
        return False, ''
    found = [item]
    for name in path[1:] or path:
        found = [
            inner
            for outer in found
            if isinstance(outer.content, Items)
            for inner in outer.content.items
            if inner.name == name
        ]
    return _key(found)


def _key(items: list[Item]) -> Key:
    """What one item with one value is sorted by; none and several are not."""
    if len(items) == 1 and isinstance(items[0].content, Values) and len(items[0].content.values) == 1:
        return True, items[0].content.values[0].text
    return False, ''


def _without_duplicates(items: list[Item]) -> list[Item]:
    """Without fields that have the name and the value of an earlier one; a blank line above one stays."""
    seen: set[tuple[str, str]] = set()
    rest: list[Item] = []
    owes_blank_line = False
    for item in items:
        has_value, value = _key([item])
        if has_value and (item.name, value) in seen:
            owes_blank_line |= item.above[:1] == ['']
            continue
        seen.add((item.name, value))
        if owes_blank_line and item.above[:1] != ['']:
            item.above.insert(0, '')
        owes_blank_line = False
        rest.append(item)
    return rest
