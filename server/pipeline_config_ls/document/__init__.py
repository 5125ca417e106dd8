"""One file: its tree bound to the schema, the protobuf message it sets, and where each value was set."""
