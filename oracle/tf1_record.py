"""Record what the real API makes of every TensorFlow 1 variant into tests/facts/tf1.

usage: python -m oracle.tf1_record [--again TEXT]

As `oracle.record`: what is recorded already is left as it is, unless its text has changed or its label contains the text of --again.
"""

from __future__ import annotations

import argparse
import sys

from oracle import tf1_facts
from oracle.edits import edited
from oracle.tf1_api import model_pb2
from oracle.tf1_builder import build, parse
from oracle.variant import Variant
from oracle.variants_tf1 import VARIANTS

_SAVE_EVERY = 10


def text_of(variant: Variant) -> str:
    """The variant's `model` block as text."""
    return edited(variant.base, variant.edits, model_pb2.DetectionModel())


def main() -> None:
    """Bring the file up to the list of variants."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--again', metavar='TEXT', help='record anew the variants whose label contains this')
    again = parser.parse_args().again
    known = {fact.label: fact for fact in tf1_facts.read()}
    done: dict[str, tf1_facts.Tf1Fact] = {}
    unsaved = 0
    for number, variant in enumerate(VARIANTS, 1):
        text, old = text_of(variant), known.get(variant.label)
        if old and parse(old.text) == parse(text) and (again is None or again not in variant.label):
            done[variant.label] = old
            continue
        outcome = build(text)
        done[variant.label] = tf1_facts.Tf1Fact(variant.label, text, outcome)
        said = outcome if isinstance(outcome, tf1_facts.Refusal) else f'{len(outcome)} variables'
        changed = ', CHANGED' if old and old.outcome != outcome else ''
        sys.stderr.write(f'{number}/{len(VARIANTS)} {variant.label}\n    {said}{changed}\n')
        unsaved += 1
        if unsaved % _SAVE_EVERY == 0:
            tf1_facts.write({**known, **done}.values())
    tf1_facts.write(done.values())


if __name__ == '__main__':
    main()
