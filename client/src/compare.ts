/** The config beside the one that its checkpoint was trained with, in VS Code's diff editor, both formatted alike. */

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { request } from './server';

const COMMAND = 'pipeline-config-ls.compareConfig';
const SCHEME = 'pipeline-config-compare';
const MARK = '  ◂ decides what is restored';

/** The server's answer. `matters` are the 0-based lines whose difference changes what is restored. */
interface Comparison {
  readonly title: string;
  readonly theirs: string;
  readonly ours: string;
  readonly theirMatters: readonly number[];
  readonly ourMatters: readonly number[];
}

const texts = new Map<string, string>();
let mark: vscode.TextEditorDecorationType | undefined;
let changed: vscode.EventEmitter<vscode.Uri> | undefined;

/** Registers what the diff editor shows. */
export function registerComparison(): vscode.Disposable {
  const emitter = new vscode.EventEmitter<vscode.Uri>();
  changed = emitter;
  mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    overviewRulerColor: new vscode.ThemeColor('editorWarning.foreground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
    after: { contentText: MARK, color: new vscode.ThemeColor('editorWarning.foreground') },
  });
  return vscode.Disposable.from(
    emitter,
    mark,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: emitter.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
  );
}

/** Opens the comparison for a config, or says why there is nothing to compare with. */
export async function compareConfig(client: LanguageClient | undefined, config: vscode.Uri): Promise<void> {
  const found = await request<Comparison | string>(client, COMMAND, config.toString());
  if (found === undefined || typeof found === 'string') {
    void vscode.window.showInformationMessage(found ?? 'There is no config to compare with.');
    return;
  }
  const theirs = keep(config, 'theirs', found.theirs);
  const ours = keep(config, 'ours', found.ours);
  await vscode.commands.executeCommand('vscode.diff', theirs, ours, found.title, { preview: true });
  decorate(theirs, found.theirMatters);
  decorate(ours, found.ourMatters);
}

function keep(config: vscode.Uri, side: string, text: string): vscode.Uri {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${side}/pipeline.config`, query: config.toString() });
  texts.set(uri.toString(), text);
  changed?.fire(uri);
  return uri;
}

function decorate(uri: vscode.Uri, lines: readonly number[]): void {
  const type = mark;
  if (type === undefined) return;
  for (const editor of vscode.window.visibleTextEditors) {
    if (editor.document.uri.toString() !== uri.toString()) continue;
    editor.setDecorations(
      type,
      lines.map((line) => editor.document.lineAt(line).range),
    );
  }
}
