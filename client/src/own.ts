/**
 * The extension's own Python environment, for people who want no server in the environment that they train with.
 *
 * It lives in VS Code's storage of this extension, a new one for each version, and is made only when asked for.
 */

import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';

import * as vscode from 'vscode';

const run = promisify(execFile);

/** Where the interpreter of the extension's own environment is, whether or not it was made yet. */
export function ownInterpreter(context: vscode.ExtensionContext): string {
  return interpreterIn(ownEnvironment(context));
}

/** The wheel that a packaged extension carries; undefined where it was not packaged with one. */
export async function bundledWheel(context: vscode.ExtensionContext): Promise<string | undefined> {
  const folder = path.join(context.extensionPath, 'bundled');
  const files = await readdir(folder).catch(() => []);
  const wheel = files.find((file) => file.endsWith('.whl'));
  return wheel === undefined ? undefined : path.join(folder, wheel);
}

/**
 * Makes the environment with `python` and installs the bundled wheel into it, with its dependencies from PyPI.
 *
 * Throws what pip or venv said; the half-made environment is then removed, so that it is not found later.
 */
export async function makeOwnEnvironment(
  context: vscode.ExtensionContext,
  python: string,
  wheel: string,
  progress: vscode.Progress<{ message: string }>,
): Promise<void> {
  const environment = ownEnvironment(context);
  try {
    progress.report({ message: 'creating a Python environment' });
    await run(python, ['-m', 'venv', '--clear', environment], { timeout: 120_000 });
    progress.report({ message: 'installing the language server' });
    await run(ownInterpreter(context), ['-m', 'pip', 'install', '--disable-pip-version-check', wheel], {
      timeout: 600_000,
    });
  } catch (error) {
    await rm(environment, { recursive: true, force: true });
    throw error;
  }
}

/** The interpreter of a virtual environment. */
export function interpreterIn(environment: string): string {
  return process.platform === 'win32'
    ? path.join(environment, 'Scripts', 'python.exe')
    : path.join(environment, 'bin', 'python');
}

function ownEnvironment(context: vscode.ExtensionContext): string {
  const { version } = context.extension.packageJSON as { version: string };
  return path.join(context.globalStorageUri.fsPath, `server-${version}`);
}
