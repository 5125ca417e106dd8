"""Reading a config, against `google.protobuf.text_format.Merge` on the same texts in the same run.

usage: python benchmarks/text.py [FOLDER...]     (the examples unless given; every .config below the folders)

Each text is read in turn by Merge and by us, many times over, and the ratios are of the medians' sums, so that a busy
machine slows all alike. Then what a keystroke in a file of 10,000 lines costs, sound and broken.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from google.protobuf import text_format

from pipeline_config_ls.checks import text_problems
from pipeline_config_ls.document import open_document
from pipeline_config_ls.schema import PIPELINE, load_schema
from pipeline_config_ls.textproto import parse
from pipeline_config_ls.textproto.formatter import format_text

EXAMPLES = Path(__file__).parents[1] / 'examples'
TURNS = 15
LINES = 10_000

SCHEMA = load_schema()
MERGED = SCHEMA.message_class(SCHEMA.messages[PIPELINE])

READERS: dict[str, Callable[[str], object]] = {
    'text_format.Merge': lambda text: text_format.Merge(text, MERGED()),
    'parse': parse,
    'parse + bind': lambda text: open_document(text, schema=SCHEMA, root=PIPELINE),
    'parse + bind + message': lambda text: open_document(text, schema=SCHEMA, root=PIPELINE).message,
    'parse + bind + text checks': lambda text: text_problems(open_document(text, schema=SCHEMA, root=PIPELINE)),
    'format': format_text,
}

KEYSTROKE = ('parse + bind', 'parse + bind + text checks')


def seconds(read: Callable[[str], object], text: str) -> float:
    """One reading, in the time of this process alone."""
    start = time.process_time()
    read(text)
    return time.process_time() - start


def medians(texts: list[str]) -> dict[str, float]:
    """For each reader, the sum over all texts of its median time; all readers take turns."""
    totals = dict.fromkeys(READERS, 0.0)
    for text in texts:
        rows = [[seconds(read, text) for read in READERS.values()] for _ in range(TURNS)]
        for name, column in zip(READERS, zip(*rows, strict=True), strict=True):
            totals[name] += statistics.median(column)
    return totals


def is_sound(text: str) -> bool:
    """Merge stops at the first mistake, so only texts without one compare."""
    try:
        text_format.Merge(text, MERGED())
    except text_format.ParseError:
        return False
    return True


def long_text(text: str, lines: int = LINES) -> str:
    """A text of so many lines that is all used: one config with very many augmentations."""
    option = 'data_augmentation_options {\n  ssd_random_crop {\n    operations {\n      min_object_covered: 0.1\n'
    option += '      random_coef: 0.15\n    }\n  }\n}\n'
    repeats = (lines - text.count('\n') - 2) // option.count('\n')
    return text + 'train_config {\n' + option * repeats + '}\n'


def main(arguments: list[str]) -> None:
    """Prints the ratios."""
    folders = [Path(argument) for argument in arguments] or [EXAMPLES]
    paths = sorted(path for folder in folders for path in folder.rglob('*.config'))
    texts = [text for text in (path.read_text('utf-8') for path in paths) if is_sound(text)]
    totals = medians(texts)
    merge = totals['text_format.Merge']
    lines = statistics.median(text.count('\n') for text in texts)
    write = sys.stdout.write
    write(f'{len(texts)} configs, {lines:g} lines (median)\n')
    for name, total in totals.items():
        write(f'  {name:28} {1000 * total / len(texts):7.2f} ms   {total / merge:5.2f} x\n')
    whole = long_text(texts[0])
    merged = statistics.median(seconds(READERS['text_format.Merge'], whole) for _ in range(TURNS))
    write(f'{LINES} lines: text_format.Merge {1000 * merged:.0f} ms\n')
    for what, text in (
        ('sound', whole),
        ('a name half typed', f'{whole}tra'),
        ('a brace lost', whole.replace('{', '', 1)),
    ):
        opened, checked = (statistics.median(seconds(READERS[name], text) for _ in range(TURNS)) for name in KEYSTROKE)
        write(f'  {what:20} {KEYSTROKE[0]} {1000 * opened:4.0f} ms, {KEYSTROKE[1]} {1000 * checked:4.0f} ms\n')


if __name__ == '__main__':
    main(sys.argv[1:])
