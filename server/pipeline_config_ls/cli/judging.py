"""Judging files one by one, or several at a time in processes of their own; and fixing them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import NamedTuple

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import config_problems, text_problems
from pipeline_config_ls.checks.check import Problem
from pipeline_config_ls.checks.fixing import safe_edits
from pipeline_config_ls.checks.policy import Policy, policy_of
from pipeline_config_ls.cli.environment import project_context, schema_of, settings_of
from pipeline_config_ls.cli.files import Source
from pipeline_config_ls.document import Document, open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.schema import LABEL_MAP, PIPELINE, Schema, load_schema, root_for
from pipeline_config_ls.schema.fork import ForkFault
from pipeline_config_ls.settings import Settings
from pipeline_config_ls.textproto import LineIndex, index_lines

# A fix can make room for another; more rounds than this would be a fix that undoes another.
MOST_ROUNDS = 8


@dataclass(frozen=True)
class Judged:
    """A text and its problems, in the order of the file."""

    source: Source
    problems: tuple[Problem, ...]

    @cached_property
    def lines(self) -> LineIndex:
        """The lines of the text."""
        return index_lines(self.source.text)


class Request(NamedTuple):
    """How files are to be judged: what a process needs to know, and can be told.

    `checked` are all files that are judged, `label_maps` those that one of them names as its label map.
    """

    settings: Settings
    policy: Policy
    text_only: bool = False
    reads_checkpoints: bool = True
    checked: frozenset[str] = frozenset()
    label_maps: frozenset[str] = frozenset()


def request_of(arguments: argparse.Namespace) -> Request:
    """The request that the flags of `check` make."""
    settings = settings_of(arguments)
    policy = policy_of(dict(settings.severities), _codes(arguments.ignore), _codes(arguments.select))
    return Request(settings, policy, arguments.text_only, not arguments.no_checkpoint)


def among(request: Request, sources: Sequence[Source]) -> Request:
    """The request for these files together: a file that a config names as its label map is one, whatever its name."""
    schema = _schema(request.settings)
    unknown = [source for source in sources if root_for(source.path, source.text) is None]
    named: set[str] = set()
    if unknown:
        project = _project(request, str(Path.cwd()))
        for source in sources:
            if root_for(source.path, source.text) == PIPELINE:
                analysis = ConfigAnalysis(open_document(source.text, source.path, schema), project)
                named.update(file for reader in analysis.readers for file in reader.label_map_file.files)
    return request._replace(checked=frozenset(source.path for source in sources), label_maps=frozenset(named))


def _codes(given: Sequence[str]) -> list[str]:
    """Codes that were given one by one, or several with commas."""
    return [code.strip() for one in given for code in one.split(',') if code.strip()]


def judge_all(sources: Sequence[Source], request: Request, jobs: int = 1) -> Iterator[Judged]:
    """Judges files, in their order; in so many processes."""
    judge_one = partial(judge, request=request)
    if jobs <= 1 or len(sources) < 2:
        yield from map(judge_one, sources)
        return
    with ProcessPoolExecutor(min(jobs, len(sources))) as pool:
        yield from pool.map(judge_one, sources, chunksize=max(1, len(sources) // (4 * jobs)))


def judge(source: Source, request: Request) -> Judged:
    """Every problem of a file that the request asks for."""
    return Judged(source, _problems(source, request))


def fix(source: Source, request: Request) -> Source:
    """The file after every safe fix; itself where there is none, or where the result would read worse than before."""
    fixed = source
    for _ in range(MOST_ROUNDS):
        edits = list(safe_edits(_problems(fixed, request)))
        if not edits:
            break
        fixed = fixed._replace(text=apply(fixed.text, edits))
    before, after = (len(_open(one, request).faults) for one in (source, fixed))
    return fixed if after <= before else source


def _problems(source: Source, request: Request) -> tuple[Problem, ...]:
    document = _open(source, request)
    problems = text_problems(document, request.policy)
    if not request.text_only:
        project = _project(request, str(Path.cwd()))
        problems += config_problems(ConfigAnalysis(document, project), request.policy)
    return tuple(sorted(problems, key=lambda problem: problem.span))


def _open(source: Source, request: Request) -> Document:
    named_as = LABEL_MAP if source.path in request.label_maps else None
    root = root_for(source.path, source.text, named_as=named_as)
    return open_document(source.text, source.path, _schema(request.settings), root=root)


def _project(request: Request, folder: str) -> ProjectContext:
    """One context for all files that a process judges from one `folder`, so that what they share is read once."""
    return _shared_project(request.settings, request.reads_checkpoints, request.checked, folder)


@cache
def _shared_project(
    settings: Settings, reads_checkpoints: bool, checked: frozenset[str], folder: str
) -> ProjectContext:
    return replace(project_context(settings, reads_checkpoints=reads_checkpoints), checked=checked)


@cache
def _schema(settings: Settings) -> Schema:
    """The schema of a process. A fork that cannot be read was told before anything was judged."""
    found = schema_of(settings)
    return load_schema() if isinstance(found, ForkFault) else found
