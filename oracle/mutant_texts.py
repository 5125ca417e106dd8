"""Random slips of the pen in the text of a base, and whether `text_format.Merge` still reads it. Needs the API's protos, not TensorFlow.

usage: python -m oracle.mutant_texts [-n N]

Records into tests/facts/mutants/text.jsonl.xz, as oracle/mutant_record.py does for messages. A mutant's edit is `line 12: ...`: what stands in
place of that line. Only such mutants are kept as Merge refuses, or as mean the same as before: what another meaning leads to is the affair of the
others.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable

from google.protobuf import text_format
from object_detection.protos import model_pb2, pipeline_pb2

from oracle import mutant_bases, mutant_facts, mutants
from oracle.mutant_facts import MutantFact
from oracle.mutants import Mutant

BASES = ('ssd', 'faster_rcnn', 'center_net_keypoints', 'slim_ssd')


def _typo(line: str, draw: random.Random) -> str:
    places = [place.start() for place in re.finditer(r'[a-z](?=[a-z_]*\s*[:{])', line)]
    at = draw.choice(places or [0])
    return line[:at] + draw.choice((line[at] * 2, '', 'x')) + line[at + 1 :]


def _value(line: str, draw: random.Random) -> str:
    wrong = draw.choice(('"x"', 'yes', '1.5', '-1', 'TRUE', '$value', 'relu', '[1, 2]', '{ }', 'a/b', ''))
    return re.sub(r':\s*.*', f': {wrong}', line) if ':' in line else line.replace('{', ': 1 {', 1)


SLIPS: tuple[Callable[[str, random.Random], str], ...] = (
    lambda line, draw: '',
    lambda line, draw: f'{line}\n{line}',
    lambda line, draw: f'{line}\n}}',
    lambda line, draw: f'{line}\nlearning rate to be decided',
    lambda line, draw: f'{line}  // as before',
    lambda line, draw: f'{line}\n  num_readers: 4',
    lambda line, draw: line.replace(':', ' =', 1),
    lambda line, draw: line.replace(':', '', 1),
    lambda line, draw: line.replace('"', ''),
    lambda line, draw: line.replace('"', '', 1),
    lambda line, draw: line.replace('{', '', 1),
    lambda line, draw: f'# {line}',
    _typo,
    _typo,
    _value,
    _value,
    _value,
)


def draw_text(seed: int, base: str, text: str) -> Mutant:
    """The mutant of a seed."""
    draw = random.Random(f'{base} text {seed}')
    lines = text.split('\n')
    number = draw.choice([number for number, line in enumerate(lines) if line.strip()])
    return Mutant(base, (f'line {number}: {draw.choice(SLIPS)(lines[number], draw)}',))


def main() -> None:
    """Record as many as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('-n', type=int, default=1000)
    count = parser.parse_args().n
    texts = {name: mutant_bases.base_text(name, model_pb2.DetectionModel()) for name in BASES}
    facts: dict[Mutant, MutantFact] = {}
    seed = 0
    while len(facts) < count:
        seed += 1
        base = BASES[seed % len(BASES)]
        mutant = draw_text(seed, base, texts[base])
        text = mutants.edited_text(texts[base], mutant)
        if text == texts[base]:
            continue
        try:
            meant = text_format.Merge(text, pipeline_pb2.TrainEvalPipelineConfig())
        except text_format.ParseError as error:
            facts[mutant] = MutantFact(mutant, 'merge', 'ParseError', str(error)[:160])
        else:
            if meant == text_format.Merge(texts[base], pipeline_pb2.TrainEvalPipelineConfig()):
                facts[mutant] = MutantFact(mutant)
    mutant_facts.write('text', texts, facts.values())


if __name__ == '__main__':
    main()
