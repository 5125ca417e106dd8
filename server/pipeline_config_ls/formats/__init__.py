"""Bytes: varints, snappy, crc32c, LevelDB tables. Knows no TensorFlow objects."""
