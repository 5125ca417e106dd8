"""A handful of small models built by the real API right now: what is recorded is still so, and the planner agrees."""

import subprocess
import sys
from pathlib import Path

import pytest

from oracle import facts, tf1_restores
from oracle.compare import differences

ROOT = Path(__file__).parents[2]
CHOSEN = (
    ('ssd_mobilenet_v1', 'ssd_mobilenet_v1 | num_classes: 2'),
    ('ssd_mobilenet_v2_fpn', 'ssd_mobilenet_v2_fpnlite'),
    ('faster_rcnn_resnet', 'faster_rcnn_resnet50 | number_of_stages: 1'),
    ('centernet_keypoints', 'centernet_keypoints'),
    ('centernet_deepmac', 'centernet_deepmac | deepmac_mask_estimation.network_type: "unknown"'),
)
# In a process of its own: what must be set before TensorFlow is imported may be too late in this one.
BUILD = """
import sys
from pathlib import Path
from oracle import facts, tf1_restores
from oracle.record import observe, text_of
from oracle.restore_matrix import variant
for family, label in zip(sys.argv[2::2], sys.argv[3::2]):
    facts.write(family, [observe(family, label, text_of(variant(family, label)))], Path(sys.argv[1]))
"""


@pytest.fixture(scope='module')
def live(tmp_path_factory: pytest.TempPathFactory) -> dict[str, facts.Fact]:
    pytest.importorskip('object_detection', reason='make setup-tensorflow installs the API')
    folder = tmp_path_factory.mktemp('facts')
    names = [name for chosen in CHOSEN for name in chosen]
    subprocess.run(
        [sys.executable, '-c', BUILD, str(folder), *names],
        check=True,
        cwd=ROOT,
        env={'PATH': '', 'PYTHONPATH': str(ROOT / 'tests')},
    )
    return {family: next(facts.read(family, folder)) for family, _ in CHOSEN}


@pytest.mark.live
@pytest.mark.parametrize(('family', 'label'), CHOSEN)
def test_the_api_still_does_what_is_recorded(live: dict[str, facts.Fact], family: str, label: str) -> None:
    (recorded,) = (fact for fact in facts.read(family) if fact.label == label)
    assert live[family] == recorded
    assert differences(live[family]) == []


@pytest.mark.live
def test_a_restore_in_tensorflow_1_is_what_was_recorded(tmp_path: Path) -> None:
    pytest.importorskip('object_detection', reason='make setup-tensorflow installs the API')
    model, file = 'number_of_stages: 1', tmp_path / 'restores.jsonl.xz'
    command = [sys.executable, '-m', 'oracle.tf1_restore_record', '--only', model, '--into', str(file)]
    subprocess.run(command, check=True, cwd=ROOT)
    recorded = [fact for fact in tf1_restores.read() if model in fact.row.model]
    assert recorded
    assert list(tf1_restores.read(file)) == recorded
