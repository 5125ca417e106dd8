/** Entry point: keeps a server running, says what it knows in the status bar, and offers the commands. */

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { compareConfig, registerComparison } from './compare';
import { registerSchema } from './documents';
import { openExample } from './example';
import { chooseCheckpoint, setUpForFineTuning } from './fine-tuning';
import { giveBack } from './foreign';
import { onDidSelectInterpreter } from './interpreters';
import { locate } from './locate';
import { readRemote } from './remote';
import { refreshReport, registerReports, showReport } from './report';
import { request, start } from './server';
import { setUpServer, tellMissing } from './set-up';
import { restarts, SECTION, serverSettings } from './settings';
import { type ConfigStatus, Status } from './status';
import { verify } from './verify';

/** How long a server may take to stop; a busy machine wants more than the client's own two seconds. */
const STOP_MILLISECONDS = 5000;

let client: LanguageClient | undefined;
/** Starts and stops queue up behind each other, so that two quick restarts never leave two servers. */
let queue: Promise<unknown> = Promise.resolve();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('Pipeline Config', { log: true });
  const status = new Status();
  const restart = (): Promise<string> => {
    const started = queue.then(() => restartNow(context, log, status));
    queue = started.catch(() => undefined);
    return started;
  };
  const restartOrTell = (): void => {
    restart().catch((error: unknown) => tellMissing(error instanceof Error ? error.message : String(error)));
  };
  const refresh = (): void => void refreshStatus(status);
  context.subscriptions.push(
    log,
    status,
    ...commands(log, restart, restartOrTell),
    vscode.commands.registerCommand(`${SECTION}.openExample`, () => openExample(context)),
    registerSchema(),
    registerReports(() => client),
    registerComparison(),
    vscode.workspace.onDidOpenTextDocument((document) => void giveBack(document)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (restarts(change)) restartOrTell();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(restartOrTell),
    vscode.languages.onDidChangeDiagnostics((change) => {
      refresh();
      for (const uri of change.uris) void refreshReport(client, uri);
    }),
    vscode.window.onDidChangeActiveTextEditor(refresh),
  );
  for (const document of vscode.workspace.textDocuments) void giveBack(document);
  restartOrTell();
  await queue;
  context.subscriptions.push(await onDidSelectInterpreter(restartOrTell));
}

export async function deactivate(): Promise<void> {
  await queue;
  await client?.stop();
}

/** Starts a server in the place of the one that runs, and says where it was found. Throws what to tell the person. */
async function restartNow(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  status: Status,
): Promise<string> {
  // One that does not stop in time is ended by the client; the next is not kept waiting for it.
  await client?.dispose(STOP_MILLISECONDS).catch((error: unknown) => {
    log.warn(`The server before was slow to stop: ${String(error)}`);
  });
  client = undefined;
  status.starting();
  const settings = serverSettings();
  const found = await locate(settings, context);
  if ('missing' in found) {
    log.warn(found.missing);
    status.missing(found.missing);
    throw new Error(found.missing);
  }
  log.info(`Starting ${found.command} ${found.args.join(' ')} (${found.origin})`);
  try {
    client = await start(found, settings.args, log, context);
  } catch (error) {
    const message = `The language server did not start (${found.origin}); the log says why.`;
    log.error(`The server did not start: ${String(error)}`);
    status.missing(message);
    throw new Error(message, { cause: error });
  }
  status.running(found.origin, client.initializeResult?.serverInfo?.version);
  return found.origin;
}

async function refreshStatus(status: Status): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'pipeline-config') return;
  const answer = await request<ConfigStatus>(
    client,
    'pipeline-config-ls.status',
    document.uri.toString(),
  ).catch(() => undefined);
  if (vscode.window.activeTextEditor?.document === document) status.show(answer);
}

function commands(
  log: vscode.LogOutputChannel,
  restart: () => Promise<string>,
  restartOrTell: () => void,
): vscode.Disposable[] {
  const register = (name: string, run: (...args: never[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`${SECTION}.${name}`, run);
  return [
    register('restartServer', restartOrTell),
    register('setUpServer', () => setUpServer(restart)),
    register('showLog', () => {
      log.show();
    }),
    register('showMenu', showMenu),
    ...Object.entries(ON_CONFIGS).map(([name, run]) => register(name, onConfig(run))),
  ];
}

type OnConfig = (client: LanguageClient | undefined, config: vscode.Uri) => Promise<void>;

/** The commands that are for one config. */
const ON_CONFIGS: Readonly<Record<string, OnConfig>> = {
  showReport,
  compareConfig,
  setUpForFineTuning,
  chooseCheckpoint,
  readRemote,
  verify: (client, config) => verify(client, config, 'none'),
  verifyStep: (client, config) => verify(client, config, 'records'),
};

/** A command for the config that a lens or a menu names, else for the one in the active editor. */
function onConfig(run: OnConfig): (argument?: unknown) => Promise<void> {
  return async (argument) => {
    const named = typeof argument === 'string' ? vscode.Uri.parse(argument) : argument;
    const config = named instanceof vscode.Uri ? named : vscode.window.activeTextEditor?.document.uri;
    if (config !== undefined) await run(client, config);
  };
}

async function showMenu(): Promise<void> {
  const entries = [
    { label: '$(output) Show Log', command: 'showLog' },
    { label: '$(refresh) Restart Server', command: 'restartServer' },
    { label: '$(tools) Set Up Server', command: 'setUpServer' },
    { label: '$(graph) Show Restore Report', command: 'showReport' },
  ];
  const chosen = await vscode.window.showQuickPick(entries, { title: 'Pipeline Config' });
  if (chosen !== undefined) await vscode.commands.executeCommand(`${SECTION}.${chosen.command}`);
}
