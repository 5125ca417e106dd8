/** Set Up for Fine-Tuning: choose a checkpoint, look at the changes, apply them as one edit; then what is left to do. */

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { request } from './server';

const COMMAND = 'pipeline-config-ls.setUp';
const NOTHING =
  'No checkpoint was found near this config. Unpack an archive of the model zoo beside it, and try again.';

interface Checkpoint {
  readonly prefix: string;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

interface Change {
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly newText: string;
  readonly label: string;
  readonly description: string;
}

/** What the server would do with a checkpoint: the changes, and what is left for the person. */
interface Proposal {
  readonly changes: readonly Change[];
  readonly remaining: readonly string[];
}

/** Sets a config up, from the first question to the list of what remains. */
export async function setUpForFineTuning(
  client: LanguageClient | undefined,
  config: vscode.Uri | undefined,
): Promise<void> {
  if (config === undefined) return;
  const candidates = (await request<Checkpoint[]>(client, `${COMMAND}.checkpoints`, config.toString())) ?? [];
  if (candidates.length === 0) {
    void vscode.window.showInformationMessage(NOTHING);
    return;
  }
  const chosen = candidates.length === 1 ? candidates[0] : await choose(candidates);
  if (chosen === undefined) return;
  const proposal = await request<Proposal>(client, COMMAND, config.toString(), chosen.prefix);
  if (proposal === undefined) return;
  if (proposal.changes.length > 0 && !(await apply(config, proposal.changes))) return;
  tellRemaining(proposal);
}

function choose(candidates: readonly Checkpoint[]): Thenable<Checkpoint | undefined> {
  return vscode.window.showQuickPick(candidates, {
    title: 'Set Up for Fine-Tuning',
    placeHolder: 'The checkpoint to start from',
    matchOnDescription: true,
    matchOnDetail: true,
  });
}

/** Shows the changes in VS Code's preview; whether they were applied. */
async function apply(config: vscode.Uri, changes: readonly Change[]): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  for (const change of changes) {
    const { start, end } = change.range;
    const where = new vscode.Range(start.line, start.character, end.line, end.character);
    const { label, description } = change;
    edit.replace(config, where, change.newText, { needsConfirmation: true, label, description });
  }
  const before = (await vscode.workspace.openTextDocument(config)).version;
  await vscode.workspace.applyEdit(edit, { isRefactoring: true });
  return (await vscode.workspace.openTextDocument(config)).version !== before;
}

function tellRemaining({ changes, remaining }: Proposal): void {
  const done =
    changes.length === 0 ? 'Nothing had to be changed.' : `${String(changes.length)} settings were made.`;
  const rest = remaining.length === 0 ? '' : ` Left to you: ${remaining.join(' ')}`;
  void vscode.window.showInformationMessage(`Set Up for Fine-Tuning: ${done}${rest}`);
}
