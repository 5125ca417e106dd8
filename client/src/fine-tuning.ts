/** From a config to one that starts from a checkpoint: choose it, look at the changes, apply them as one edit; then what is left to do. */

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { type Edit, toEdit } from './ranges';
import { request } from './server';

const CHECKPOINTS = 'pipeline-config-ls.setUp.checkpoints';
const SET_UP = 'pipeline-config-ls.setUp';
const USE = 'pipeline-config-ls.useCheckpoint';
const NOTHING =
  'No checkpoint was found near this config, and no archive of the model zoos is of its network. Put one beside the config, and try again.';

/** What is known of a checkpoint: it is here and restores, it is here and does not, or it is to be downloaded. */
type Kind = 'fits' | 'other' | 'zoo';

interface Checkpoint {
  readonly prefix: string;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly kind: Kind;
}

interface Change extends Edit {
  readonly label: string;
  readonly description: string;
}

/** What the server would do with a checkpoint: the changes, what is left for the person, and where to download what is not here. */
interface Proposal {
  readonly changes: readonly Change[];
  readonly remaining: readonly string[];
  readonly page: string;
}

const HEADINGS: Readonly<Record<Kind, string>> = {
  fits: 'restores into this model',
  other: 'does not restore into this model',
  zoo: 'from the model zoo, to be downloaded',
};

/** Sets a config up, from the first question to the list of what remains. What alone fits is taken without a question. */
export async function setUpForFineTuning(
  client: LanguageClient | undefined,
  config: vscode.Uri,
): Promise<void> {
  const title = 'Set Up for Fine-Tuning';
  const candidates = await checkpointsFor(client, config);
  if (candidates === undefined) return;
  const fitting = candidates.filter((candidate) => candidate.kind === 'fits');
  let chosen = fitting.length === 1 ? fitting[0] : await choose(candidates, title);
  while (chosen !== undefined) {
    const proposal = await request<Proposal>(client, SET_UP, config.toString(), chosen.prefix);
    if (proposal === undefined) return;
    const wanted = await preview(proposal.changes, title, candidates.length > 1);
    if (wanted === 'another') {
      chosen = await choose(candidates, title);
      continue;
    }
    if (wanted !== undefined && (await apply(config, wanted))) await tell(wanted, proposal);
    return;
  }
}

/** Answers "which checkpoint fits?": all that are at hand, those that restore first; the chosen one is set, with its type. */
export async function chooseCheckpoint(
  client: LanguageClient | undefined,
  config: vscode.Uri,
): Promise<void> {
  const title = 'Which Checkpoint Fits?';
  const candidates = await checkpointsFor(client, config);
  if (candidates === undefined) return;
  const chosen = await choose(candidates, title);
  const proposal = chosen && (await request<Proposal>(client, USE, config.toString(), chosen.prefix));
  if (!proposal || !(await apply(config, proposal.changes))) return;
  // What was set, and what comes of it, is seen where it stands.
  if (proposal.changes.length === 0 || proposal.remaining.length > 0) await tell(proposal.changes, proposal);
}

/** What can be chosen; undefined, and the person told, where there is nothing. */
async function checkpointsFor(
  client: LanguageClient | undefined,
  config: vscode.Uri,
): Promise<readonly Checkpoint[] | undefined> {
  const found = (await request<Checkpoint[]>(client, CHECKPOINTS, config.toString())) ?? [];
  if (found.length > 0) return found;
  void vscode.window.showInformationMessage(NOTHING);
  return undefined;
}

type Row = vscode.QuickPickItem & { readonly checkpoint?: Checkpoint };

async function choose(candidates: readonly Checkpoint[], title: string): Promise<Checkpoint | undefined> {
  const rows = candidates.flatMap((checkpoint, index): Row[] => {
    const { kind, label, description, detail } = checkpoint;
    const row = { label, description, detail, checkpoint };
    const heading = { label: HEADINGS[kind], kind: vscode.QuickPickItemKind.Separator };
    return candidates[index - 1]?.kind === kind ? [row] : [heading, row];
  });
  const chosen = await vscode.window.showQuickPick(rows, {
    title,
    placeHolder: 'The checkpoint to start from',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.checkpoint;
}

/**
 * The changes that the person wants, each shown with its reason: all but those that are unticked. `another` where they would rather
 * start from another checkpoint, undefined where they would not.
 */
function preview(
  changes: readonly Change[],
  title: string,
  hasOthers: boolean,
): Promise<readonly Change[] | 'another' | undefined> {
  if (changes.length === 0) return Promise.resolve(changes);
  const other = { iconPath: new vscode.ThemeIcon('list-selection'), tooltip: 'Choose another checkpoint' };
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly change: Change }>();
  pick.title = `${title}: ${String(changes.length)} changes`;
  pick.placeholder = 'Untick what is to stay as it is; OK applies the rest as one edit';
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.items = changes.map((change) => ({
    label: change.label,
    description: change.description,
    change,
  }));
  pick.selectedItems = pick.items;
  pick.buttons = hasOthers ? [other] : [];
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems.map((item) => item.change));
      pick.hide();
    });
    pick.onDidTriggerButton(() => {
      resolve('another');
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** Makes the changes, as one edit that one undo takes back. */
async function apply(config: vscode.Uri, changes: readonly Change[]): Promise<boolean> {
  if (changes.length === 0) return true;
  const edit = new vscode.WorkspaceEdit();
  edit.set(config, changes.map(toEdit));
  return vscode.workspace.applyEdit(edit);
}

async function tell(made: readonly Change[], { remaining, page }: Proposal): Promise<void> {
  const number = made.length === 1 ? '1 change was' : `${String(made.length)} changes were`;
  const done = made.length === 0 ? 'Nothing had to be changed.' : `${number} made.`;
  const rest = remaining.length === 0 ? '' : ` Left to you: ${remaining.join(' ')}`;
  const open = 'Open the Model Zoo';
  const actions = page === '' ? [] : [open];
  const action = await vscode.window.showInformationMessage(`${done}${rest}`, ...actions);
  if (action === open) await vscode.env.openExternal(vscode.Uri.parse(page));
}
