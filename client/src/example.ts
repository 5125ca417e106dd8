/** The example that the extension carries: a config with three mistakes, its checkpoint and its records. */

import { cp, stat } from 'node:fs/promises';
import * as path from 'node:path';

import * as vscode from 'vscode';

const CONFIG = path.join('three-mistakes', 'pipeline.config');

/** Copies the example into the extension's storage, where it may be changed, and opens its config. */
export async function openExample(context: vscode.ExtensionContext): Promise<void> {
  const folder = path.join(context.globalStorageUri.fsPath, 'example');
  await cp(await origin(context), folder, { recursive: true, force: true });
  await vscode.window.showTextDocument(vscode.Uri.file(path.join(folder, CONFIG)));
}

/** In the packaged extension, or in the checkout that it runs from. */
async function origin(context: vscode.ExtensionContext): Promise<string> {
  const packaged = path.join(context.extensionPath, 'example');
  const exists = await stat(packaged).then(
    () => true,
    () => false,
  );
  return exists ? packaged : path.join(context.extensionPath, '..', 'examples');
}
