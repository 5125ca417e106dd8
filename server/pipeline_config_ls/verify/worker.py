"""The process that runs TensorFlow: `PYTHON worker.py tf1|tf2`, where PYTHON is the interpreter that the person trains with.

Stand-alone: it needs this file, the folder `real` beside it, and nothing of pipeline-config-ls. It reads one JSON object a line from stdin,
{"id": n, "ask": name, ...arguments}, and writes lines to stdout: {"id": n, "stage", "title"} for each step that begins, then
{"id": n, "answer": {...}} or, for a bug or a part that is not installed, {"id": n, "failure": {"kind", "message"}}. It ends with stdin.
What TensorFlow prints goes to stderr. The questions are the functions of `QUESTIONS`.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import queue
import sys
import threading
import traceback
from pathlib import Path
from typing import Any, Callable, Dict, TextIO

_PACKAGE = 'pipeline_config_ls_real'
_FOLDER = Path(__file__).resolve().parent
Say = Callable[[str, str], None]


def main() -> None:
    """Answers questions until stdin ends."""
    framework = sys.argv[1]
    out = _take_stdout()
    # Beside this file lie modules whose names mean something else to TensorFlow.
    here = str(_FOLDER)
    sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry) != here]
    _load_package()
    questions: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(questions,), daemon=True).start()
    while True:
        question = json.loads(questions.get())
        number = question.pop('id')

        def say(stage: str, title: str, number: int = number) -> None:
            _write(out, {'id': number, 'stage': stage, 'title': title})

        try:
            _write(out, {'id': number, 'answer': QUESTIONS[question.pop('ask')](framework, say, **question)})
        except ImportError as error:
            missing = {'kind': 'missing', 'message': str(error), 'module': error.name or ''}
            _write(out, {'id': number, 'failure': {**missing, **_hello()}})
        except Exception as error:
            message = f'{type(error).__name__}: {error}'
            _write(
                out, {'id': number, 'failure': {'kind': 'error', 'message': message, 'trace': traceback.format_exc()}}
            )


def _listen(questions: queue.Queue[str]) -> None:
    """Takes questions as they come. When stdin ends, whoever asked is gone: the process ends, whatever runs."""
    for line in sys.stdin:
        questions.put(line)
    os._exit(0)


def _take_stdout() -> TextIO:
    """The real stdout, for lines of JSON alone; everybody else's goes to stderr."""
    out = os.fdopen(os.dup(1), 'w', encoding='utf-8')
    os.dup2(2, 1)
    return out


def _write(out: TextIO, message: Dict[str, Any]) -> None:
    out.write(json.dumps(message) + '\n')
    out.flush()


def _load_package() -> None:
    """The folder `real` as a package of a name of its own: another version of pipeline-config-ls may be installed here."""
    if _PACKAGE in sys.modules:
        return
    folder = _FOLDER / 'real'
    spec = importlib.util.spec_from_file_location(
        _PACKAGE, folder / '__init__.py', submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(str(folder))
    sys.modules[_PACKAGE] = package = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)


def _real(name: str) -> Any:
    return importlib.import_module(f'{_PACKAGE}.{name}')


def _hello() -> Dict[str, Any]:
    answer: Dict[str, Any] = _real('installation').hello()
    return {**answer, 'stamp': _real('installation').stamp()}


def hello(framework: str, say: Say) -> Dict[str, Any]:
    """Versions, what is missing with the command that installs it, and a stamp of the installation. Imports nothing."""
    return _hello()


def build(framework: str, say: Say, config: str, folder: str, graph: bool = False) -> Dict[str, Any]:
    """The variables of the model of a config's text, and with `graph` the objects that it tracks and what each type restores."""
    os.chdir(folder)
    side = _prepare(framework, say)
    message, stages = side.parse(config).model, _real('raised').Stages(say)
    built = side.build(message, stages)
    if isinstance(built, _real('raised').Raised):
        return {'raised': built.as_json(), **_account()}
    if framework == 'tf1':
        return {'raised': None, 'variables': built, **_account()}
    found = _real('inventory').describe(built)
    variables = [(key, shape, dtype) for key, (shape, dtype) in found['variables'].items()]
    objects = {name: found[name] for name in ('graph', 'roots', 'untracked')} if graph else {}
    return {'raised': None, 'variables': variables, **objects, **_account()}


def restore(framework: str, say: Say, config: str, folder: str, model_dir: str, trainer: str) -> Dict[str, Any]:
    """What becomes of the checkpoint that a config's text names, for a training that is started in `folder`, and the model's variables.

    `variables` is None where no model was built.
    """
    os.chdir(folder)
    side = _prepare(framework, say)
    message, stages = side.parse(config), _real('raised').Stages(say)
    found, variables = side.restore(message, trainer if framework == 'tf1' else model_dir, stages)
    return {**_plain(found), 'variables': variables, **_account()}


def train(framework: str, say: Say, config: str, folder: str, made_up: bool) -> Dict[str, Any]:
    """One real step of training, started in `folder`."""
    os.chdir(folder)
    side = _prepare(framework, say)
    training = _real('training')
    return {**_plain(training.step(side.parse(config), framework, made_up, _real('raised').Stages(say))), **_account()}


def describe(framework: str, say: Say) -> Dict[str, Any]:
    """The extractors and the messages that this installation knows."""
    _prepare(framework, say)
    answer: Dict[str, Any] = _real('description').describe(framework)
    return {**answer, **_account()}


QUESTIONS: Dict[str, Callable[..., Dict[str, Any]]] = {
    'hello': hello,
    'build': build,
    'restore': restore,
    'train': train,
    'describe': describe,
}


def _prepare(framework: str, say: Say) -> Any:
    """TensorFlow and the API, imported; the module that speaks with this side of it."""
    if f'{_PACKAGE}.{framework}' not in sys.modules:
        say('tensorflow', 'importing TensorFlow')
        _real('stand_ins').prepare(framework)
        say('api', 'importing the Object Detection API')
    return _real(framework)


def _account() -> Dict[str, Any]:
    """What the answer was found with."""
    placed = [one._asdict() for one in _real('stand_ins').placed()]
    return {'versions': _real('installation').versions(), 'stand_ins': placed}


def _plain(value: Any) -> Any:
    """Named tuples as objects, deeply."""
    if isinstance(value, tuple) and hasattr(value, '_asdict'):
        return {name: _plain(one) for name, one in value._asdict().items()}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value


if __name__ == '__main__':
    main()
