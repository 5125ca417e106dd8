"""`checkpoint`: what is saved in a checkpoint, and which model it is of."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from google.protobuf.message import Message

from pipeline_config_ls.checkpoints.checkpoint import Unreadable
from pipeline_config_ls.checkpoints.reader import read_checkpoint
from pipeline_config_ls.checkpoints.resolution import Correctable, NotFound, NotSet, Remote, Resolved, resolve
from pipeline_config_ls.checkpoints.summary import describe, summarise
from pipeline_config_ls.cli.environment import search_context
from pipeline_config_ls.cli.output import OK, fail, print_json, print_text
from pipeline_config_ls.cli.remote import fetch
from pipeline_config_ls.files.kinds import is_folder
from pipeline_config_ls.restore.identification import identify_any
from pipeline_config_ls.restore.identify import Identified
from pipeline_config_ls.schema import load_schema


def run(arguments: argparse.Namespace) -> int:
    """Prints the variables of a prefix, or of the latest checkpoint in a folder."""
    as_json = arguments.format == 'json'
    if arguments.remote and (failure := fetch(arguments.prefix)):
        return fail(failure, as_json=as_json)
    match resolve(arguments.prefix, None, search_context()):
        case Resolved(prefix=prefix) | Correctable(prefix=prefix):
            pass
        case Remote(prefix=str(prefix)) if arguments.remote:
            pass
        case NotFound(message, suggestions) | NotSet(_, message, suggestions):
            if is_folder(arguments.prefix):
                message = f'There is no checkpoint in the folder `{arguments.prefix}`.'
            near = ', '.join(f'`{suggestion.text}`' for suggestion in suggestions)
            return fail(f'{message} Near it: {near}.' if near else message, as_json=as_json)
        case resolution:
            return fail(resolution.message, as_json=as_json)
    checkpoint = read_checkpoint(prefix)
    if isinstance(checkpoint, Unreadable):
        return fail(checkpoint.message, as_json=as_json)
    identified = identify_any(checkpoint, _model_class())
    summary = summarise(checkpoint)
    if as_json:
        print_json({**summary, 'identified': to_json(identified) if identified else None})
    else:
        print_text(describe(summary, str(identified) if identified else None))
    return OK


def to_json(identified: Identified) -> dict[str, Any]:
    """The JSON of the command line's contract; `classes` is null where the checkpoint holds no class predictions."""
    return {
        'framework': identified.framework.value,
        'architecture': identified.architecture,
        'extractor': identified.extractor,
        'classes': identified.classes,
        'depth_multiplier': identified.width,
        'averages_only': identified.averages_only,
        'quantized': identified.quantized,
        'likeness': round(identified.similarity, 3),
    }


def _model_class() -> Callable[[], Message]:
    schema = load_schema()
    return schema.message_class(schema.messages['object_detection.protos.DetectionModel'])
