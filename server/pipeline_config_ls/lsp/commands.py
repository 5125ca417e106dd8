"""What a client may ask for beyond the protocol, as commands: the restore report, the comparison of configs, the state of a file, and
what TensorFlow itself does with it (`verification`).

Every command takes the URI of an open config first. VS Code's extension asks for them; any other editor can, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lsprotocol import types

from pipeline_config_ls import __version__
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.features.comparison import compare
from pipeline_config_ls.features.set_up import Proposal, propose, use_checkpoint
from pipeline_config_ls.features.set_up_checkpoint import candidates
from pipeline_config_ls.lsp.capabilities import COMMANDS, READ_REMOTE, VERIFY
from pipeline_config_ls.lsp.documents import File
from pipeline_config_ls.lsp.errors import RequestFailed
from pipeline_config_ls.lsp.remote import read_remote
from pipeline_config_ls.lsp.session import Session
from pipeline_config_ls.report.json_form import to_json
from pipeline_config_ls.report.page import Links, to_html
from pipeline_config_ls.report.report import make_report
from pipeline_config_ls.report.short import short
from pipeline_config_ls.report.text import FRAMEWORKS, to_text
from pipeline_config_ls.textproto import Edit

# Invalid parameters, in the words of JSON-RPC.
UNKNOWN_COMMAND = -32602

Run = Callable[[Session, File, ConfigAnalysis, tuple[Any, ...]], Any]


def restore_report(session: Session, file: File, analysis: ConfigAnalysis, arguments: tuple[Any, ...]) -> Any:
    """The report as a page, as text and as JSON, and the version of the text that it is about."""
    report = make_report(analysis)

    def range_of(path: str) -> Any:
        place = analysis.document.where(path)
        return None if place.field is None else as_json(file.positions.range(place.value_span))

    def edit(change: Edit) -> Any:
        written = file.positions.text_edit(change)
        return {'range': as_json(written.range), 'newText': written.new_text}

    return {
        'html': to_html(report, Links(range_of, edit, session.capabilities.client_commands), session.verified(file)),
        'text': to_text(report, verbose=True),
        'json': to_json(report, variables=True),
        'version': file.version,
    }


def compare_config(session: Session, file: File, analysis: ConfigAnalysis, arguments: tuple[Any, ...]) -> Any:
    """The config and its checkpoint's own, both formatted; a sentence where there is none to compare with."""
    found = compare(analysis)
    if isinstance(found, str):
        return found
    return {
        'title': found.title,
        'theirs': found.theirs,
        'ours': found.ours,
        'theirMatters': list(found.their_lines),
        'ourMatters': list(found.our_lines),
    }


def status(session: Session, file: File, analysis: ConfigAnalysis, arguments: tuple[Any, ...]) -> Any:
    """What a status bar says of a config."""
    report = make_report(analysis, details=False)
    return {
        'version': __version__,
        'schema': f'schema: {session.settings.schema}' if session.settings.schema else 'the API’s own schema',
        'framework': FRAMEWORKS[report.framework.value],
        'frameworkReason': report.framework_reason.replace('`', ''),
        'verdict': short(report),
        'detail': _folder(report.checkpoint) or 'no checkpoint',
        'tone': 'error' if report.first or report.sign == '✗' else 'warning' if report.sign == '⚠' else 'ok',
    }


def _folder(prefix: str) -> str:
    """What a checkpoint is known by: the folder of its archive or its run."""
    parts = [part for part in prefix.split('/') if part]
    named = [part for part in parts[:-1] if part != 'checkpoint']
    return named[-1] if named else prefix


def set_up_checkpoints(session: Session, file: File, analysis: ConfigAnalysis, arguments: tuple[Any, ...]) -> Any:
    """The checkpoints that a set-up for fine-tuning can start from."""
    return [{**candidate._asdict(), 'kind': candidate.kind.value} for candidate in candidates(analysis)]


def set_up(session: Session, file: File, analysis: ConfigAnalysis, arguments: tuple[Any, ...]) -> Any:
    """What a set-up would change to start from a checkpoint, the prefix in the arguments, and what it leaves to the person."""
    return _proposed(file, propose(analysis, str(arguments[0]) if arguments else ''))


def use(session: Session, file: File, analysis: ConfigAnalysis, arguments: tuple[Any, ...]) -> Any:
    """The same for the checkpoint alone."""
    return _proposed(file, use_checkpoint(analysis, str(arguments[0]) if arguments else ''))


def _proposed(file: File, proposal: Proposal) -> Any:
    changes = []
    for change in proposal.changes:
        written = file.positions.text_edit(change.edit)
        changes.append(
            {
                'label': change.label,
                'description': change.description,
                'range': as_json(written.range),
                'newText': written.new_text,
            }
        )
    return {'changes': changes, 'remaining': list(proposal.remaining), 'page': proposal.page}


RUN: Mapping[str, Run] = {
    'pipeline-config-ls.restoreReport': restore_report,
    'pipeline-config-ls.compareConfig': compare_config,
    'pipeline-config-ls.status': status,
    'pipeline-config-ls.setUp.checkpoints': set_up_checkpoints,
    'pipeline-config-ls.setUp': set_up,
    'pipeline-config-ls.useCheckpoint': use,
}


async def execute_command(session: Session, params: types.ExecuteCommandParams) -> Any:
    """The answer of a command; None for a file that is not open, or is no config that TensorFlow could read."""
    if params.command not in COMMANDS:
        raise RequestFailed(f'There is no command {params.command}.', UNKNOWN_COMMAND)
    uri, *arguments = params.arguments or ('',)
    file = session.file(str(uri))
    if params.command == READ_REMOTE and file is not None:
        return await read_remote(session, file)
    if params.command == VERIFY and file is not None:
        options = arguments[0] if arguments and isinstance(arguments[0], dict) else {}
        return await session.verifications.verify(file, options)
    analysis = file.readable if file else None
    if file is None or analysis is None:
        return None
    return await session.in_worker(RUN[params.command], session, file, analysis, tuple(arguments))


def as_json(found: types.Range) -> Any:
    """A range as the protocol writes it."""
    start, end = found.start, found.end
    return {
        'start': {'line': start.line, 'character': start.character},
        'end': {'line': end.line, 'character': end.character},
    }
