"""The variables that a config builds. Knows no files and no text."""
