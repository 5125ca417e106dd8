"""What runs inside the interpreter that has TensorFlow: Python 3.8 and later, the standard library and what is installed there.

`worker.py` beside this package starts it in a process of its own; `oracle/` imports it. Nothing else does, and nothing here
imports the rest of the house. `installation` knows what is installed, `stand_ins` make the API importable, `tf2` and `tf1` build
and restore, `training` takes a real step, `description` says what the installation registers.
"""
