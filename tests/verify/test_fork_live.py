"""A fork of the API from end to end: an installation with an extractor and a field of its own, asked once and known from then on."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto

from oracle.compare import message
from oracle.edits import edited
from oracle.hollow_tf2 import hollow, save
from pipeline_config_ls.analysis.learnt import Learnt

pytestmark = pytest.mark.live

# Narrower than any extractor of the API, and with a convolution of its own, so that nothing that is planned is like it.
EXTRACTOR = """

if tf_version.is_tf2():

  class GardenFeatureExtractor(SSDMobileNetV1KerasFeatureExtractor):

    def build(self, input_shape):
      super(GardenFeatureExtractor, self).build(input_shape)
      self.petals = self.add_weight('petals', [5, 7])

  SSD_KERAS_FEATURE_EXTRACTOR_CLASS_MAP['ssd_garden_keras'] = GardenFeatureExtractor
"""
NEW_FIELD = FieldDescriptorProto(
    name='petals', number=7000, label=FieldDescriptorProto.LABEL_OPTIONAL, type=FieldDescriptorProto.TYPE_INT32
)
CONFIG = """
model {{ {model} }}
train_config {{ batch_size: 1 num_steps: 9
  optimizer {{ momentum_optimizer {{ learning_rate {{ constant_learning_rate {{ }} }} }} use_moving_average: false }} }}
train_input_reader {{ label_map_path: "labels.pbtxt" tf_record_input_reader {{ input_path: "one.record" }} }}
"""


@pytest.fixture(scope='module')
def fork(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the installed package, in which an extractor is registered and a message has one field more."""
    pytest.importorskip('google.protobuf')
    found = importlib.util.find_spec('object_detection')
    if found is None or found.submodule_search_locations is None:
        pytest.skip('make setup-tensorflow installs the API')
    folder = tmp_path_factory.mktemp('fork')
    package = folder / 'object_detection'
    left_out = shutil.ignore_patterns('*_test.py', 'test_*', '__pycache__', 'samples')
    shutil.copytree(next(iter(found.submodule_search_locations)), package, ignore=left_out)
    builder = package / 'builders' / 'model_builder.py'
    builder.write_text(builder.read_text() + EXTRACTOR)
    _add_field(package / 'protos' / 'ssd_pb2.py')
    return folder


def _add_field(module: Path) -> None:
    """Gives `SsdFeatureExtractor` one field more, in a module that protoc has written."""
    text = module.read_text()
    (literal,) = re.findall(r"AddSerializedFile\((b'.*')\)", text)
    file = FileDescriptorProto.FromString(ast.literal_eval(literal))
    (extractor,) = [one for one in file.message_type if one.name == 'SsdFeatureExtractor']
    extractor.field.append(NEW_FIELD)
    module.write_text(text.replace(literal, repr(file.SerializeToString())))


def test_a_fork_is_learnt_and_known_from_then_on(fork: Path, tmp_path: Path) -> None:
    environment = {**os.environ, 'PYTHONPATH': str(fork), 'PIPELINE_CONFIG_LS_CACHE': str(tmp_path / 'cache')}

    def run(*arguments: str) -> Any:
        command = [
            sys.executable,
            '-m',
            'pipeline_config_ls',
            *arguments,
            '--python',
            sys.executable,
            '--format',
            'json',
        ]
        return json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout)

    model = edited('ssd_small', ('feature_extractor.type: "ssd_garden_keras"',), message('DetectionModel', ''))
    config = tmp_path / 'pipeline.config'
    config.write_text(CONFIG.format(model=re.sub(r'(type: "ssd_garden_keras")', r'\1 petals: 5', model)))

    before = [problem['code'] for problem in run('check', str(config))['files'][0]['problems']]
    assert 'unknown-field' in before
    verified = run('verify', str(config))
    assert verified['agrees'], verified

    after = {problem['code']: problem['message'] for problem in run('check', str(config))['files'][0]['problems']}
    assert 'unknown-field' not in after
    assert re.fullmatch(
        r'Learnt from TensorFlow .*: `ssd_garden_keras` is an extractor of a fork\.', after['learnt-model']
    )
    assert '_feature_extractor/petals' in ' '.join(one['name'] for one in run('variables', str(config))['variables'])

    (learnt,) = Learnt(sys.executable, tmp_path / 'cache').models
    save(hollow(learnt, str(tmp_path / 'zoo' / 'ckpt-0')), tmp_path / 'zoo' / 'ckpt-0')
    text = config.read_text().replace(
        'num_steps',
        'fine_tune_checkpoint: "zoo/ckpt-0" fine_tune_checkpoint_type: "full" fine_tune_checkpoint_version: V2 num_steps',
    )
    config.write_text(text)
    assert run('restore', str(config))['outcome'] == 'restored'
