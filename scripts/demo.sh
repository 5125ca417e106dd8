#!/usr/bin/env bash
# make demo: what the editor shows for the examples, in the terminal.
set -uo pipefail
cd "$(dirname "$0")/.."
show() {
  echo "\$ pipeline-config-ls $*"
  .venv/bin/pipeline-config-ls "$@"
  status=$?
  echo "(exit status $status)"
  echo
}

show check examples/restores/pipeline.config
[[ $status == 0 ]] || { echo 'The example that restores must have no errors.' >&2; exit 1; }
show check examples/three-mistakes/pipeline.config
[[ $status == 1 ]] || { echo 'The example with three mistakes must have errors.' >&2; exit 1; }
