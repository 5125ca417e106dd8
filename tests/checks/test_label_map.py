"""Label maps: what is shown in the file itself, and at the config that names it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import config_problems, text_problems
from pipeline_config_ls.checks.check import Problem
from pipeline_config_ls.checks.policy import policy_of
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.files.search_context import SearchContext


class Shown(NamedTuple):
    """A problem as the person sees it: its code, what is underlined, and the texts after its fixes."""

    code: str
    at: str
    after: list[str]


def _shown(text: str, problems: list[Problem]) -> list[Shown]:
    return [
        Shown(problem.code, text[slice(*problem.span)], [apply(text, fix.edits) for fix in problem.fixes])
        for problem in problems
    ]


def in_label_map(text: str, *select: str) -> list[Shown]:
    problems = text_problems(open_document(text, 'label_map.pbtxt'), policy_of({}, select=select))
    return _shown(text, problems)


def test_a_right_label_map() -> None:
    assert (
        in_label_map('item {\n  id: 1\n  name: "cat"\n}\nitem {\n  id: 5\n  name: "dog"\n  display_name: "Dog"\n}\n')
        == []
    )
    assert in_label_map('item { id: 0 name: "background" }\nitem { id: 1 name: "cat" }') == []


def test_several_classes_in_one_item() -> None:
    text = 'item {\n  name: "a"\n  id: 1\n  # the other\n  name: "b"\n  id: 2\n}\n'
    after = 'item {\n  name: "a"\n  id: 1\n}\nitem {\n  # the other\n  name: "b"\n  id: 2\n}\n'
    assert in_label_map(text) == [Shown('label-map-classes-in-one-item', 'name: "b"', [after])]
    line = 'item { id: 1 name: "a" id: 2 name: "b" id: 3 name: "c" }'
    (shown,) = in_label_map(line)
    assert shown.after == ['item { id: 1 name: "a" } item { id: 2 name: "b" } item { id: 3 name: "c" }']
    # Where it is not clear which class is which, the values that are overruled are told.
    assert [one.code for one in in_label_map('item { id: 1 id: 2 name: "a" }')] == ['overwritten-value']


@pytest.mark.parametrize(
    ('text', 'at', 'after'),
    [
        ('item { id: 0 name: "cat" }', 'id: 0', ['item { id: 1 name: "cat" }']),
        (
            'item { id: 0 name: "cat" }\nitem { id: 1 name: "dog" }',
            'id: 0',
            [
                'item { id: 1 name: "cat" }\nitem { id: 2 name: "dog" }',
                'item { id: 2 name: "cat" }\nitem { id: 1 name: "dog" }',
            ],
        ),
        ('item { id: -3 name: "cat" }', 'id: -3', ['item { id: 1 name: "cat" }']),
        ('item { name: "cat" }', 'name: "cat"', ['item { name: "cat" id: 1 }']),
    ],
)
def test_ids_below_one(text: str, at: str, after: list[str]) -> None:
    assert in_label_map(text) == [Shown('label-map-id', at, after)]


def test_a_label_map_of_names() -> None:
    text = 'item {\n  name: "cat"\n}\nitem {\n  name: "dog"\n}\n'
    first, second = in_label_map(text)
    assert first.after[0] == 'item {\n  name: "cat"\n  id: 1\n}\nitem {\n  name: "dog"\n  id: 2\n}\n'
    assert second.at == 'name: "dog"'


def test_classes_outside_of_items() -> None:
    text = 'name: "cat"\nid: 1\nname: "dog"\nid: 2\n'
    after = 'item {\n  name: "cat"\n  id: 1\n}\nitem {\n  name: "dog"\n  id: 2\n}\n'
    assert in_label_map(text) == [Shown('unknown-field', 'name', [after])]


def test_names_without_quotes() -> None:
    text = 'item {\n  id: 3,\n  name: traffic light  # red\n}\n'
    after = 'item {\n  id: 3,\n  name: "traffic light"  # red\n}\n'
    assert in_label_map(text) == [Shown('wrong-type', 'traffic light', [after])]
    (shown,) = in_label_map('item { name: cat id: 2 }')
    assert shown.after == ['item { name: "cat" id: 2 }']


def test_duplicates() -> None:
    text = 'item { id: 1 name: "cat" }\nitem { id: 1 name: "dog" }\nitem { id: 2 name: "cat" }'
    assert in_label_map(text) == [
        Shown('label-map-duplicate-id', 'id: 1', [text.replace('id: 1 name: "dog"', 'id: 3 name: "dog"')]),
        Shown('label-map-duplicate-name', 'name: "cat"', []),
    ]


def test_gaps_are_told_to_who_asks() -> None:
    text = 'item { id: 1 name: "cat" }\nitem { id: 4 name: "dog" }'
    assert in_label_map(text) == []
    assert in_label_map(text, 'label-map-gap') == [Shown('label-map-gap', 'id: 4', [text.replace('4', '2')])]


def test_keypoints() -> None:
    keypoints = 'keypoints { id: 1 label: "eye" } keypoints { id: 1 label: "nose" }'
    assert in_label_map(f'item {{ id: 1 name: "cat" {keypoints} }}') == [Shown('label-map-keypoint-id', 'id: 1', [])]


# At the config ---------------------------------------------------------------------------------------------------

CONFIG = """\
model { ssd { num_classes: 2 } }
train_input_reader { label_map_path: "train.pbtxt" }
eval_input_reader { label_map_path: "eval.pbtxt" }
"""
CAT, DOG = 'item { id: 1 name: "cat" }', 'item { id: 2 name: "dog" }'


def at_config(
    folder: Path, train: str | bytes, evaluation: str | bytes | None = None, text: str = CONFIG
) -> list[Problem]:
    for name, contents in (('train.pbtxt', train), ('eval.pbtxt', train if evaluation is None else evaluation)):
        (folder / name).write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    document = open_document(text, folder / 'pipeline.config')
    analysis = ConfigAnalysis(document, ProjectContext(SearchContext(working_directory=str(folder))))
    return [problem for problem in config_problems(analysis) if problem.code.startswith('label-map')]


def test_a_label_map_that_fits(tmp_path: Path) -> None:
    assert at_config(tmp_path, CAT + DOG) == []


@pytest.mark.parametrize(
    ('label_map', 'message'),
    [
        ('<!DOCTYPE html>', '`train.pbtxt` is a web page (HTML), not a label map.'),
        ('cat\ndog\n', '`train.pbtxt` is a plain list of names, not a label map.'),
        (
            'version https://git-lfs.github.com/spec/v1\noid x\n',
            '`train.pbtxt` is a pointer of Git LFS, not a label map.',
        ),
        ('', '`train.pbtxt` has no classes.'),
        ('\n\nItem {}', '`train.pbtxt` cannot be read: line 3: StringIntLabelMap has no field `Item`.'),
        (
            'item { name: "cat" }',
            '`train.pbtxt` is refused: `cat` has the id 0, which is kept for the background.',
        ),
        (CAT.encode('utf-16'), '`train.pbtxt` is UTF-16: save it as UTF-8.'),
        (b'\x89PNG\r\n\x1a\n\xff\xff', '`train.pbtxt` is a PNG image, not a label map.'),
        (b' ' * (5 << 20), '`train.pbtxt` has 5 MB, more than the 4 MB that are read.'),
    ],
)
def test_what_is_no_label_map(tmp_path: Path, label_map: str | bytes, message: str) -> None:
    found = at_config(tmp_path, label_map, CAT + DOG)
    assert [(problem.code, problem.message) for problem in found] == [('label-map-unusable', message)]
    assert CONFIG[slice(*found[0].span)] == '"train.pbtxt"'


def test_num_classes(tmp_path: Path) -> None:
    (few,) = at_config(tmp_path, CAT + DOG + 'item { id: 5 name: "bird" }')
    assert few.code == 'label-map-num-classes'
    assert few.message == (
        'The label map has ids up to 5, because it leaves ids out: it has 3 classes. '
        'With 2 classes, `bird` cannot be learned: `num_classes` has to be 5.'
    )
    assert [apply(CONFIG, fix.edits) for fix in few.fixes] == [CONFIG.replace('num_classes: 2', 'num_classes: 5')]
    (many,) = at_config(tmp_path, CAT)
    assert many.message == 'The label map has ids up to 1; the classes 2 to 2 are in no label, so nothing trains them.'


def test_label_maps_that_differ(tmp_path: Path) -> None:
    (found,) = at_config(tmp_path, CAT + DOG, CAT + 'item { id: 2 name: "cow" }')
    assert found.code == 'label-maps-differ'
    assert found.message == ('This is another label map than that of training: class 2 is `cow` here, and `dog` there.')
    assert CONFIG[slice(*found.span)] == '"eval.pbtxt"'
    assert at_config(tmp_path, CAT + DOG, DOG + '# another order\n' + CAT) == []
