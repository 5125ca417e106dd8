"""Settings as flags of the command line."""

from __future__ import annotations

import argparse

from pipeline_config_ls.settings import Kind, Setting, declared


def add_settings(parser: argparse._ActionsContainer, *names: str) -> None:
    """Adds the flags of some settings, by their names in `Settings`; of all that have one where none is named."""
    for name, setting in declared().items():
        if setting.flag and (name in names or not names):
            _add(parser, name, setting)


def _add(parser: argparse._ActionsContainer, name: str, setting: Setting) -> None:
    text = setting.help or setting.description.replace('`', '')
    match setting.kind:
        case Kind.SWITCH:
            parser.add_argument(setting.flag or '', dest=name, action='store_true', default=None, help=text)
        case Kind.TEXTS | Kind.LEVELS:
            parser.add_argument(
                setting.flag or '', dest=name, metavar=setting.metavar, action='append', default=[], help=text
            )
        case _:
            parser.add_argument(
                setting.flag or '', dest=name, metavar=setting.metavar, choices=setting.choices or None, help=text
            )
