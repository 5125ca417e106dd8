"""The command line.

All its arguments are here, as one page to read; what a command does is in the module of its name, which is
imported only when it runs: `format` waits for no protobuf, `checkpoint` for no pygls.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from pipeline_config_ls import __version__
from pipeline_config_ls.cli.flags import add_settings
from pipeline_config_ls.cli.output import COULD_NOT_RUN, complain, prepare_streams
from pipeline_config_ls.collector import look_rarely

if TYPE_CHECKING:
    # The shape that `add_subparsers` gives, which argparse has no public name for.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

DISTRIBUTION = 'pipeline-config-ls'
INTERRUPTED = 130  # as shells have it for Ctrl-C
STATUS = 'Exit status: 0 where all is well, 1 where something is wrong with a config, 2 where something could not be looked at.'
CHANGES = 'Exit status: 0; with --check or --diff 1 where a file would change; 2 where a file could not be formatted.'
# The settings of every command that looks at a config in its project.
PROJECT = ('model_dir', 'search_roots', 'schema', 'framework', 'trainer', 'interpreter')


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command (`sys.argv` where none is given) and returns its exit status. No command at all is `serve`."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or (words[0].startswith('-') and words[0] not in {'-h', '--help', '--version'}):
        words = ['serve', *words]
    prepare_streams()
    try:
        try:
            return _run(words)
        finally:
            sys.stdout.flush()
    except OSError as error:
        # What is still buffered would raise once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # whoever read has seen enough
            complain(f'{error.filename or "output"}: {error.strerror}')
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(words: Sequence[str]) -> int:
    look_rarely()
    parsed = make_parser().parse_args(words)
    command = import_module(f'pipeline_config_ls.cli.{parsed.command}')
    status: int = command.run(parsed)
    return status


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog=DISTRIBUTION,
        description='Knows pipeline.config files of the TensorFlow Object Detection API, and whether their checkpoints restore.',
        epilog=f'`{DISTRIBUTION} COMMAND --help` tells more of a command. {STATUS}',
        formatter_class=_Help,
    )
    parser.add_argument('--version', action='version', version=f'{DISTRIBUTION} {__version__}')
    commands = parser.add_subparsers(dest='command', metavar='COMMAND', title='commands', required=True)
    # What people ask first comes first.
    _add_check(commands)
    _add_restore(commands)
    _add_checkpoints(commands)
    _add_checkpoint(commands)
    _add_dataset(commands)
    _add_variables(commands)
    _add_verify(commands)
    _add_format_command(commands)
    _add_explain(commands)
    _add_serve(commands)
    _add_completion(commands)
    return parser


class _Help(argparse.HelpFormatter):
    """Help with room for the names of options."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)


def _add_command(
    commands: Commands, name: str, summary: str, more: str = '', status: str = ''
) -> argparse.ArgumentParser:
    """A command: what is said of it in the list of all, and in its own help."""
    description = f'{summary[0].upper()}{summary[1:]}. {more}'.rstrip()
    return commands.add_parser(
        name, help=summary, description=description, epilog=status or None, formatter_class=_Help
    )


def _add_check(commands: Commands) -> None:
    parser = _add_command(
        commands,
        'check',
        'what is wrong with configs and label maps',
        'Plans the models, and reads the checkpoints, label maps and records that the configs name; runs no TensorFlow.',
        STATUS,
    )
    parser.add_argument(
        '--format',
        choices=('text', 'json', 'sarif', 'github'),
        help='default: text, or github in a GitHub workflow',
    )
    output = parser.add_argument_group('what is told')
    output.add_argument(
        '--select', metavar='CODE', action='append', default=[], help='only these codes, with commas between them'
    )
    output.add_argument('--ignore', metavar='CODE', action='append', default=[], help='all codes but these')
    add_settings(output, 'severities')
    output.add_argument(
        '--baseline', metavar='FILE', help='only what is not in this file, which --write-baseline wrote'
    )
    output.add_argument('--write-baseline', metavar='FILE', help='write all problems to a file, and tell none')
    output.add_argument('--statistics', action='store_true', help='how many problems of each code')
    output.add_argument('--exit-zero', action='store_true', help='exit with 0 even where there are errors')
    work = parser.add_argument_group('what is looked at')
    work.add_argument('--no-checkpoint', action='store_true', help='read no checkpoint')
    work.add_argument(
        '--text-only', action='store_true', help='look at the text alone: plan no model, read no other file'
    )
    work.add_argument(
        '--exclude',
        metavar='PATTERN',
        action='append',
        default=[],
        help='leave out files or folders, by name or by path (*.bak, runs/)',
    )
    work.add_argument('--stdin-filename', metavar='PATH', help='where the text of `-` (standard input) would lie')
    work.add_argument(
        '--jobs', metavar='N', type=int, default=1, help='judge in N processes; 0: in one for each processor'
    )
    change = parser.add_mutually_exclusive_group()
    change.add_argument('--fix', action='store_true', help='apply every safe fix, then tell what is left')
    change.add_argument('--diff', action='store_true', help='only show what --fix would change')
    add_settings(parser, *PROJECT)
    parser.add_argument('paths', metavar='PATH', nargs='+', help='files, folders to search, or - for standard input')


def _add_checkpoint(commands: Commands) -> None:
    parser = _add_command(commands, 'checkpoint', 'what is saved in a checkpoint, and which model it is of')
    _add_format(parser, 'text', 'json')
    parser.add_argument(
        'prefix',
        metavar='PREFIX_OR_FOLDER',
        help='a prefix such as model/checkpoint/ckpt-0, or a folder that holds one',
    )
    _add_remote(parser)


def _add_checkpoints(commands: Commands) -> None:
    parser = _add_command(
        commands,
        'checkpoints',
        'every checkpoint at hand and whether it fits a config',
        'Looks in the folders that relative paths may start from, and around the config.',
    )
    _add_format(parser, 'text', 'json')
    add_settings(parser, *PROJECT)
    parser.add_argument('config', metavar='CONFIG', help='a pipeline.config')


def _add_format_command(commands: Commands) -> None:
    parser = _add_command(
        commands,
        'format',
        'rewrite configs and label maps in the style of txtpbfmt',
        'Comments stay. A file that does not parse is left as it is.',
        CHANGES,
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument('--check', action='store_true', help='only name the files that are not formatted')
    instead.add_argument('--diff', action='store_true', help='only show what would change')
    parser.add_argument(
        '--exclude',
        metavar='PATTERN',
        action='append',
        default=[],
        help='leave out files or folders, by name or by path (*.bak, runs/)',
    )
    parser.add_argument('paths', metavar='PATH', nargs='+', help='files, folders to search, or - for standard input')


def _add_explain(commands: Commands) -> None:
    parser = _add_command(commands, 'explain', 'what a problem means, why it matters, and how it is mended')
    parser.add_argument('code', metavar='CODE', nargs='?', help='such as unknown-field; all codes where it is left out')


def _add_completion(commands: Commands) -> None:
    parser = _add_command(
        commands,
        'completion',
        'a script that completes these commands in a shell',
        'For bash: `eval "$(pipeline-config-ls completion bash)"` in ~/.bashrc. '
        'For zsh: `pipeline-config-ls completion zsh > DIR/_pipeline-config-ls`, with DIR in $fpath.',
    )
    parser.add_argument('shell', choices=('bash', 'zsh', 'tcsh'))


def _add_restore(commands: Commands) -> None:
    parser = _add_command(
        commands,
        'restore',
        'whether the checkpoint of a config would restore',
        'Says what training would restore into the model, what it would not and why; runs no TensorFlow.',
        'Exit status: 0 where it restores, 1 where it does not (TensorFlow 1: not all of it), 2 where that is not known.',
    )
    _add_format(parser, 'text', 'json', 'html')
    parser.add_argument('--verbose', action='store_true', help='tell every variable, expected ones too')
    parser.add_argument('--checkpoint', metavar='PREFIX', help='in place of fine_tune_checkpoint')
    _add_remote(parser)
    parser.add_argument('--type', metavar='TYPE', help='in place of fine_tune_checkpoint_type')
    add_settings(parser, *PROJECT)
    parser.add_argument('config', metavar='CONFIG', help='a pipeline.config')


def _add_dataset(commands: Commands) -> None:
    parser = _add_command(commands, 'dataset', 'what is in the records of a config: classes, counts, sizes')
    _add_format(parser, 'text', 'json')
    parser.add_argument('--all', action='store_true', help='read every record, not only the first ones of each file')
    add_settings(parser, *PROJECT)
    parser.add_argument('config', metavar='CONFIG', help='a pipeline.config')


def _add_variables(commands: Commands) -> None:
    parser = _add_command(commands, 'variables', 'the variables of the model that a config would build')
    _add_format(parser, 'text', 'json')
    add_settings(parser, *PROJECT)
    parser.add_argument('config', metavar='CONFIG', help='a pipeline.config')


def _add_verify(commands: Commands) -> None:
    parser = _add_command(
        commands,
        'verify',
        'what `restore` predicts, by TensorFlow itself',
        'Builds the model and restores the checkpoint in the Python that you train with, and shows both answers.',
    )
    _add_format(parser, 'text', 'json')
    parser.add_argument('--checkpoint', metavar='PREFIX', help='in place of fine_tune_checkpoint')
    parser.add_argument('--type', metavar='TYPE', help='in place of fine_tune_checkpoint_type')
    parser.add_argument('--step', action='store_true', help='also train one step, on the records of the config')
    parser.add_argument('--made-up', action='store_true', help='with --step: on a made-up picture instead')
    parser.add_argument('--again', action='store_true', help='ask TensorFlow even if its answer is remembered')
    add_settings(parser, *PROJECT)
    parser.add_argument('config', metavar='CONFIG', help='a pipeline.config')


def _add_serve(commands: Commands) -> None:
    parser = _add_command(commands, 'serve', 'be a language server (the default)')
    transport = parser.add_mutually_exclusive_group()
    transport.add_argument('--stdio', action='store_true', help='over standard input and output (the default)')
    transport.add_argument('--tcp', metavar='HOST:PORT', type=_address, help='over TCP, for one client')


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(':')
    if not port.isdecimal() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f'{text!r} is not HOST:PORT')
    return host.strip('[]') or '127.0.0.1', int(port)


def _add_remote(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        '--remote', action='store_true', help='read a checkpoint in a bucket (gs://...): its index and object graph'
    )


def _add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    parser.add_argument('--format', choices=formats, default=formats[0], help='default: %(default)s')


if __name__ == '__main__':
    sys.exit(main())
