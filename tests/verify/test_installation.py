"""What is missing, with the command that installs it for the TensorFlow that is there. No TensorFlow is imported for that."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline_config_ls.verify.process import Worker, start
from pipeline_config_ls.verify.real.installation import models_for, numbers
from verify.conftest import Interpreter

pytestmark = pytest.mark.skipif(os.name == 'nt', reason='the interpreters of these tests are shell scripts')

OTHERS = ('tf_slim', 'PIL', 'scipy', 'six', 'official', 'yaml', 'gin', 'cv2', 'psutil')


def installed(folder: Path, modules: tuple[str, ...], **versions: str) -> None:
    """Empty packages and the metadata of distributions, as if they were installed in a folder."""
    for module in modules:
        (folder / module).mkdir(parents=True, exist_ok=True)
        (folder / module / '__init__.py').touch()
    for name, version in versions.items():
        metadata = folder / f'{name}-{version}.dist-info'
        metadata.mkdir(parents=True)
        (metadata / 'METADATA').write_text(f'Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n')


def missing(interpreter: Interpreter, folder: Path) -> list[dict[str, str]]:
    import sys

    started = start(interpreter(f'PYTHONPATH="{folder}" exec "{sys.executable}" -S "$@"'), 'tf2')
    assert isinstance(started, Worker)
    with started as worker:
        hello = worker.ask('hello')
    assert isinstance(hello, dict)
    found: list[dict[str, str]] = hello['missing']
    return [{**one, 'command': one['command'].split(' -m ')[1]} for one in found]


@pytest.mark.parametrize(
    ('tensorflow', 'models'), [('2.4.4', '2.4.0'), ('2.10.1', '2.10.0'), ('2.15.1', '2.15.0'), ('2.21.0', '2.19.0')]
)
def test_the_api_and_the_models_of_that_tensorflow(
    interpreter: Interpreter, tmp_path: Path, tensorflow: str, models: str
) -> None:
    site = tmp_path / 'site'
    others = tuple(module for module in OTHERS if module != 'official')
    installed(site, ('tensorflow', 'tf_keras', *others), tensorflow_cpu=tensorflow, protobuf='4.25.0')
    assert missing(interpreter, site) == [
        {
            'name': 'object_detection',
            'message': f'the Object Detection API is not installed beside TensorFlow {tensorflow}',
            'command': 'pip install --no-deps tf-object-detection-api==0.1',
        },
        {
            'name': 'official',
            'message': 'tf-models-official, of which the API imports parts, is not installed',
            'command': f'pip install --no-deps tf-models-official~={models}',
        },
    ]


def test_keras_2_for_a_tensorflow_with_keras_3(interpreter: Interpreter, tmp_path: Path) -> None:
    site = tmp_path / 'site'
    installed(site, ('tensorflow', 'object_detection', *OTHERS), tensorflow='2.17.1', protobuf='4.25.0')
    (found,) = missing(interpreter, site)
    assert found['message'] == 'TensorFlow 2.17.1 comes with Keras 3, the API needs Keras 2: tf-keras is not installed'
    assert found['command'] == 'pip install tf-keras~=2.17.0'


def test_protobuf_that_is_too_old_for_the_messages(interpreter: Interpreter, tmp_path: Path) -> None:
    site = tmp_path / 'site'
    installed(site, ('tensorflow', 'object_detection', *OTHERS), tensorflow='2.10.1', protobuf='3.19.6')
    (found,) = missing(interpreter, site)
    assert found['command'] == 'pip install --no-deps protobuf==3.20.3'


def test_small_things_in_one_command(interpreter: Interpreter, tmp_path: Path) -> None:
    site = tmp_path / 'site'
    installed(site, ('tensorflow', 'object_detection', 'official'), tensorflow='2.15.1', protobuf='4.25.0')
    (found,) = missing(interpreter, site)
    assert found['command'] == 'pip install tf-slim pillow scipy six pyyaml gin-config opencv-python-headless psutil'


def test_versions_are_read_whatever_stands_behind_the_numbers() -> None:
    assert numbers('2.21.0rc1') == (2, 21)
    assert numbers('?') == ()
    assert models_for(()) == 'tf-models-official~=2.19.0'
