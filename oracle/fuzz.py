"""Random configs, built by the real API and by the planner, and where the two differ.

usage: python -m oracle.fuzz [-n N] [--seed SEED] [FAMILY...]

The configs are those of oracle/random_variants.py. A difference is printed with the text of its `model` block and the command that makes it again. Exit
status 1 if there was any. Needs TensorFlow and the API.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter

from oracle import facts
from oracle.compare import differences
from oracle.random_variants import OPTIONS, random_variant
from oracle.record import observe, text_of


def say(line: str) -> None:
    """A line for the person."""
    sys.stdout.write(line + '\n')
    sys.stdout.flush()


def main() -> None:
    """Try random configs and say which of them the planner has wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('-n', type=int, default=20, help='how many configs to try (20)')
    parser.add_argument('--seed', type=int, default=0, help='of the first config; the next has the next (0)')
    parser.add_argument('families', nargs='*', metavar='FAMILY')
    arguments = parser.parse_args()
    outcomes: Counter[str] = Counter()
    for seed in range(arguments.seed, arguments.seed + arguments.n):
        draw = random.Random(seed)
        family = draw.choice(arguments.families or list(OPTIONS))
        variant = random_variant(family, draw)
        fact = observe(family, variant.label, text_of(variant))
        found = differences(fact)
        outcomes['different' if found else 'built' if isinstance(fact.outcome, facts.Inventory) else 'refused'] += 1
        if found:
            again = ' '.join(('python -m oracle.fuzz -n 1 --seed', str(seed), *arguments.families))
            say(f'{again}\n{variant.label}\n{fact.text}' + '\n'.join(f'  {line}' for line in found[:10]))
    say(
        f'{arguments.n} configs: {outcomes["built"]} built and {outcomes["refused"]} refused alike, {outcomes["different"]} different'
    )
    sys.exit(bool(outcomes['different']))


if __name__ == '__main__':
    main()
