"""What a command knows of its surroundings: the folder that it was started in, the environment, and its flags."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from pipeline_config_ls.analysis.learnt import Learnt, load_schema_with
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.files.interpreter import interpreter
from pipeline_config_ls.files.kinds import with_home
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.files.store import mirror_folder
from pipeline_config_ls.schema import Schema
from pipeline_config_ls.schema.fork import ForkFault
from pipeline_config_ls.settings import Kind, Settings, declared


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings that the flags of a command give; paths are made absolute."""
    given: dict[str, Any] = {}
    for name, setting in declared().items():
        value = getattr(arguments, name, None)
        if value is None:
            continue
        match setting.kind:
            case Kind.TEXTS:
                given[name] = tuple(map(absolute, value))
            case Kind.LEVELS:
                given[name] = tuple(_pair(one, setting.choices) for one in value)
            case Kind.TEXT:
                given[name] = absolute(value)
            case _:
                given[name] = value
    return Settings(**given)


def _pair(text: str, levels: tuple[str, ...]) -> tuple[str, str]:
    """`CODE=LEVEL`. Exits with a message where it is none: argparse has read it as any text."""
    code, _, level = text.partition('=')
    if level not in levels:
        raise SystemExit(f'pipeline-config-ls: --severity {text}: write CODE=LEVEL with one of {", ".join(levels)}.')
    return code, level


def absolute(path: str) -> str:
    """A path below the folder in which the command was started; `~` is the person's home."""
    return os.path.abspath(with_home(path))  # noqa: PTH100, `..` is to be folded


def search_context(settings: Settings = Settings()) -> SearchContext:  # noqa: B008, a frozen value
    """Relative paths are meant from where the command was started, as with the training script."""
    return SearchContext(
        working_directory=str(Path.cwd()),
        roots=settings.search_roots,
        home=with_home('~'),
        environment=tuple(os.environ.items()),
        mirrors=str(mirror_folder()),
    )


def project_context(settings: Settings, *, reads_checkpoints: bool = True) -> ProjectContext:
    """What the configs of a command stand in."""
    return ProjectContext(
        search_context(settings),
        settings.model_dir,
        framework=settings.framework,
        trainer=settings.trainer,
        reads_checkpoints=reads_checkpoints,
        learnt=learnt_of(settings),
    )


def learnt_of(settings: Settings) -> Learnt:
    """What is known of the installation that the person trains with."""
    return Learnt(interpreter(settings.interpreter, os.environ))


def schema_of(settings: Settings) -> Schema | ForkFault:
    """Our schema, or that of the fork which the settings name, or which was learnt from an installation."""
    return load_schema_with(settings.schema, learnt_of(settings))
