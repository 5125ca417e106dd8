"""Record what the real pipeline makes of random mutants into tests/facts/mutants.

usage: python -m oracle.mutant_record {tf2,tf1} [-n N] [--bases A,B] [--areas A,B] [--seconds S]

Draws mutants that are not recorded yet until there are N more, or the time is up. Both frameworks need a process of their own.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from typing import Any

from google.protobuf import text_format
from object_detection.protos import model_pb2, pipeline_pb2

from oracle import mutant_facts, mutants
from oracle.mutant_facts import MutantFact

_LONGEST = 60


class TooLong(Exception):
    """A mutant takes longer than is worth waiting for: it is not recorded."""


def record(framework: str, count: int, bases: list[str], areas: tuple[str, ...], seconds: float) -> None:
    """Bring the framework's file up to `count` more mutants."""
    outcome = _runner(framework)
    texts, facts = mutant_facts.read(framework)
    known = {fact.mutant for fact in facts}
    texts |= {name: mutants.base_text(name, model_pb2.DetectionModel()) for name in bases}
    end, seed, before = time.monotonic() + seconds, len(facts), len(facts)
    waiting = [mutants.Mutant(base, edits) for base in bases for edits in mutants.WRITTEN]
    while len(facts) < before + count and time.monotonic() < end:
        seed += 1
        base = bases[seed % len(bases)]
        mutant = waiting.pop() if waiting else mutants.draw_mutant(seed, base, _config(texts[base]), areas)
        # AutoAugment needs image operations of `tensorflow.contrib` that nothing stands in for.
        if mutant in known or (framework == 'tf1' and 'autoaugment' in str(mutant.edits)):
            continue
        known.add(mutant)
        if not mutant.edits and not waiting:
            continue
        start = time.monotonic()
        try:
            fact = MutantFact(mutant, *_in_time(outcome, texts, mutant))
        except TooLong:
            sys.stderr.write(f'too long: {mutant}\n')
            continue
        facts.append(fact)
        sys.stderr.write(f'{len(facts)} {time.monotonic() - start:.1f} s {mutant} -> {fact[1:]}\n')
        if len(facts) % 25 == 0:
            mutant_facts.write(framework, texts, facts)
    mutant_facts.write(framework, texts, facts)


def _config(text: str) -> Any:
    return text_format.Merge(text, pipeline_pb2.TrainEvalPipelineConfig())


def _in_time(outcome: Any, texts: Mapping[str, str], mutant: mutants.Mutant) -> Any:
    config = _config(texts[mutant.base])
    mutants.apply(mutant, config)
    config.train_config.use_bfloat16 = False  # as both trainers set it where they do not train on a TPU

    def stop(*_: object) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(_LONGEST)
    try:
        return outcome(config, mutants.stages_of(mutant.edits))
    finally:
        signal.alarm(0)


def _runner(framework: str) -> Any:
    """The run of a framework, in a folder where its data lie."""
    if framework == 'tf2':
        from oracle.mutant_tf2 import outcome
    else:
        from oracle.mutant_tf1 import outcome
    return outcome


def main() -> None:
    """Record as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('framework', choices=mutant_facts.FRAMEWORKS)
    parser.add_argument('-n', type=int, default=100)
    parser.add_argument('--bases')
    parser.add_argument('--areas', default=','.join(mutants.AREAS))
    parser.add_argument('--seconds', type=float, default=400)
    arguments = parser.parse_args()
    fitting = [name for name, base in mutants.BASES.items() if base.tf2 == (arguments.framework == 'tf2')]
    bases = arguments.bases.split(',') if arguments.bases else fitting
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: TensorFlow is prepared before it is imported, by what runs the mutants.
        subprocess.run([sys.executable, '-m', 'oracle.mutant_data', folder], check=True)
        os.chdir(folder)
        record(arguments.framework, arguments.n, bases, tuple(arguments.areas.split(',')), arguments.seconds)


if __name__ == '__main__':
    main()
