/** Verify with TensorFlow: asks the Python that training uses, beside what is predicted; only when the person asks for it. */

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { selectedInterpreter } from './interpreters';
import { request } from './server';

const COMMAND = 'pipeline-config-ls.verify';
const SCHEME = 'pipeline-config-verification';

/** The server's answer: both sides as text, or why TensorFlow could not be asked. */
interface Verification {
  readonly text?: string;
  readonly failure?: { readonly kind: string; readonly message: string; readonly command: string };
}

const texts = new Map<string, string>();
const changed = new vscode.EventEmitter<vscode.Uri>();

/** Registers the document that shows what was found. */
export function registerVerification(): vscode.Disposable {
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
  );
}

/** Runs the verification of a config and shows it beside; progress and cancelling are the server's. */
export async function verify(
  client: LanguageClient | undefined,
  config: vscode.Uri | undefined,
): Promise<void> {
  if (config === undefined) return;
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showInformationMessage(
      'Verify with TensorFlow runs Python: trust this workspace first.',
    );
    return;
  }
  const python = await selectedInterpreter();
  const options = python === undefined ? {} : { python };
  const found = await request<Verification>(client, COMMAND, config.toString(), options);
  if (found?.failure !== undefined) await tellFailure(found.failure);
  else if (found?.text !== undefined) await show(config, found.text);
}

async function show(config: vscode.Uri, text: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: '/Verification.txt', query: config.toString() });
  texts.set(uri.toString(), text);
  changed.fire(uri);
  await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
}

async function tellFailure(failure: { readonly message: string; readonly command: string }): Promise<void> {
  const copy = 'Copy Command';
  const setting = 'Choose Python';
  const actions = failure.command === '' ? [setting] : [copy, setting];
  const action = await vscode.window.showWarningMessage(failure.message, ...actions);
  if (action === copy) await vscode.env.clipboard.writeText(failure.command);
  if (action === setting) {
    const query = 'pipelineConfig.tensorflowInterpreter';
    await vscode.commands.executeCommand('workbench.action.openSettings', query);
  }
}
