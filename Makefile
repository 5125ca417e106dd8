# make run | make demo | make test: everything else is called by them.
PYTHON ?= python3
