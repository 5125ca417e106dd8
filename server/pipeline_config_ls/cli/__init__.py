"""The commands of the command line, a module each: `run(arguments) -> int` prints the answer and returns the exit status.

They put the core's answers into the words and the JSON of the contract (docs/features.md); what they share is in `output`.
"""
