"""TensorFlow's element types by number (tensorflow/core/framework/types.proto), named as `tf.DType.name` names them."""

from __future__ import annotations

from pipeline_config_ls.formats.damage import Damage

STRING = 7

_NAMES = {
    1: 'float32',
    2: 'float64',
    3: 'int32',
    4: 'uint8',
    5: 'int16',
    6: 'int8',
    STRING: 'string',
    8: 'complex64',
    9: 'int64',
    10: 'bool',
    11: 'qint8',
    12: 'quint8',
    13: 'qint32',
    14: 'bfloat16',
    15: 'qint16',
    16: 'quint16',
    17: 'uint16',
    18: 'complex128',
    19: 'float16',
    20: 'resource',
    21: 'variant',
    22: 'uint32',
    23: 'uint64',
    24: 'float8_e5m2',
    25: 'float8_e4m3fn',
    26: 'float8_e4m3fnuz',
    27: 'float8_e4m3b11fnuz',
    28: 'float8_e5m2fnuz',
    29: 'int4',
    30: 'uint4',
    31: 'int2',
    32: 'uint2',
    33: 'float4_e2m1fn',
}


def dtype_name(number: int) -> str:
    """The name of an element type; `Damage` for a number that is none."""
    name = _NAMES.get(number)
    if name is None:
        raise Damage(f'a tensor in it has an element type that does not exist ({number})')
    return name
