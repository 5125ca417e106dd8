/** Entry point: finds a server, keeps one running, and says what to do when there is none. */

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { locate, onDidSelectInterpreter, selectedInterpreter } from './locate';
import { bundledWheel, makeOwnEnvironment } from './own';
import { start } from './server';
import { restarts, SECTION, serverSettings } from './settings';

let client: LanguageClient | undefined;
/** Starts and stops queue up behind each other, so that two quick restarts never leave two servers. */
let queue: Promise<void> = Promise.resolve();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('Pipeline Config', { log: true });
  const restart = (): Promise<void> => (queue = queue.then(() => restartNow(context, log)));
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand(`${SECTION}.restartServer`, restart),
    vscode.commands.registerCommand(`${SECTION}.showLog`, () => {
      log.show();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (restarts(change)) void restart();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
  );
  await restart();
  context.subscriptions.push(
    await onDidSelectInterpreter(() => {
      void restart();
    }),
  );
}

export async function deactivate(): Promise<void> {
  await queue;
  await client?.stop();
}

async function restartNow(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<void> {
  await client?.dispose();
  client = undefined;
  const settings = serverSettings();
  const found = await locate(settings, context);
  if ('missing' in found) {
    log.warn(found.missing);
    void offerHelp(found.missing, context, log);
    return;
  }
  log.info(`Starting ${found.command} ${found.args.join(' ')} (${found.origin})`);
  try {
    client = await start(found, settings.args, log, context);
  } catch (error) {
    log.error(`The server did not start: ${String(error)}`);
    void offerHelp(`The language server did not start (${found.origin}).`, context, log);
  }
}

/** A way out of having no server: make one, choose another interpreter, or look. */
async function offerHelp(
  message: string,
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const wheel = await bundledWheel(context);
  const choices = new Map<string, () => Promise<unknown>>();
  if (wheel !== undefined && vscode.workspace.isTrusted) {
    choices.set('Set Up', () => setUp(wheel, context, log));
  }
  choices.set('Select Interpreter', selectInterpreter);
  choices.set('Show Log', async () => {
    log.show();
    return Promise.resolve();
  });
  const choice = await vscode.window.showWarningMessage(message, ...choices.keys());
  if (choice !== undefined) await choices.get(choice)?.();
}

async function selectInterpreter(): Promise<void> {
  const query = `${SECTION}.server.interpreter`;
  const commands = await vscode.commands.getCommands();
  if (commands.includes('python.setInterpreter')) {
    await vscode.commands.executeCommand('python.setInterpreter');
  } else if (vscode.env.remoteName === undefined) {
    await vscode.commands.executeCommand('workbench.action.openSettings', query);
  } else {
    await vscode.commands.executeCommand('workbench.action.openRemoteSettings', { query });
  }
}

async function setUp(
  wheel: string,
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const python = (await selectedInterpreter()) ?? (process.platform === 'win32' ? 'python' : 'python3');
  const title = 'Pipeline Config';
  const location = vscode.ProgressLocation.Notification;
  try {
    await vscode.window.withProgress({ location, title }, (progress) =>
      makeOwnEnvironment(context, python, wheel, progress),
    );
  } catch (error) {
    log.error(String(error));
    void offerHelp(`The language server could not be set up with ${python}; the log says why.`, context, log);
    return;
  }
  await vscode.commands.executeCommand(`${SECTION}.restartServer`);
}
