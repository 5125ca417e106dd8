"""The input readers of a config: which files they name, and what is in them. Each thing is read once, when first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from pipeline_config_ls.datasets.decoding import Reader
from pipeline_config_ls.datasets.file_kinds import LABEL_MAP, records_of
from pipeline_config_ls.datasets.label_map import LabelMap, NotALabelMap, read_label_map
from pipeline_config_ls.datasets.records import BEGINNING, Limits, RecordFile, read_record_file
from pipeline_config_ls.datasets.summary import Dataset, summarize
from pipeline_config_ls.files.memory import FileMemory
from pipeline_config_ls.files.named_file import Look, NamedFile, Naming, find_named, look_around, others_near
from pipeline_config_ls.files.search_context import SearchContext
from pipeline_config_ls.schema import Schema

TRAIN = 'train_input_reader'
_EVAL = 'eval_input_reader'
_PNG_MASKS = 2
_SEQUENCES = 2
# Of a data set with more shards, as many are looked into, evenly chosen: 50 ms each at the most.
_MOST_READ = 32


@dataclass(frozen=True)
class InputReader:
    """One reader. `path` is its field, such as `eval_input_reader[0]`; `settings` its message."""

    path: str
    settings: Any
    config_path: str | None
    search: SearchContext
    memory: FileMemory
    schema: Schema
    look: Look = look_around
    limits: Limits = BEGINNING

    def with_limits(self, limits: Limits) -> InputReader:
        """The same reader, which reads further into its files."""
        return replace(self, limits=limits)

    @property
    def is_training(self) -> bool:
        """Whether it reads what is trained on."""
        return self.path == TRAIN

    @property
    def label_map_field(self) -> str:
        """Where the config names the label map."""
        return f'{self.path}.label_map_path'

    def input_field(self, index: int) -> str:
        """Where the config names the records, or a pattern of them."""
        return f'{self.path}.tf_record_input_reader.input_path[{index}]'

    @cached_property
    def label_map_file(self) -> NamedFile:
        """What `label_map_path` names."""
        return find_named(self.settings.label_map_path, self.config_path, self.search, LABEL_MAP, self.look)

    @cached_property
    def label_map(self) -> LabelMap | NotALabelMap | None:
        """The label map; None where none is named, or it is not on this machine."""
        files = self.label_map_file.files
        if not files:
            return None
        return self.memory.recall(files[0], 'label map', lambda path: read_label_map(path, self.schema))

    @cached_property
    def inputs(self) -> tuple[NamedFile, ...]:
        """What each `input_path` names."""
        wanted = records_of(self.path)
        texts = self.settings.tf_record_input_reader.input_path
        return tuple(find_named(text, self.config_path, self.search, wanted, self.look) for text in texts)

    @cached_property
    def other_label_maps(self) -> tuple[str, ...]:
        """Texts for `label_map_path` that name other label maps nearby."""
        return others_near(self.label_map_file, self.config_path, self.search, LABEL_MAP, self.look).suggestions

    def other_records(self, index: int) -> tuple[str, ...]:
        """Texts for an `input_path` that name other records nearby."""
        return others_near(
            self.inputs[index], self.config_path, self.search, records_of(self.path), self.look
        ).suggestions

    @cached_property
    def record_paths(self) -> tuple[str, ...]:
        """All files of records that are here."""
        return tuple(dict.fromkeys(file for named in self.inputs for file in named.files))

    @cached_property
    def record_files(self) -> tuple[RecordFile, ...]:
        """The beginnings of the files of records; of many files, those of some."""
        paths = self.record_paths
        step = max(1, -(-len(paths) // _MOST_READ))
        as_sequences = self.settings.input_type == _SEQUENCES
        return tuple(
            self.memory.recall(
                path,
                ('records', as_sequences, self.limits),
                lambda path: read_record_file(path, as_sequences=as_sequences, limits=self.limits),
            )
            for path in (paths if self.limits != BEGINNING else paths[::step])
        )

    @cached_property
    def usable_label_map(self) -> LabelMap | None:
        """The label map that the API can read; None where there is none."""
        return self.label_map if isinstance(self.label_map, LabelMap) else None

    @cached_property
    def is_decodable(self) -> bool:
        """Whether it is known how objects get their ids: no label map is named, or it could be read."""
        return self.label_map_file.naming is Naming.EMPTY or self.usable_label_map is not None

    @cached_property
    def reader(self) -> Reader:
        """What decides how an image is read."""
        return Reader(
            self.usable_label_map,
            self.settings.load_instance_masks,
            self.settings.mask_type == _PNG_MASKS,
            self.settings.num_keypoints,
        )

    @cached_property
    def dataset(self) -> Dataset | None:
        """What is in the records; None where none were read."""
        if not any(file.images for file in self.record_files):
            return None
        return summarize(self.record_files, len(self.record_paths), self.usable_label_map)


def input_readers(
    config: Any, config_path: str | None, search: SearchContext, memory: FileMemory, schema: Schema
) -> Iterator[InputReader]:
    """The readers that a config sets: that of training first. Together they look around once."""
    look = cache(look_around)
    if config.HasField(TRAIN):
        yield InputReader(TRAIN, config.train_input_reader, config_path, search, memory, schema, look)
    for index, settings in enumerate(config.eval_input_reader):
        yield InputReader(f'{_EVAL}[{index}]', settings, config_path, search, memory, schema, look)
