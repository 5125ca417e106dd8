"""The recorded facts: what the real API built, restored or refused. Needs no TensorFlow.

`tests/facts/<family>.jsonl.xz` has one JSON object a line, one for each variant (oracle/variants.py):

    {"label", "text",                     the variant and its `model` block as text format
     "variables": {key: [shape, dtype]},  keys as in a checkpoint of the model, without the usual suffix
     "graph": [node, ...],                node 0 is tf.train.Checkpoint(model=...); a node is a list
                                          [edge, node number, edge, node number, ...] or, for a variable,
                                          its place in "variables"
     "roots": {type: {path: node}},       what model.restore_from_objects(type) restores, or what it raises
     "untracked": {type: {path: [shape, dtype]}}}   variables it restores that the model does not track
    {"label", "text", "refusal": {"stage", "error", "message"}}

`tests/facts/restores.jsonl.xz` has one JSON list a line, one for each row of oracle/restore_matrix.py: a `Restore`.
`tests/facts/checkpoints` has the checkpoints that they restore, without their weights (`unpack`).

`make record` writes them; the tests compare the planner with every one.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parents[1] / 'tests' / 'facts'
CHECKPOINTS = FOLDER / 'checkpoints'
RESTORES = FOLDER / 'restores.jsonl.xz'
TRAININGS = FOLDER / 'trainings.jsonl.xz'
RESTORED = 'restored'
VARIABLE_SUFFIX = '/.ATTRIBUTES/VARIABLE_VALUE'


class Variable(NamedTuple):
    """Shape and dtype name, as the checkpoint index says them."""

    shape: tuple[int, ...]
    dtype: str


class Node(NamedTuple):
    """One trackable object: its children by edge name in order, and the variable's key if it is one."""

    children: tuple[tuple[str, int], ...]
    variable: str | None


class Inventory(NamedTuple):
    """What a real model tracks. Only nodes that reach a variable are in the graph.

    `untracked` are variables that a type restores though the model does not track them, by their path in the
    checkpoint: the backbone of a Faster R-CNN of one stage has a last block that only a second stage would use.
    """

    variables: Mapping[str, Variable]
    graph: tuple[Node, ...]
    roots: Mapping[str, Mapping[str, int] | str]
    untracked: Mapping[str, Mapping[str, Variable]]

    def keys_under(self, node: int) -> frozenset[str]:
        """The keys of all variables that can be reached from a node."""
        seen: set[int] = set()
        waiting = [node]
        while waiting:
            number = waiting.pop()
            if number not in seen:
                seen.add(number)
                waiting.extend(child for _, child in self.graph[number].children)
        return frozenset(key for number in seen if (key := self.graph[number].variable) is not None)


class BuildError(NamedTuple):
    """The API raised at a stage: 'builder' or 'forward' (the first pass through the model)."""

    stage: str
    error: str
    message: str


class Fact(NamedTuple):
    """One variant: its label, the text of its `model` block, and what became of it."""

    family: str
    label: str
    text: str
    outcome: Inventory | BuildError


class Restore(NamedTuple):
    """A checkpoint restored into the model of a variant (family, label) by a type.

    `outcome` is 'restored' or the class of the exception; `message` is what it said, up to where TensorFlow shows
    some of the objects that it did not bind.
    """

    checkpoint: str
    family: str
    label: str
    type: str
    version: str
    outcome: str
    message: str


class TrainingStart(NamedTuple):
    """A run of the training loop up to its first step: a row of oracle/training_rows.py and what became of it."""

    label: str
    checkpoint: str
    settings: str
    model_dir: str
    edits: tuple[str, ...]
    outcome: str
    message: str


def families(folder: Path = FOLDER) -> list[str]:
    """The families that have recorded facts."""
    others = (RESTORES.name, TRAININGS.name)
    return sorted(path.name.removesuffix('.jsonl.xz') for path in folder.glob('*.jsonl.xz') if path.name not in others)


def read(family: str, folder: Path = FOLDER) -> Iterator[Fact]:
    """All facts of a family, in recorded order; none where it was never recorded."""
    for row in read_rows(folder / f'{family}.jsonl.xz'):
        yield Fact(family, row['label'], row['text'], _decode(row))


def read_all(folder: Path = FOLDER) -> Iterator[Fact]:
    """All facts of all families."""
    for family in families(folder):
        yield from read(family, folder)


def write(family: str, facts: Iterable[Fact], folder: Path = FOLDER) -> None:
    """Replace a family's file. The same facts give the same bytes."""
    write_rows(folder / f'{family}.jsonl.xz', (_encode(fact) for fact in facts))


def read_restores() -> Iterator[Restore]:
    """All recorded restores."""
    return (Restore(*row) for row in read_rows(RESTORES))


def write_restores(restores: Iterable[Restore]) -> None:
    """Replace the recorded restores."""
    write_rows(RESTORES, restores)


def read_trainings() -> Iterator[TrainingStart]:
    """All recorded starts of the training loop."""
    for label, checkpoint, settings, model_dir, edits, outcome, message in read_rows(TRAININGS):
        yield TrainingStart(label, checkpoint, settings, model_dir, tuple(edits), outcome, message)


def write_trainings(trainings: Iterable[TrainingStart]) -> None:
    """Replace the recorded starts of the training loop."""
    write_rows(TRAININGS, trainings)


def put(name: str, folder: Path) -> None:
    """Lay a recorded checkpoint in a folder, whole or without its weights, as it is kept."""
    whole = list(CHECKPOINTS.glob(f'{name}*.whole.xz'))
    for file in whole:
        (folder / file.name.removesuffix('.whole.xz')).write_bytes(lzma.decompress(file.read_bytes()))
    if not whole:
        unpack(name, folder)


def unpack(checkpoint: str, folder: Path) -> str:
    """Lay a recorded checkpoint in a folder and return its prefix.

    The index is the real one. The shard has its real length and the real object graph in its place; where the weights
    were there is nothing, so that TensorFlow would find their checksums wrong.
    """
    prefix = folder / f'{checkpoint}-1'
    (folder / f'{prefix.name}.index').write_bytes(
        lzma.decompress((CHECKPOINTS / f'{checkpoint}.index.xz').read_bytes())
    )
    (tail,) = CHECKPOINTS.glob(f'{checkpoint}.tail-at-*.xz')
    with (folder / f'{prefix.name}.data-00000-of-00001').open('wb') as shard:
        shard.seek(int(tail.name.removesuffix('.xz').rsplit('-', 1)[1]))
        shard.write(lzma.decompress(tail.read_bytes()))
    return str(prefix)


def read_rows(path: Path) -> Iterator[Any]:
    """The JSON values of a compressed file of lines; none where there is no file."""
    if path.exists():
        with lzma.open(path, 'rt', encoding='utf-8') as lines:
            yield from map(json.loads, lines)


def write_rows(path: Path, rows: Iterable[Any]) -> None:
    """Write JSON values as a compressed file of lines, whole or not at all."""
    text = ''.join(json.dumps(row, ensure_ascii=False, separators=(',', ':')) + '\n' for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix('.draft')
    draft.write_bytes(lzma.compress(text.encode(), preset=6))
    draft.replace(path)


def _encode(fact: Fact) -> dict[str, Any]:
    head = {'label': fact.label, 'text': fact.text}
    if isinstance(fact.outcome, BuildError):
        return {**head, 'refusal': fact.outcome._asdict()}
    place = {key: number for number, key in enumerate(fact.outcome.variables)}
    return {
        **head,
        'variables': fact.outcome.variables,
        'graph': [
            [item for child in node.children for item in child] if node.variable is None else place[node.variable]
            for node in fact.outcome.graph
        ],
        'roots': fact.outcome.roots,
        **({'untracked': fact.outcome.untracked} if fact.outcome.untracked else {}),
    }


def _decode(row: Mapping[str, Any]) -> Inventory | BuildError:
    if 'refusal' in row:
        return BuildError(**row['refusal'])
    variables = _variables(row['variables'])
    keys = list(variables)
    graph = tuple(
        Node((), keys[node]) if isinstance(node, int) else Node(tuple(zip(node[::2], node[1::2], strict=True)), None)
        for node in row['graph']
    )
    untracked = {restore_type: _variables(found) for restore_type, found in row.get('untracked', {}).items()}
    return Inventory(variables, graph, row['roots'], untracked)


def _variables(row: Mapping[str, Any]) -> dict[str, Variable]:
    return {key: Variable(tuple(shape), dtype) for key, (shape, dtype) in row.items()}
