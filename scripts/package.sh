#!/usr/bin/env bash
# The extension as files to install: scripts/package.sh [universal] [linux-x64] [win32-x64] ..., each with the server in it.
# client/pipeline-config-ls.vsix runs everywhere, client/pipeline-config-ls-PLATFORM.vsix has protobuf compiled for one platform.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
rm -rf client/example client/media
cp -r examples client/example
mkdir client/media
cp CHANGELOG.md client/
cp docs/images/{open,report,fix,set-up}.png client/media/
trap 'rm -rf client/example client/media client/CHANGELOG.md; "$python" scripts/bundle.py universal' EXIT
for target in "${@:-universal}"; do
  "$python" scripts/bundle.py "$target"
  file=pipeline-config-ls.vsix
  options=(--no-dependencies --skip-license --allow-missing-repository)
  if [[ $target != universal ]]; then
    file=pipeline-config-ls-$target.vsix
    options+=(--target "$target")
  fi
  (cd client && node_modules/.bin/vsce package "${options[@]}" --out "$file" </dev/null >/dev/null)
  echo "client/$file: $(du -k "client/$file" | cut -f1) KB"
done
