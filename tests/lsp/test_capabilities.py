"""What is announced and what is handled are the same, and every handler takes the parameters of its method."""

from __future__ import annotations

import inspect

import pytest
from lsprotocol import types

from pipeline_config_ls.lsp import handlers
from pipeline_config_ls.lsp.capabilities import COMMANDS, ClientCapabilities, read_capabilities, server_capabilities
from pipeline_config_ls.lsp.commands import READ_REMOTE, RUN, VERIFY

# Which request belongs to what is announced.
ANNOUNCED = {
    'completion_provider': types.TEXT_DOCUMENT_COMPLETION,
    'hover_provider': types.TEXT_DOCUMENT_HOVER,
    'definition_provider': types.TEXT_DOCUMENT_DEFINITION,
    'document_highlight_provider': types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT,
    'document_symbol_provider': types.TEXT_DOCUMENT_DOCUMENT_SYMBOL,
    'code_action_provider': types.TEXT_DOCUMENT_CODE_ACTION,
    'document_link_provider': types.TEXT_DOCUMENT_DOCUMENT_LINK,
    'document_formatting_provider': types.TEXT_DOCUMENT_FORMATTING,
    'document_range_formatting_provider': types.TEXT_DOCUMENT_RANGE_FORMATTING,
    'document_on_type_formatting_provider': types.TEXT_DOCUMENT_ON_TYPE_FORMATTING,
    'references_provider': types.TEXT_DOCUMENT_REFERENCES,
    'rename_provider': types.TEXT_DOCUMENT_RENAME,
    'workspace_symbol_provider': types.WORKSPACE_SYMBOL,
    'folding_range_provider': types.TEXT_DOCUMENT_FOLDING_RANGE,
    'selection_range_provider': types.TEXT_DOCUMENT_SELECTION_RANGE,
    'semantic_tokens_provider': types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL,
    'code_lens_provider': types.TEXT_DOCUMENT_CODE_LENS,
    'execute_command_provider': types.WORKSPACE_EXECUTE_COMMAND,
    'inlay_hint_provider': types.TEXT_DOCUMENT_INLAY_HINT,
    'diagnostic_provider': types.TEXT_DOCUMENT_DIAGNOSTIC,
}
# Those that no capability of its own announces.
IMPLIED = {
    types.COMPLETION_ITEM_RESOLVE,
    types.TEXT_DOCUMENT_PREPARE_RENAME,
    types.WORKSPACE_DIAGNOSTIC,
    types.WORKSPACE_TEXT_DOCUMENT_CONTENT,
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA,
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE,
}


def test_whatever_is_announced_is_handled_and_the_other_way_round():
    capabilities = server_capabilities(ClientCapabilities(pulls_diagnostics=True), 'name')
    providers = {name for name in vars_of(capabilities) if name.endswith('_provider')}
    assert {ANNOUNCED[name] for name in providers} | IMPLIED == set(handlers.HANDLERS) & requests()


def vars_of(value: object) -> list[str]:
    names = [attribute.name for attribute in type(value).__attrs_attrs__]
    return [name for name in names if getattr(value, name) is not None]


def requests() -> set[str]:
    return {method for method, kinds in types.METHOD_TO_TYPES.items() if kinds[1] is not None}


@pytest.mark.parametrize('method', handlers.HANDLERS)
def test_a_handler_takes_the_parameters_of_its_method(method):
    handler = handlers.HANDLERS[method]
    answer = inspect.getclosurevars(handler).nonlocals.get('answer', handler)
    taken = list(inspect.signature(answer).parameters.values())[-1].annotation.removeprefix('types.')
    message = types.METHOD_TO_TYPES[method][0]
    assert taken in str(message.__annotations__['params'])


def test_of_a_client_that_says_nothing_nothing_is_expected():
    assert read_capabilities(types.InitializeParams(types.ClientCapabilities())) == ClientCapabilities()


def test_a_client_that_is_not_told_of_news_is_sent_its_diagnostics():
    texts = types.TextDocumentClientCapabilities(
        diagnostic=types.DiagnosticClientCapabilities(),
        publish_diagnostics=types.PublishDiagnosticsClientCapabilities(),
    )
    params = types.InitializeParams(types.ClientCapabilities(text_document=texts))
    assert not read_capabilities(params).pulls_diagnostics


def test_every_command_that_is_announced_can_be_run():
    assert set(COMMANDS) == {*RUN, READ_REMOTE, VERIFY}
