/** The language client: one server process, and what it is asked beyond the protocol. */

import * as vscode from 'vscode';
import {
  ExecuteCommandRequest,
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
} from 'vscode-languageclient/node';

import { definitionMiddleware, linkMiddleware } from './documents';
import type { Command } from './locate';
import { expanded, SECTION } from './settings';

/** The languages that the server is asked about; the same identifiers as in package.json. */
export const LANGUAGES = ['pipeline-config', 'tf-label-map'];

/** Commands of the extension that the server may name. */
const CLIENT_COMMANDS = [
  'showReport',
  'compareConfig',
  'setUpForFineTuning',
  'chooseCheckpoint',
  'readRemote',
  'verify',
];

/** Where texts of these languages may come from. What is not on disk gets everything that needs no disk. */
const SCHEMES = ['file', 'untitled', 'vscode-vfs', 'git'];

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
    documentSelector: SCHEMES.flatMap((scheme) => LANGUAGES.map((language) => ({ scheme, language }))),
    outputChannel: log,
    middleware: {
      provideDefinition: definitionMiddleware,
      provideDocumentLinks: linkMiddleware,
      workspace: {
        configuration: async (params, token, next) => expanded(await next(params, token)) as unknown[],
      },
    },
    // What lenses and hovers may offer here.
    initializationOptions: { commands: CLIENT_COMMANDS.map((name) => `${SECTION}.${name}`) },
    markdown: {
      isTrusted: { enabledCommands: CLIENT_COMMANDS.map((name) => `${SECTION}.${name}`) },
      supportHtml: false,
    },
    diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true },
  };
  const client = new LanguageClient(SECTION, 'Pipeline Config', server, options);
  await client.start();
  return client;
}

/** Whether a running server knows a command: one that was installed long ago may not. */
export function knows(client: LanguageClient | undefined, command: string): client is LanguageClient {
  return client?.initializeResult?.capabilities.executeCommandProvider?.commands.includes(command) ?? false;
}

/** Asks the server for one of its commands; undefined where it has no answer. */
export async function request<T>(
  client: LanguageClient | undefined,
  command: string,
  ...args: unknown[]
): Promise<T | undefined> {
  if (!knows(client, command)) return undefined;
  const answer: unknown = await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args });
  return (answer ?? undefined) as T | undefined;
}

/** A message for where Markdown is not read. */
export function withoutMarkup(message: string): string {
  return message.replaceAll('`', '');
}
