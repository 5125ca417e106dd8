/** Verify with TensorFlow: asks the Python that training uses, and shows what it did in the report; only when the person asks for it. */

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { selectedInterpreter } from './interpreters';
import { showReport } from './report';
import { request, withoutMarkup } from './server';
import { SECTION } from './settings';

const COMMAND = 'pipeline-config-ls.verify';
/** The part of the report's page that shows what was found. */
const PART = 'verified';

/** What is tried besides the restore: nothing, or a step of training on the config's records. */
export type Step = 'none' | 'records';

/** Why TensorFlow could not be asked. */
interface Failure {
  readonly kind: string;
  readonly message: string;
  readonly command: string;
}

/** Runs the verification of a config and shows it in its report; progress and cancelling are the server's. */
export async function verify(
  client: LanguageClient | undefined,
  config: vscode.Uri,
  step: Step,
): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    await tellRestricted();
    return;
  }
  const python = await selectedInterpreter();
  const options = python === undefined ? { step } : { step, python };
  const found = await request<{ readonly failure?: Failure }>(client, COMMAND, config.toString(), options);
  if (found?.failure !== undefined) await tellFailure(found.failure);
  else if (found !== undefined) await showReport(client, config, PART);
}

async function tellRestricted(): Promise<void> {
  const manage = 'Manage Trust';
  const message = 'Verify with TensorFlow runs Python: trust this workspace first.';
  const action = await vscode.window.showInformationMessage(message, manage);
  if (action === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

async function tellFailure({ kind, message, command }: Failure): Promise<void> {
  if (kind === 'cancelled') return;
  const copy = 'Copy Command';
  const setting = 'Choose Python';
  const actions = command === '' ? [setting] : [copy, setting];
  const action = await vscode.window.showWarningMessage(withoutMarkup(message), ...actions);
  if (action === copy) await vscode.env.clipboard.writeText(command);
  if (action === setting) {
    const query = `${SECTION}.tensorflowInterpreter`;
    await vscode.commands.executeCommand('workbench.action.openSettings', query);
  }
}
