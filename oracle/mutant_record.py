"""Record what the real pipeline makes of random mutants into tests/facts/mutants.

usage: python -m oracle.mutant_record {tf2,tf1} [-n N] [--bases A,B] [--areas A,B] [--sweep SHARE] [--first FILE] [--seconds S]

Draws mutants that are not recorded yet until there are N more, or the time is up; a share of them from the sweep of all fields
(oracle/mutant_sweep.py), those of a file (base and edits, with tabs between) before. Both frameworks need a process of their own.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from itertools import count as count_from
from typing import Any

from google.protobuf import text_format
from object_detection.protos import model_pb2, pipeline_pb2

from oracle import mutant_bases, mutant_facts, mutant_sweep, mutants
from oracle.mutant_facts import MutantFact

_LONGEST = 40  # seconds of the processor

_asked_to_stop: list[bool] = []


class TooLong(BaseException):
    """A mutant takes longer than is worth waiting for: it is not recorded. No exception that a runner could take for the API's."""


def record(
    framework: str,
    count: int,
    bases: list[str],
    areas: tuple[str, ...],
    seconds: float,
    share: float = 0,
    first: Iterable[mutants.Mutant] = (),
) -> None:
    """Bring the framework's file up to `count` more mutants."""
    outcome = _runner(framework)
    texts, facts = mutant_facts.read(framework)
    known = {fact.mutant for fact in facts}
    texts |= {name: mutant_bases.base_text(name, model_pb2.DetectionModel()) for name in bases}
    end, before = time.monotonic() + seconds, len(facts)
    try:
        candidates = _candidates(framework, {base: _config(texts[base]) for base in bases}, areas, share, len(facts))
        for mutant in chain(first, candidates):
            if len(facts) >= before + count or time.monotonic() > end or _asked_to_stop:
                break
            if mutant in known or not _fits(mutant, _config(texts[mutant.base])):
                continue
            known.add(mutant)
            start = time.monotonic()
            try:
                fact = MutantFact(mutant, *_in_time(outcome, texts, mutant))
            except (TooLong, MemoryError):
                sys.stderr.write(f'too long: {mutant}\n')
                continue
            facts.append(fact)
            sys.stderr.write(f'{len(facts)} {time.monotonic() - start:.1f} s {mutant} -> {fact[1:]}\n')
            if len(facts) % 25 == 0:
                mutant_facts.write(framework, texts, facts)
    finally:
        mutant_facts.write(framework, texts, facts)


def _candidates(
    framework: str, configs: Mapping[str, Any], areas: tuple[str, ...], share: float, seed: int
) -> Iterator[mutants.Mutant]:
    """Without end: first the bases as they are, then what is swept and what is drawn, mixed."""
    yield from (mutants.Mutant(base, ()) for base in configs)
    swept = mutant_sweep.sweep(configs)
    shares = [base for base in configs for _ in range(mutant_bases.BASES[base].share)]
    for number in count_from(seed):
        base = shares[number % len(shares)]
        drawn = mutants.draw_mutant(number, base, configs[base], areas)
        mutant = swept.pop() if swept and number % 100 < share * 100 else drawn
        # AutoAugment needs image operations of `tensorflow.contrib` that nothing stands in for.
        if mutant.edits and not (framework == 'tf1' and 'autoaugment' in str(mutant.edits)):
            yield mutant


def _fits(mutant: mutants.Mutant, config: Any) -> bool:
    """Whether each edit finds its place: the one before may have taken it away."""
    try:
        mutants.apply(mutant, config)
    except IndexError:
        return False
    return True


def _config(text: str) -> Any:
    return text_format.Merge(text, pipeline_pb2.TrainEvalPipelineConfig())


def _in_time(outcome: Any, texts: Mapping[str, str], mutant: mutants.Mutant) -> Any:
    config = _config(texts[mutant.base])
    mutants.apply(mutant, config)
    config.train_config.use_bfloat16 = False  # as both trainers set it where they do not train on a TPU

    def stop(*_: object) -> None:
        raise TooLong

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, _LONGEST)
    try:
        found = outcome(config, mutants.stages_of(mutant.edits))
        if found[1] in ('MemoryError', 'ResourceExhaustedError'):
            raise MemoryError  # that is a matter of the machine
        return found
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


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
    parser.add_argument('--sweep', type=float, default=0)
    parser.add_argument('--first', type=argparse.FileType())
    parser.add_argument('--seconds', type=float, default=400)
    arguments = parser.parse_args()
    fitting = [name for name, base in mutant_bases.BASES.items() if base.tf2 == (arguments.framework == 'tf2')]
    bases = arguments.bases.split(',') if arguments.bases else fitting
    rows = [line.rstrip('\n').split('\t') for line in arguments.first or ()]
    first = [mutants.Mutant(base, tuple(edits)) for base, *edits in rows]
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: TensorFlow is prepared before it is imported, by what runs the mutants.
        subprocess.run([sys.executable, '-m', 'oracle.mutant_data', folder], check=True)
        os.chdir(folder)
        # What runs is not interrupted: TensorFlow would take that for an error of its own.
        signal.signal(signal.SIGTERM, lambda *_: _asked_to_stop.append(True))
        record(
            arguments.framework,
            arguments.n,
            bases,
            tuple(arguments.areas.split(',')),
            arguments.seconds,
            arguments.sweep,
            first,
        )


if __name__ == '__main__':
    main()
