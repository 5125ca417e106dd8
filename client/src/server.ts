/** The language client: one server process, started, stopped, and started again. */

import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from 'vscode-languageclient/node';

import type { Command } from './locate';
import { expanded, SECTION } from './settings';

/** The languages that the server is asked about; the same identifiers as in package.json. */
const LANGUAGES = ['pipeline-config', 'tf-label-map'];

/** Starts the server. Rejects when it does not come up; its own words are then in `log`. */
export async function start(
  command: Command,
  args: readonly string[],
  log: vscode.LogOutputChannel,
  context: vscode.ExtensionContext,
): Promise<LanguageClient> {
  const server: ServerOptions = {
    command: command.command,
    args: [...command.args, ...args],
    // Not the workspace: `python -m` imports from the working directory, and a workspace is not to be run.
    options: { cwd: context.extensionPath },
  };
  const options: LanguageClientOptions = {
    documentSelector: LANGUAGES.map((language) => ({ scheme: 'file', language })),
    outputChannel: log,
    middleware: {
      workspace: {
        configuration: async (params, token, next) => expanded(await next(params, token)) as unknown[],
      },
    },
    diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true },
  };
  const client = new LanguageClient(SECTION, 'Pipeline Config', server, options);
  await client.start();
  return client;
}
