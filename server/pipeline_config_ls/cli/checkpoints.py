"""`checkpoints`: every checkpoint at hand and whether it fits a config, and the archives of the model zoos that would."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline_config_ls.analysis.advice import Fit, checkpoints_at_hand, zoo_archives
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.checkpoints.zoo import Archive
from pipeline_config_ls.cli.config import read_config
from pipeline_config_ls.cli.output import OK, fail, print_json, print_text


def run(arguments: argparse.Namespace) -> int:
    """Prints the checkpoints, the best fit first, then the archives."""
    as_json = arguments.format == 'json'
    analysis = read_config(arguments.config, arguments)
    if isinstance(analysis, str):
        return fail(analysis, as_json=as_json)
    if isinstance(analysis.plan, CannotBuild):
        return fail(f'model.{analysis.plan.field}: {analysis.plan.reason}', as_json=as_json)
    fits, archives = checkpoints_at_hand(analysis), zoo_archives(analysis)
    if as_json:
        print_json(
            {'checkpoints': [_fit_to_json(fit) for fit in fits], 'zoo': [_archive_to_json(one) for one in archives]}
        )
    else:
        print_text('\n'.join([*_checkpoints(fits), '', *_zoo(archives)]))
    return OK


def _fit_to_json(fit: Fit) -> dict[str, Any]:
    return {
        'prefix': fit.prefix,
        'identified': fit.what or None,
        'step': fit.step,
        'restores': fit.whole,
        'type': fit.type,
        'restored': fit.restored,
        'variables': fit.total,
        'share': round(fit.share, 3),
    }


def _archive_to_json(archive: Archive) -> dict[str, Any]:
    return {
        'name': archive.name,
        'type': archive.kind,
        'input': archive.input or None,
        'accuracy': archive.accuracy or None,
        'speed': archive.speed or None,
        'outputs': archive.outputs or None,
        'classes': archive.classes,
        'prefix': archive.prefix,
    }


def _checkpoints(fits: list[Fit]) -> list[str]:
    if not fits:
        return ['No checkpoint lies in the folders that are searched; --search-root names further ones.']
    rows = [
        (_told(fit.prefix), fit.what or 'unknown', '' if fit.step is None else f'step {fit.step:,}', _verdict(fit))
        for fit in fits
    ]
    return _columns(rows)


def _verdict(fit: Fit) -> str:
    share = f'{fit.restored} of {fit.total} variables'
    if not fit.whole:
        return f'does not restore ({share} as `{fit.type}`)'
    return f'restores {fit.restored} variables as `{fit.type}`{"" if fit.as_is else ", with that type"}'


def _zoo(archives: list[Archive]) -> list[str]:
    if not archives:
        return ['No archive of the model zoos is of this network.']
    rows = [(one.name, one.kind, one.accuracy, one.speed, one.outputs) for one in archives]
    return ['Of the model zoos, these are of this network:', *_columns(rows)]


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ['  '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _told(prefix: str) -> str:
    """A prefix as it is written from here, where that is shorter."""
    relative = os.path.relpath(prefix, Path.cwd())
    return prefix if relative.startswith('..') else Path(relative).as_posix()
