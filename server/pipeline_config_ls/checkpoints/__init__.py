"""What is on disk: finding a prefix, reading its index and its object graph. Knows no configs.

`reader.read_checkpoint` is the way in; `resolution.resolve` finds the prefix that a person meant. Below them, each module
knows one format: `crc32c`, `snappy`, `table` (LevelDB's), `messages` (protobuf), `bundle` (V2), `legacy` (V1), `graph`, `state`.
"""
