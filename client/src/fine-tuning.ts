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
  const changes = await wanted(proposal.changes);
  if (proposal.changes.length > 0 && (changes.length === 0 || !(await apply(config, changes)))) return;
  tellRemaining(changes.length, proposal.remaining);
}

function choose(candidates: readonly Checkpoint[]): Thenable<Checkpoint | undefined> {
  return vscode.window.showQuickPick(candidates, {
    title: 'Set Up for Fine-Tuning',
    placeHolder: 'The checkpoint to start from',
    matchOnDescription: true,
    matchOnDetail: true,
  });
}

/** The changes that the person wants, each with its reason: all but those that are unticked. */
async function wanted(changes: readonly Change[]): Promise<readonly Change[]> {
  if (changes.length === 0) return changes;
  const items = changes.map((change) => ({
    label: change.label,
    description: change.description,
    picked: true,
    change,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: `Set Up for Fine-Tuning: ${String(changes.length)} changes`,
    placeHolder: 'Untick what is to stay as it is; OK applies the rest as one edit',
    canPickMany: true,
    matchOnDescription: true,
  });
  return picked?.map((item) => item.change) ?? [];
}

/** Makes the changes, as one edit that one undo takes back. */
async function apply(config: vscode.Uri, changes: readonly Change[]): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of changes) {
    const { start, end } = range;
    edit.replace(config, new vscode.Range(start.line, start.character, end.line, end.character), newText);
  }
  return vscode.workspace.applyEdit(edit);
}

function tellRemaining(made: number, remaining: readonly string[]): void {
  const done = made === 0 ? 'Nothing had to be changed.' : `${String(made)} changes were made.`;
  const rest = remaining.length === 0 ? '' : ` Left to you: ${remaining.join(' ')}`;
  void vscode.window.showInformationMessage(`Set Up for Fine-Tuning: ${done}${rest}`);
}
