/** The extension's settings, typed. What each means is in package.json. */

import * as vscode from 'vscode';

export const SECTION = 'pipelineConfig';

export interface ServerSettings {
  /** The `pipeline-config-ls` command, or '' to look for one. */
  readonly path: string;
  /** A Python interpreter with the package in it, or '' to look for one. */
  readonly interpreter: string;
  /** Further arguments for the server. */
  readonly args: readonly string[];
}

/** Reads the settings that start the server. In a workspace that is not trusted, VS Code leaves out the workspace's. */
export function serverSettings(): ServerSettings {
  const settings = vscode.workspace.getConfiguration(SECTION);
  return {
    path: expand(settings.get('server.path', '')),
    interpreter: expand(settings.get('server.interpreter', '')),
    args: settings.get<string[]>('server.args', []),
  };
}

/** Fills in the variables of every text in what a server is told about the settings. */
export function expanded(value: unknown): unknown {
  if (typeof value === 'string') return expand(value);
  if (Array.isArray(value)) return value.map(expanded);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, expanded(inner)]));
  }
  return value;
}

/** Whether a change of settings needs another server process. */
export function restarts(change: vscode.ConfigurationChangeEvent): boolean {
  return change.affectsConfiguration(`${SECTION}.server`);
}

/** `${workspaceFolder}`, `${userHome}`, `${env:NAME}` and a leading `~`, as in VS Code's own settings. */
function expand(text: string): string {
  const home = process.env.HOME ?? process.env.USERPROFILE ?? '~';
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  return text
    .trim()
    .replace(/^~(?=$|[\\/])/, home)
    .replaceAll('${userHome}', home)
    .replaceAll('${workspaceFolder}', folder)
    .replace(/\$\{env:([^}]+)\}/g, (_, name: string) => process.env[name] ?? '');
}
