"""What is installed in this interpreter, what of it is missing, and the command that installs that for *this* TensorFlow.

Looks at metadata only: TensorFlow is not imported, so that the answer comes at once.
"""

from __future__ import annotations

import importlib.util
import platform
import sys
from importlib import metadata
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Tuple

Version = Tuple[int, ...]

_TENSORFLOWS = (
    'tensorflow',
    'tensorflow-cpu',
    'tensorflow-macos',
    'tensorflow-intel',
    'tensorflow-gpu',
    'tensorflow-rocm',
    'intel-tensorflow',
    'tf-nightly',
    'tf-nightly-cpu',
)
# What the API imports on the way to a model, and the distribution that has it.
_NEEDED = {
    'tf_slim': 'tf-slim',
    'PIL': 'pillow',
    'scipy': 'scipy',
    'six': 'six',
    'official': 'tf-models-official',
    'yaml': 'pyyaml',
    'gin': 'gin-config',
    'cv2': 'opencv-python-headless',
    'psutil': 'psutil',
}
# Installed without its dependencies, like tf-models-official: their lists would bring another TensorFlow.
_API = 'tf-object-detection-api==0.1'
# The last TensorFlow with wheels for a Python, and the last tf-models-official that was tried.
_LAST_TENSORFLOW = {(3, 8): '2.13.1', (3, 9): '2.20.0'}
_LAST_MODELS = (2, 19)


class Missing(NamedTuple):
    """What is not there, and the command that installs it."""

    name: str
    message: str
    command: str


def hello() -> Dict[str, Any]:
    """The versions that matter, and what is missing for a model to be built."""
    missing = list(_missing())
    return {
        'python': platform.python_version(),
        'executable': sys.executable,
        'versions': versions(),
        'missing': [found._asdict() for found in missing],
    }


def versions() -> Dict[str, str]:
    """The versions of what decides how the API behaves: TensorFlow, Keras, protobuf, NumPy and the API's own packages."""
    names = ('keras', 'tf-keras', 'protobuf', 'numpy', 'tf-models-official', 'tf-slim', 'tf-object-detection-api')
    found = {name: version_of(name) for name in ('object-detection', *names)}
    return {'tensorflow': tensorflow_version(), **{name: version for name, version in found.items() if version}}


def version_of(distribution: str) -> str:
    """The version of an installed distribution, '' where there is none."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ''


def tensorflow_version() -> str:
    """The version of whichever distribution has brought TensorFlow; '?' where it is there and none is known, '' without it."""
    if not _has('tensorflow'):
        return ''
    return next((version for version in map(version_of, _TENSORFLOWS) if version), '?')


def numbers(version: str) -> Version:
    """`2.21.0rc1` as (2, 21)."""
    parts = version.split('.')[:2]
    return tuple(int(part) for part in parts if part.isdigit())


def _has(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _missing() -> Iterator[Missing]:
    tensorflow = tensorflow_version()
    if not tensorflow:
        wanted = (
            f'tensorflow=={_LAST_TENSORFLOW[sys.version_info[:2]]}'
            if sys.version_info[:2] in _LAST_TENSORFLOW
            else 'tensorflow'
        )
        yield Missing('tensorflow', 'TensorFlow is not installed', _pip(wanted))
        return
    version = numbers(tensorflow)
    if version and version < (2, 4):
        yield Missing('tensorflow', f'TensorFlow {tensorflow} is older than 2.4', _pip('--upgrade', 'tensorflow'))
        return
    yield from _keras(tensorflow, version)
    yield from _protobuf(tensorflow)
    if not _has('object_detection'):
        message = f'the Object Detection API is not installed beside TensorFlow {tensorflow}'
        yield Missing('object_detection', message, _pip('--no-deps', _API))
    others = [name for module, name in _NEEDED.items() if not _has(module)]
    if 'tf-models-official' in others:
        message = 'tf-models-official, of which the API imports parts, is not installed'
        yield Missing('official', message, _pip('--no-deps', models_for(version)))
        others.remove('tf-models-official')
    if others:
        yield Missing(others[0], f'the API imports {", ".join(others)}: not installed', _pip(*others))


def _keras(tensorflow: str, version: Version) -> Iterator[Missing]:
    """TensorFlow 2.16 and later come with Keras 3; the API needs Keras 2, which is `tf-keras` then, of the same number."""
    if version >= (2, 16) and not _has('tf_keras'):
        message = f'TensorFlow {tensorflow} comes with Keras 3, the API needs Keras 2: tf-keras is not installed'
        yield Missing('tf_keras', message, _pip(f'tf-keras~={version[0]}.{version[1]}.0'))


def _protobuf(tensorflow: str) -> Iterator[Missing]:
    """The API's generated messages need `google.protobuf.internal.builder`, which came with protobuf 3.20."""
    found = version_of('protobuf')
    if found and numbers(found) < (3, 20):
        message = f'the API needs protobuf 3.20, {found} is installed (TensorFlow {tensorflow} works with 3.20.3, whatever pip says)'
        yield Missing('protobuf', message, _pip('--no-deps', 'protobuf==3.20.3'))


def models_for(version: Version) -> str:
    """Which releases of tf-models-official are made for a TensorFlow."""
    chosen = min(version, _LAST_MODELS) if version else _LAST_MODELS
    return f'tf-models-official~={chosen[0]}.{chosen[1]}.0'


def _pip(*arguments: str) -> str:
    executable = sys.executable
    if ' ' in executable:
        executable = f'"{executable}"'
    return ' '.join((executable, '-m', 'pip', 'install', *arguments))


def stamp() -> List[Any]:
    """What changes when the installation does: how many modules of the API there are, and when one was last written. For caches."""
    spec = importlib.util.find_spec('object_detection') if _has('object_detection') else None
    found: List[Any] = []
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for part in ('builders', 'models', 'protos', 'meta_architectures', 'predictors', 'utils'):
            times = [file.stat().st_mtime_ns for file in Path(folder, part).glob('*.py')]
            found.append([part, len(times), max(times, default=0)])
    return found
