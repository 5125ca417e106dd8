"""Commands that the server offers, and those that a client may have: VS Code's extension says which in `initialize`.

A lens or a link names a client's command only if the client has it, so that no editor shows what it cannot do.
"""

from __future__ import annotations

from lsprotocol import types

SHOW_REPORT = 'pipelineConfig.showReport'
COMPARE = 'pipelineConfig.compareConfig'
SET_UP = 'pipelineConfig.setUpForFineTuning'
VERIFY = 'pipelineConfig.verify'
CHOOSE = 'pipelineConfig.chooseCheckpoint'
READ_REMOTE = 'pipelineConfig.readRemote'


def command(title: str, name: str, client_commands: frozenset[str], *arguments: object) -> types.Command:
    """A client's command; without it the title alone, which does nothing."""
    if name not in client_commands:
        return types.Command(title, '')
    return types.Command(title, name, arguments=list(arguments))
