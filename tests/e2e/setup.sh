#!/usr/bin/env bash
# Installs a VS Code that needs no desktop into .rig/ (npm's code-server and Node 24). With --browser also sees to a
# Chromium that tests can drive. Twice in a row does nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."
wanted=tests/e2e/package.json
rig=.rig

if ! cmp -s "$wanted" "$rig/installed.json"; then
  echo 'Installing VS Code into .rig/ (about 30 seconds, 900 MB)'
  mkdir -p "$rig"
  cp "$wanted" "$rig/package.json"
  # No install scripts: they would compile native modules that neither the tests nor `make run` need.
  quiet=(--ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error)
  (cd "$rig" && npm install "${quiet[@]}" </dev/null)
  (cd "$rig/node_modules/code-server/lib/vscode" && npm install --omit=dev "${quiet[@]}" </dev/null)
  cp "$wanted" "$rig/installed.json"
fi

[[ "${1:-}" == --browser ]] || exit 0
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
  echo 'Installing Chromium (apt-get)'
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq </dev/null
  apt-get install -y -qq chromium </dev/null >/dev/null
else
  echo 'The tests in a real VS Code need Chromium: install it (Debian: sudo apt-get install chromium) and run again.' >&2
  exit 1
fi
