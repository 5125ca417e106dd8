/** Ways out of having no server: choose an interpreter for it, and be told that it runs. */

import * as vscode from 'vscode';

import { ask, type Interpreter, interpreters, OLDEST_VERSION, runsServer } from './interpreters';
import { SECTION } from './settings';

const PYTHON_DOWNLOADS = 'https://www.python.org/downloads/';

interface Choice extends vscode.QuickPickItem {
  readonly choose: () => Promise<string | undefined>;
}

/**
 * Lets the person choose the Python that runs the server, writes the choice into the settings of this machine, and starts the
 * server with it. `restart` says where the server then runs, or throws.
 */
export async function setUpServer(restart: () => Promise<string>): Promise<void> {
  const found = await searched();
  if (found === undefined) return; // cancelled
  const choice = await vscode.window.showQuickPick(choices(found), {
    title: 'Pipeline Config: the Python that runs the server',
    placeHolder: `Python ${OLDEST_VERSION} or later; nothing is installed into it`,
  });
  const interpreter = await choice?.choose();
  if (interpreter === undefined) return;
  const settings = vscode.workspace.getConfiguration(SECTION);
  await settings.update('server.path', undefined, vscode.ConfigurationTarget.Global);
  await settings.update('server.interpreter', interpreter || undefined, vscode.ConfigurationTarget.Global);
  try {
    const origin = await restart();
    void vscode.window.showInformationMessage(`Pipeline Config: the server runs (${origin}).`);
  } catch (error) {
    await tellMissing(error instanceof Error ? error.message : String(error));
  }
}

/** Says why there is no server, with the choices that work here. */
export async function tellMissing(message: string): Promise<void> {
  const actions = ['Set Up Server', 'Show Log', 'Get Python'];
  const action = await vscode.window.showWarningMessage(message, ...actions);
  if (action === 'Set Up Server') await vscode.commands.executeCommand(`${SECTION}.setUpServer`);
  if (action === 'Show Log') await vscode.commands.executeCommand(`${SECTION}.showLog`);
  if (action === 'Get Python') await vscode.env.openExternal(vscode.Uri.parse(PYTHON_DOWNLOADS));
}

function searched(): Thenable<Interpreter[] | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Pipeline Config: looking for Python',
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const found: Interpreter[] = [];
    for await (const interpreter of interpreters()) {
      if (token.isCancellationRequested) return undefined;
      found.push(interpreter);
      progress.report({ message: `${interpreter.version} (${interpreter.path})` });
    }
    return token.isCancellationRequested ? undefined : found;
  });
}

function choices(found: readonly Interpreter[]): Choice[] {
  return [
    ...found.filter(runsServer).map((interpreter) => ({
      label: `Python ${interpreter.version}`,
      description: interpreter.path,
      ...(interpreter.hasServer ? { detail: 'has pipeline-config-ls installed' } : {}),
      choose: () => Promise.resolve(interpreter.path),
    })),
    { label: 'Browse…', description: 'another interpreter', choose: browse },
    {
      label: 'Automatic',
      description: 'let the extension find one each time',
      choose: () => Promise.resolve(''),
    },
  ];
}

async function browse(): Promise<string | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ title: 'Python interpreter' })) ?? [];
  if (file === undefined) return undefined;
  const interpreter = await ask(file.fsPath);
  if (interpreter !== undefined && runsServer(interpreter)) return interpreter.path;
  const what = interpreter === undefined ? 'is no Python that runs here' : `is Python ${interpreter.version}`;
  void vscode.window.showErrorMessage(`${file.fsPath} ${what}; ${OLDEST_VERSION} or later is needed.`);
  return undefined;
}
