"""Fields that change nothing are listed, and their documentation says so."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from pipeline_config_ls.schema import Schema, Unread, unread
from pipeline_config_ls.schema.components import PROTOS
from pipeline_config_ls.schema.unread import BY_ANYONE, BY_TF2

SAID = {Unread.BY_TF2: 'TF2 ignores this', Unread.BY_ANYONE: 'othing reads it'}

# Read under these names by something else: other messages have fields of the same names that are read.
SHARED = {
    'CenterNetFeatureExtractor.use_depthwise',
    'FasterRcnnFeatureExtractor.pad_to_multiple',
    'Hyperparams.regularize_depthwise',
    'InputReader.use_display_name',
    'InputReader.use_keypoint_label_map',
    'Loss.EqualizationLoss.exclude_prefixes',
    'Loss.EqualizationLoss.weight',
    'Loss.equalization_loss',
    'Quantization.symmetric',
    'TrainConfig.max_number_of_boxes',
}


def test_what_is_unread_says_so_and_nothing_else_does(schema: Schema) -> None:
    for message in schema.messages.values():
        for field in message.fields.values():
            documentation = schema.documentation(field)
            said = {who for who, phrase in SAID.items() if phrase in documentation}
            expected = unread(field)
            assert said == ({expected} if expected else set()), field.full_name


def test_listed_fields_exist(schema: Schema) -> None:
    fields = {field.full_name for message in schema.messages.values() for field in message.fields.values()}
    assert {PROTOS + name for name in BY_TF2 | BY_ANYONE} <= fields
    assert not BY_TF2 & BY_ANYONE


def test_freezing_is_unread() -> None:
    assert {'TrainConfig.freeze_variables', 'TrainConfig.update_trainable_variables'} <= BY_TF2


@pytest.mark.live
def test_no_source_of_the_installed_api_mentions_what_nobody_reads() -> None:
    spec = importlib.util.find_spec('object_detection')
    if spec is None or spec.origin is None:
        pytest.skip('the Object Detection API is not installed (make setup-tensorflow)')
    root = Path(spec.origin).parent
    mentioned: set[str] = set()
    for path in root.rglob('*.py'):
        if 'protos' not in path.parts and not re.search(r'(^|_)test(_|\.|$)', path.stem):
            mentioned |= set(re.findall(r'\w+', path.read_text(encoding='utf-8')))
    names = {name for name in BY_ANYONE - SHARED if not name.startswith('Ssd.MaskHead.')}
    assert {name for name in names if name.rpartition('.')[2] in mentioned} == set()
