"""V1 checkpoints: a single file, whose first entry names every tensor. TensorFlow no longer writes them unless asked, and reads them still.

From tensorflow/core/util/saved_tensor_slice.proto: the empty key holds the names, shapes and types; the values follow.
"""

from __future__ import annotations

from collections.abc import Iterable

from google.protobuf.message import DecodeError

from pipeline_config_ls.checkpoints.checkpoint import Entry
from pipeline_config_ls.checkpoints.dtype import dtype_name
from pipeline_config_ls.checkpoints.messages import SavedTensorSlices
from pipeline_config_ls.formats.damage import Damage


def read_legacy(table: Iterable[tuple[bytes, bytes]]) -> dict[str, Entry]:
    """The tensors of a V1 checkpoint; reads no further than its first entry."""
    key, value = next(iter(table), (None, b''))
    if key != b'':
        raise Damage('it does not begin with a list of its tensors')
    try:
        tensors = SavedTensorSlices.FromString(value).meta.tensor
    except DecodeError as error:
        raise Damage('its list of tensors cannot be decoded') from error
    if not tensors:
        raise Damage('its list of tensors is empty')
    return {
        tensor.name: Entry(tuple(dim.size for dim in tensor.shape.dim), dtype_name(tensor.type)) for tensor in tensors
    }
