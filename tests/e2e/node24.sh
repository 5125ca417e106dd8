#!/usr/bin/env bash
# Runs its arguments with the Node that VS Code's server wants: the one in .rig/, else the machine's if it is new enough.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
for node in "$root"/.rig/node_modules/node-linux-*/bin/node; do
  if [[ -x $node ]]; then exec "$node" "$@"; fi
done
if [[ "$(node --version)" =~ ^v([0-9]+) ]] && ((BASH_REMATCH[1] >= 24)); then exec node "$@"; fi
echo "VS Code in the browser needs Node 24 or later here; found $(node --version)." >&2
exit 1
