"""Record what the real API makes of every variant into tests/facts.

usage: python -m oracle.record [--again TEXT] [FAMILY...]

A variant whose text is already recorded is left as it is, unless its label contains the text of --again (an empty one
is in all of them): a cut-off run goes on where it stopped. What changed is printed, row by row, and what is no longer in the list is dropped.
"""

from __future__ import annotations

import argparse
import sys
import time

from oracle import facts
from oracle.builder import BuildError, build, parse
from oracle.edits import edited
from oracle.inventory import describe
from oracle.real_api import model_pb2
from oracle.variant import Variant
from oracle.variants import FAMILIES

_SAVE_EVERY = 10


def observe(family: str, label: str, text: str) -> facts.Fact:
    """Build the real model of a `model` block and say what became of it."""
    built = build(text)
    outcome = facts.BuildError(*built) if isinstance(built, BuildError) else describe(built.model)
    return facts.Fact(family, label, text, outcome)


def text_of(variant: Variant) -> str:
    """The variant's `model` block as text."""
    return edited(variant.base, variant.edits, model_pb2.DetectionModel())


def record(family: str, again: str | None = None) -> None:
    """Bring one family's file up to its list of variants; record anew those whose label contains `again`."""
    known = {fact.label: fact for fact in facts.read(family)}
    done: dict[str, facts.Fact] = {}
    variants = FAMILIES[family]
    unsaved = 0
    for number, variant in enumerate(variants, 1):
        text, old = text_of(variant), known.get(variant.label)
        current = old is not None and parse(old.text) == parse(text)
        if old is not None and current and (again is None or again not in variant.label):
            done[variant.label] = old
            continue
        start = time.perf_counter()
        done[variant.label] = observe(family, variant.label, text)
        say(f'{number}/{len(variants)} {time.perf_counter() - start:.1f} s  {variant.label}')
        say('    ' + difference(old, done[variant.label]))
        unsaved += 1
        if unsaved % _SAVE_EVERY == 0:
            facts.write(family, {**known, **done}.values())
    if unsaved or set(known) != set(done):
        for label in sorted(set(known) - set(done)):
            say(f'dropped: {label}')
        facts.write(family, done.values())


def difference(old: facts.Fact | None, new: facts.Fact) -> str:
    """One line on what a row says now, and how that differs from what it said."""
    if isinstance(new.outcome, facts.BuildError):
        said = f'{new.outcome.stage}: {new.outcome.error}: {new.outcome.message.splitlines()[:1]}'
    else:
        said = f'{len(new.outcome.variables)} variables, {len(new.outcome.graph)} nodes'
    if old is None or old.outcome == new.outcome:
        return said if old is None else f'{said}, as before'
    if isinstance(old.outcome, facts.Inventory) and isinstance(new.outcome, facts.Inventory):
        before, now = set(old.outcome.variables.items()), set(new.outcome.variables.items())
        return f'{said}; CHANGED: {len(now - before)} new, {len(before - now)} gone'
    return f'{said}; CHANGED from {type(old.outcome).__name__}'


def say(line: str) -> None:
    """Progress for the person who waits."""
    sys.stderr.write(line + '\n')


def main() -> None:
    """Record the families that the command line names, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--again', metavar='TEXT', help='record anew the variants whose label contains this')
    parser.add_argument('families', nargs='*', default=list(FAMILIES), metavar='FAMILY')
    arguments = parser.parse_args()
    for family in arguments.families:
        record(family, arguments.again)


if __name__ == '__main__':
    main()
