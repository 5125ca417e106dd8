"""The protobuf text format: tokens, lossless tree, line index, formatter. Knows no schema and no protocol."""
