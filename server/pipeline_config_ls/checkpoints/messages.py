"""The few protobuf messages of TensorFlow that a checkpoint consists of, in a descriptor pool of our own.

Numbers and types are those of tensorflow/core/protobuf/{tensor_bundle,saved_tensor_slice,trackable_object_graph}.proto,
tensorflow/core/framework/tensor_{shape,slice}.proto and tensorflow/python/training/checkpoint_state.proto; fields that
nothing here reads are left out, and protobuf skips them. Never the default pool: TensorFlow's own messages may sit there.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_PACKAGE = 'pipeline_config_ls.checkpoints'
_SCALARS = {
    'int32': descriptor_pb2.FieldDescriptorProto.TYPE_INT32,
    'int64': descriptor_pb2.FieldDescriptorProto.TYPE_INT64,
    'fixed32': descriptor_pb2.FieldDescriptorProto.TYPE_FIXED32,
    'bool': descriptor_pb2.FieldDescriptorProto.TYPE_BOOL,
    'string': descriptor_pb2.FieldDescriptorProto.TYPE_STRING,
    'double': descriptor_pb2.FieldDescriptorProto.TYPE_DOUBLE,
}

# message: {field: (number, type)}; a type in brackets is repeated. Enums are read as the int32 that they are on the wire.
_MESSAGES: dict[str, dict[str, tuple[int, str]]] = {
    'Dim': {'size': (1, 'int64')},
    'TensorShape': {'dim': (2, '[Dim]'), 'unknown_rank': (3, 'bool')},
    'Extent': {'start': (1, 'int64'), 'length': (2, 'int64')},
    'TensorSlice': {'extent': (1, '[Extent]')},
    'Version': {'producer': (1, 'int32'), 'min_consumer': (2, 'int32')},
    'BundleHeader': {'num_shards': (1, 'int32'), 'endianness': (2, 'int32'), 'version': (3, 'Version')},
    'BundleEntry': {
        'dtype': (1, 'int32'),
        'shape': (2, 'TensorShape'),
        'shard_id': (3, 'int32'),
        'offset': (4, 'int64'),
        'size': (5, 'int64'),
        'crc32c': (6, 'fixed32'),
        'slices': (7, '[TensorSlice]'),
    },
    'SavedSliceMeta': {'name': (1, 'string'), 'shape': (2, 'TensorShape'), 'type': (3, 'int32')},
    'SavedTensorSliceMeta': {'tensor': (1, '[SavedSliceMeta]')},
    'SavedTensorSlices': {'meta': (1, 'SavedTensorSliceMeta')},
    'ObjectReference': {'node_id': (1, 'int32'), 'local_name': (2, 'string')},
    'SerializedTensor': {'name': (1, 'string'), 'checkpoint_key': (3, 'string')},
    'SlotVariable': {
        'original_variable_node_id': (1, 'int32'),
        'slot_name': (2, 'string'),
        'slot_variable_node_id': (3, 'int32'),
    },
    'TrackableObject': {
        'children': (1, '[ObjectReference]'),
        'attributes': (2, '[SerializedTensor]'),
        'slot_variables': (3, '[SlotVariable]'),
    },
    'TrackableObjectGraph': {'nodes': (1, '[TrackableObject]')},
    'CheckpointState': {
        'model_checkpoint_path': (1, 'string'),
        'all_model_checkpoint_paths': (2, '[string]'),
        'all_model_checkpoint_timestamps': (3, '[double]'),
        'last_preserved_timestamp': (4, 'double'),
    },
}


def _file() -> descriptor_pb2.FileDescriptorProto:
    file = descriptor_pb2.FileDescriptorProto(name='checkpoints.proto', package=_PACKAGE, syntax='proto3')
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field_name, (number, written) in fields.items():
            field = message.field.add(name=field_name, number=number)
            of = written.strip('[]')
            field.label = field.LABEL_REPEATED if written != of else field.LABEL_OPTIONAL
            if of in _SCALARS:
                field.type = _SCALARS[of]
            else:
                field.type, field.type_name = field.TYPE_MESSAGE, f'.{_PACKAGE}.{of}'
    return file


_POOL = descriptor_pool.DescriptorPool()
_POOL.Add(_file())


def _message(name: str) -> Any:
    return message_factory.GetMessageClass(_POOL.FindMessageTypeByName(f'{_PACKAGE}.{name}'))


BundleHeader = _message('BundleHeader')
BundleEntry = _message('BundleEntry')
SavedTensorSlices = _message('SavedTensorSlices')
TrackableObjectGraph = _message('TrackableObjectGraph')
CheckpointState = _message('CheckpointState')
