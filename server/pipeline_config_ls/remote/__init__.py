"""Checkpoints in buckets, read when asked: never because a config was opened."""
