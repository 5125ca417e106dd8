"""Random TensorFlow 1 configs, built by the real API and by the planner, and where the two differ.

usage: python -m oracle.tf1_fuzz [-n N] [--seed SEED] [--keep] [FAMILY...]

As `oracle.fuzz`, in a process of its own: TensorFlow is either the one or the other. With --keep the facts go to
`tests/facts/tf1/random.jsonl.xz`, and fast tests compare them from then on.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter

from oracle import tf1_facts
from oracle.compare_tf1 import differences
from oracle.random_tf1 import OPTIONS, random_variant
from oracle.tf1_builder import build
from oracle.tf1_facts import Refusal, Tf1Fact
from oracle.tf1_record import text_of


def say(line: str) -> None:
    """A line for the person."""
    sys.stdout.write(line + '\n')
    sys.stdout.flush()


def main() -> None:
    """Try random configs and say which of them the planner has wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('-n', type=int, default=20, help='how many configs to try (20)')
    parser.add_argument('--seed', type=int, default=0, help='of the first config; the next has the next (0)')
    parser.add_argument('--keep', action='store_true', help='add what was built to the facts')
    parser.add_argument('families', nargs='*', metavar='FAMILY')
    arguments = parser.parse_args()
    outcomes: Counter[str] = Counter()
    kept = {fact.label: fact for fact in tf1_facts.read(tf1_facts.RANDOM)}
    for seed in range(arguments.seed, arguments.seed + arguments.n):
        draw = random.Random(seed)
        variant = random_variant(draw.choice(arguments.families or list(OPTIONS)), draw)
        fact = Tf1Fact(variant.label, text_of(variant), build(text_of(variant)))
        kept[fact.label] = fact
        found = differences(fact)
        outcomes['different' if found else 'refused' if isinstance(fact.outcome, Refusal) else 'built'] += 1
        if found:
            again = ' '.join(('python -m oracle.tf1_fuzz -n 1 --seed', str(seed), *arguments.families))
            say(f'{again}\n{variant.label}\n' + '\n'.join(f'  {line}' for line in found[:10]))
    if arguments.keep:
        tf1_facts.write(kept.values(), tf1_facts.RANDOM)
    say(
        f'{arguments.n} configs: {outcomes["built"]} built and {outcomes["refused"]} refused alike, {outcomes["different"]} different'
    )
    sys.exit(bool(outcomes['different']))


if __name__ == '__main__':
    main()
