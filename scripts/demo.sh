#!/usr/bin/env bash
# make demo: what the editor shows for the examples, in the terminal.
set -uo pipefail
# Training starts in examples/, so the paths in its configs are relative to it.
cd "$(dirname "$0")/../examples"
show() {
  echo "\$ pipeline-config-ls $*"
  ../.venv/bin/pipeline-config-ls "$@"
  status=$?
  echo "(exit status $status)"
  echo
}

show check restores/pipeline.config
[[ $status == 0 ]] || { echo 'The example that restores must have no errors.' >&2; exit 1; }
show check three-mistakes/pipeline.config
[[ $status == 1 ]] || { echo 'The example with three mistakes must have errors.' >&2; exit 1; }
