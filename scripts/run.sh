#!/usr/bin/env bash
# make run: opens examples/ in VS Code with the extension. Without a desktop VS Code, serves one to the browser
# until Ctrl-C. PORT chooses the port, BROWSER_VSCODE=1 the browser even where there is a desktop VS Code.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

if command -v code >/dev/null && [[ -z "${BROWSER_VSCODE:-}" ]]; then
  exec code --new-window --extensionDevelopmentPath="$root/client" "$root/examples"
fi

tests/e2e/setup.sh
make --no-print-directory client/pipeline-config-ls.vsix
state=$root/.rig/run
mkdir -p "$state/data/User" "$state/extensions"
settings=$state/data/User/settings.json
if [[ ! -e $settings ]]; then
  cat >"$settings" <<JSON
{
  "pipelineConfig.server.interpreter": "$root/.venv/bin/python",
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "git.openRepositoryInParentFolders": "never",
  "files.autoSave": "off",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off"
}
JSON
fi

port=${PORT:-$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')}
export EXTENSIONS_GALLERY='{}' XDG_CONFIG_HOME=$state XDG_DATA_HOME=$state
server=(tests/e2e/node24.sh .rig/node_modules/code-server/out/node/entry.js --config "$state/config.yaml"
  --user-data-dir "$state/data" --extensions-dir "$state/extensions")
log=$state/log
"${server[@]}" --install-extension client/pipeline-config-ls.vsix --force >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
echo
echo "  VS Code with the extension: http://127.0.0.1:$port/?folder=$root/examples"
echo '  Open three-mistakes/pipeline.config there. Ctrl-C here stops it.'
echo "  (Its log: $log)"
echo
exec "${server[@]}" --auth none --bind-addr "127.0.0.1:$port" --disable-telemetry --disable-update-check \
  --disable-workspace-trust --disable-getting-started-override "$root/examples" >"$log" 2>&1
