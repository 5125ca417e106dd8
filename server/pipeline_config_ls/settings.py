"""Every setting, declared once: what the server takes from an editor, what the command line takes as flags, and what the VS Code
extension offers (`tests/test_settings.py` compares its package.json).

A setting is a field of `Settings`: its default there, its name, flag and description in the field's metadata.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any, NamedTuple

SECTION = 'pipelineConfig'
"""The section of an editor's settings."""

LEVELS = ('off', 'hint', 'information', 'warning', 'error')
FRAMEWORKS = ('auto', 'tf1', 'tf2')
TRAINERS = ('model_lib', 'legacy')


class Kind(Enum):
    """What a setting's value is, in the words of JSON schema."""

    TEXT = 'string'
    CHOICE = 'choice'
    SWITCH = 'boolean'
    PROGRAM = 'program'  # a path, or a name on PATH
    TEXTS = 'array'
    LEVELS = 'levels'  # an object: code → one of LEVELS


class Setting(NamedTuple):
    """The declaration of one setting. `key` is its name below `pipelineConfig`; `flag` the command line's, None for none."""

    key: str
    kind: Kind
    description: str
    flag: str | None = None
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    # What is said of the flag, where the words for editors do not fit it.
    help: str | None = None


def _declared(default: Any, *declaration: Any, **more: Any) -> Any:
    return field(default=default, metadata={'setting': Setting(*declaration, **more)})


@dataclass(frozen=True, slots=True)
class Settings:
    """The person's settings. A value that was sent with the wrong type counts as not set."""

    model_dir: str | None = _declared(
        None,
        'modelDir',
        Kind.TEXT,
        'The folder that training writes to (`--model_dir`). With a run in it, its resume is predicted.',
        flag='--model-dir',
        help='the folder that training writes to; a run in it would be resumed, and that is predicted, too',
        metavar='DIR',
    )
    search_roots: tuple[str, ...] = _declared(
        (),
        'searchRoots',
        Kind.TEXTS,
        'Folders that relative paths may start from. Training starts them from its working directory, which no editor knows.',
        flag='--search-root',
        help='a folder that relative paths may start from, besides the one you are in; may be repeated',
        metavar='DIR',
    )
    schema: str | None = _declared(
        None,
        'schema',
        Kind.TEXT,
        'The .proto folder, or the descriptor set, of a fork of the API. Its messages and fields are then known.',
        flag='--schema',
        help='the .proto folder, or the descriptor set, of a fork of the API',
        metavar='PATH',
    )
    framework: str = _declared(
        'auto',
        'framework',
        Kind.CHOICE,
        'Which TensorFlow configs are for. `auto` tells it from the config and its checkpoint.',
        flag='--framework',
        help='which TensorFlow the config is for; auto tells it from the config and its checkpoint',
        choices=FRAMEWORKS,
    )
    trainer: str = _declared(
        'model_lib',
        'tf1Trainer',
        Kind.CHOICE,
        'With what TensorFlow 1 configs are trained: `model_lib` (model_main.py) or `legacy` (legacy/train.py).',
        flag='--trainer',
        help='what trains with TensorFlow 1: model_lib (model_main.py) or legacy (legacy/train.py)',
        choices=TRAINERS,
    )
    interpreter: str | None = _declared(
        None,
        'tensorflowInterpreter',
        Kind.PROGRAM,
        'The Python that training uses, for Verify with TensorFlow: it must have TensorFlow and the API. What was learnt of its fork is known.',
        flag='--python',
        help='the Python that you train with; what was learnt from it of a fork is known',
        metavar='EXE',
    )
    lens_checkpoint: bool = _declared(
        True, 'lensCheckpoint', Kind.SWITCH, 'Show above `fine_tune_checkpoint` whether it restores.'
    )
    lens_model: bool = _declared(
        True, 'lensModel', Kind.SWITCH, 'Show above `model` its parameters, the size of its images and its anchors.'
    )
    lens_inputs: bool = _declared(
        True, 'lensInputs', Kind.SWITCH, 'Show above the input readers what is in their records and label maps.'
    )
    hint_checkpoint: bool = _declared(
        True, 'hintCheckpoint', Kind.SWITCH, 'Show a sign behind `fine_tune_checkpoint`: restores, in part, or not.'
    )
    hint_classes: bool = _declared(
        True, 'hintClasses', Kind.SWITCH, 'Show behind `num_classes` that the label map has another number of classes.'
    )
    severities: tuple[tuple[str, str], ...] = _declared(
        (),
        'severities',
        Kind.LEVELS,
        'Severities by code, as in `{"octal-number": "error", "checkpoint-relative": "off"}`.',
        flag='--severity',
        metavar='CODE=LEVEL',
        help='how loudly a problem is told: off, hint, information, warning or error; may be repeated',
        choices=LEVELS,
    )


def declared() -> dict[str, Setting]:
    """The settings by the name of their field."""
    return {one.name: one.metadata['setting'] for one in fields(Settings)}


def settings_from(sent: Any) -> Settings:
    """Settings from the JSON that an editor sent."""
    values = sent if isinstance(sent, Mapping) else {}
    taken = {name: _value(setting, values.get(setting.key)) for name, setting in declared().items()}
    return Settings(**{name: value for name, value in taken.items() if value is not None})


def _value(setting: Setting, sent: Any) -> Any:
    """A value as `Settings` holds it, None where nothing usable was sent."""
    match setting.kind:
        case Kind.TEXT | Kind.PROGRAM:
            return sent if _is_text(sent) else None
        case Kind.CHOICE:
            return sent if sent in setting.choices else None
        case Kind.SWITCH:
            return sent if isinstance(sent, bool) else None
        case Kind.TEXTS:
            return tuple(one for one in sent if _is_text(one)) if isinstance(sent, list) else None
        case Kind.LEVELS:
            pairs = sent.items() if isinstance(sent, Mapping) else ()
            return tuple((code, level) for code, level in pairs if isinstance(code, str) and level in setting.choices)


def _is_text(sent: Any) -> bool:
    """Whether something was sent that can be a path: no path has a null byte."""
    return isinstance(sent, str) and bool(sent) and '\0' not in sent
