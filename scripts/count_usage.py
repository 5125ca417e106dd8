"""How often real configs set each field, and to what: writes server/pipeline_config_ls/features/usage.tsv.

usage: python scripts/count_usage.py FOLDER     (a folder of pipeline configs)

One row a field: its full name without the package, in how many of the configs it is set, the commonest values with their
counts, and the least and largest number. Only facts; no text of any config.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.schema import PIPELINE, EnumValue, FieldType, Kind, load_schema

PACKAGE = 'object_detection.protos.'
TABLE = Path(__file__).parents[1] / 'server/pipeline_config_ls/features/usage.tsv'
# A value that fewer configs share is that of one project; a string that more differ in is nobody's habit.
MIN_CONFIGS = 3
MOST_VALUES = 6
NUMBERS = frozenset(kind for kind in Kind if kind not in (Kind.STRING, Kind.BYTES, Kind.MESSAGE, Kind.GROUP, Kind.ENUM))


def main(folder: str) -> None:
    """Counts and writes."""
    schema = load_schema()
    files: Counter[str] = Counter()
    values: dict[str, Counter[str]] = defaultdict(Counter)
    numbers: dict[str, list[float]] = defaultdict(list)
    configs = 0
    for path in sorted(Path(folder).rglob('*.config')):
        document = open_document(path.read_text('utf-8', 'replace'), path, schema, PIPELINE)
        if document.faults:
            continue
        configs += 1
        _count(document, files, values, numbers)
    rows = [f'# {configs} configs\tset in\tvalues\trange']
    for name in sorted(files):
        is_number = bool(numbers[name])
        common = [
            f'{value}:{count}'
            for value, count in sorted(values[name].items(), key=lambda one: (-one[1], one[0]))
            if count >= MIN_CONFIGS or not is_number
        ][: MOST_VALUES if is_number else None]
        span = f'{min(numbers[name]):.7g} {max(numbers[name]):.7g}' if numbers[name] else ''
        rows.append('\t'.join((name, str(files[name]), ' '.join(common), span)).rstrip('\t'))
    TABLE.write_text('\n'.join(rows) + '\n')
    sys.stdout.write(f'{len(rows) - 1} fields of {configs} configs\n')


def _count(
    document: Document, files: Counter[str], values: dict[str, Counter[str]], numbers: dict[str, list[float]]
) -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for field in document.fields:
        if field.type is None:
            continue
        name = field.type.full_name.removeprefix(PACKAGE)
        seen.setdefault(name, set())
        for value in field.values:
            written = _written(field.type, value.value)
            if written is not None:
                seen[name].add(written)
                if isinstance(value.value, int | float) and not isinstance(value.value, bool):
                    numbers[name].append(value.value)
    for name, written_values in seen.items():
        files[name] += 1
        values[name].update(written_values)


def _written(field: FieldType, value: object) -> str | None:
    """A value as a config writes it; None for what only its own project has."""
    if isinstance(value, EnumValue):
        return value.name
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, int | float) and field.kind in NUMBERS:
        return f'{value:.7g}'
    is_component = field.name == 'type' or field.name in ('metrics_set', 'fine_tune_checkpoint_type')
    return value if is_component and isinstance(value, str) and ' ' not in value else None


if __name__ == '__main__':
    main(sys.argv[1])
