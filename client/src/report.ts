/**
 * The restore report on a config: a page that the server makes, shown as it is, and made anew when the config changes.
 *
 * It is a read-only editor with an address of its own, so that definitions and links lead to it, and it is there again after a restart.
 */

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { type Edit, type Range, toEdit, toRange } from './ranges';
import { request } from './server';
import { SECTION } from './settings';

/** The scheme of reports; package.json names it, too. */
const SCHEME = 'pipeline-config-report';
const COMMAND = 'pipeline-config-ls.restoreReport';
const NO_REPORT = 'There is no report on this file: it is no pipeline.config, or the server does not run.';

/** What the server says of a config: the page, the same as plain text, and the version of the config that it is about. */
interface Report {
  readonly html: string;
  readonly text: string;
  readonly version: number;
}

/** What the page asks for: to show a place of the config, to make a change in it, or to copy something. */
type Message =
  | { readonly do: 'reveal'; readonly range: Range }
  | { readonly do: 'fix'; readonly edits: readonly Edit[] }
  | { readonly do: 'copy'; readonly text: string }
  | { readonly do: 'command'; readonly command: string };

/** The commands that a page may run. */
const ALLOWED = new Set(
  ['compareConfig', 'chooseCheckpoint', 'readRemote', 'verify'].map((name) => `${SECTION}.${name}`),
);

/** Open reports by their config. */
const panels = new Map<string, Panel>();

/** The address of the report on a config: "go to definition" on a checkpoint leads there, and so does the command. */
export function reportUri(config: vscode.Uri): vscode.Uri {
  const name = config.path.slice(config.path.lastIndexOf('/') + 1);
  return vscode.Uri.from({ scheme: SCHEME, path: `/Restore Report (${name})`, query: config.toString() });
}

/** Registers the page as what VS Code opens at such an address, and the same as text for where a page has no room. */
export function registerReports(client: () => LanguageClient | undefined): vscode.Disposable {
  const ask = (address: vscode.Uri): Promise<Report | undefined> =>
    request<Report>(client(), COMMAND, configOf(address).toString());
  return vscode.Disposable.from(
    vscode.window.registerCustomEditorProvider(
      `${SECTION}.report`,
      {
        openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
        resolveCustomEditor: async ({ uri }, panel) => {
          new Panel(configOf(uri), panel).show(await ask(uri));
        },
      },
      { webviewOptions: { enableFindWidget: true, retainContextWhenHidden: true } },
    ),
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: async (uri) => (await ask(uri))?.text ?? NO_REPORT,
    }),
  );
}

/** Opens the report on a config beside it, or brings it to the front as it is now; with the part of this id in sight. */
export async function showReport(
  client: LanguageClient | undefined,
  config: vscode.Uri,
  part?: string,
): Promise<void> {
  const report = await request<Report>(client, COMMAND, config.toString());
  if (report === undefined) {
    void vscode.window.showInformationMessage(NO_REPORT);
    return;
  }
  const options = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: part !== undefined };
  if (!panels.has(config.toString()))
    await vscode.commands.executeCommand('vscode.openWith', reportUri(config), `${SECTION}.report`, options);
  const panel = panels.get(config.toString());
  panel?.show(report);
  panel?.reveal(part);
}

/** Shows the present state in the open report of a config. */
export async function refreshReport(client: LanguageClient | undefined, config: vscode.Uri): Promise<void> {
  const panel = panels.get(config.toString());
  if (panel !== undefined) panel.show(await request<Report>(client, COMMAND, config.toString()));
}

function configOf(address: vscode.Uri): vscode.Uri {
  return vscode.Uri.parse(address.query);
}

class Panel {
  private report: Report | undefined;

  constructor(
    private readonly config: vscode.Uri,
    private readonly panel: vscode.WebviewPanel,
  ) {
    panel.webview.options = { enableScripts: true, localResourceRoots: [] };
    panel.webview.onDidReceiveMessage((message: Message) => void this.answer(message));
    panel.onDidDispose(() => panels.delete(config.toString()));
    panels.set(config.toString(), this);
  }

  reveal(part?: string): void {
    this.panel.reveal(undefined, part !== undefined);
    if (part !== undefined) void this.panel.webview.postMessage({ show: part });
  }

  /** A text that cannot be read while it is typed has no report: the last one stays. */
  show(report: Report | undefined): void {
    if (report === undefined) {
      if (this.report === undefined) this.panel.webview.html = `<p>${NO_REPORT}</p>`;
      return;
    }
    const same = report.html === this.report?.html;
    this.report = report;
    if (!same) this.panel.webview.html = report.html;
  }

  private async answer(message: Message): Promise<void> {
    switch (message.do) {
      case 'reveal':
        await this.edit(toRange(message.range));
        return;
      case 'fix':
        await this.fix(message.edits.map(toEdit));
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      case 'command':
        if (ALLOWED.has(message.command)) await vscode.commands.executeCommand(message.command, this.config);
    }
  }

  /** Makes a change that the report offers, unless the text is another one by now. */
  private async fix(edits: readonly vscode.TextEdit[]): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.config);
    if (document.version !== this.report?.version) return;
    const edit = new vscode.WorkspaceEdit();
    edit.set(this.config, [...edits]);
    await vscode.workspace.applyEdit(edit);
    const first = edits[0];
    if (first !== undefined) await this.edit(new vscode.Range(first.range.start, first.range.start), true);
  }

  private async edit(selection: vscode.Range, preserveFocus = false): Promise<void> {
    const open = vscode.window.visibleTextEditors.find(
      (editor) => editor.document.uri.toString() === this.config.toString(),
    );
    const viewColumn = open?.viewColumn ?? vscode.ViewColumn.One;
    await vscode.window.showTextDocument(this.config, { selection, viewColumn, preserveFocus });
  }
}
