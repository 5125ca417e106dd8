/**
 * Finding a server to start: the settings, PATH, the Python environment selected in VS Code if the package is installed there,
 * and the one that the extension carries, with any Python that is new enough.
 *
 * Nothing here starts a server. A workspace that is not trusted never names a program: VS Code withholds its settings
 * (package.json, restrictedConfigurations), and its Python environment is not asked for.
 */

import * as path from 'node:path';

import * as vscode from 'vscode';

import {
  ask,
  findOnPath,
  type Interpreter,
  interpreterIn,
  interpreters,
  isExecutable,
  OLDEST_VERSION,
  runsServer,
  selectedInterpreter,
} from './interpreters';
import type { ServerSettings } from './settings';

const COMMAND = 'pipeline-config-ls';
const MODULE = 'pipeline_config_ls';

/** A command line that starts the server, and where it was found. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly origin: string;
}

/** Why there is no server, in words for the person. */
export interface Missing {
  readonly missing: string;
}

/** Looks in every place in turn. A setting that names something unusable is an answer, not a reason to look further. */
export async function locate(
  settings: ServerSettings,
  context: vscode.ExtensionContext,
): Promise<Command | Missing> {
  if (settings.path !== '') return commandOf(settings.path);
  if (settings.interpreter !== '') return interpreterOf(settings.interpreter, context);
  if (context.extensionMode === vscode.ExtensionMode.Development) {
    const checkout = await ask(interpreterIn(path.join(context.extensionPath, '..', '.venv')));
    if (checkout?.hasServer) return installed(checkout, 'this checkout');
  }
  const onPath = await findOnPath(COMMAND);
  if (onPath !== undefined) return { command: onPath, args: ['serve'], origin: onPath };

  const selected = await selectedInterpreter();
  const environment = selected === undefined ? undefined : await ask(selected);
  if (environment?.hasServer && runsServer(environment))
    return installed(environment, 'selected environment');
  return anyPython(context);
}

/** The server that the extension carries, with an interpreter that is new enough. */
export function carried(interpreter: Interpreter, context: vscode.ExtensionContext): Command {
  const cache = path.join(context.globalStorageUri.fsPath, 'compiled');
  // Isolated: neither the environment nor the working directory decides what is imported. What Python compiles goes into
  // the extension's storage, since its own folder may be read-only.
  const args = ['-I', '-X', `pycache_prefix=${cache}`, startScript(context), 'serve'];
  return { command: interpreter.path, args, origin: `bundled, Python ${interpreter.version}` };
}

function startScript(context: vscode.ExtensionContext): string {
  return path.join(context.extensionPath, 'bundled', 'start.py');
}

async function commandOf(file: string): Promise<Command | Missing> {
  return (await isExecutable(file))
    ? { command: file, args: ['serve'], origin: 'setting pipelineConfig.server.path' }
    : { missing: `The setting pipelineConfig.server.path names ${file}, which cannot be run.` };
}

async function interpreterOf(file: string, context: vscode.ExtensionContext): Promise<Command | Missing> {
  const setting = 'pipelineConfig.server.interpreter';
  const interpreter = await ask(file);
  if (interpreter === undefined)
    return { missing: `The setting ${setting} names ${file}, which cannot be run.` };
  if (!runsServer(interpreter)) {
    return {
      missing: `The setting ${setting} names Python ${interpreter.version}; the server needs ${OLDEST_VERSION} or later.`,
    };
  }
  if (interpreter.hasServer) return installed(interpreter, `setting ${setting}`);
  if (await hasBundle(context)) return carried(interpreter, context);
  return { missing: `${file} has no ${COMMAND}, and this build of the extension carries none.` };
}

async function anyPython(context: vscode.ExtensionContext): Promise<Command | Missing> {
  if (!(await hasBundle(context))) {
    return { missing: `No ${COMMAND} was found, and this build of the extension carries none.` };
  }
  const old: Interpreter[] = [];
  for await (const interpreter of interpreters()) {
    if (runsServer(interpreter)) return carried(interpreter, context);
    old.push(interpreter);
  }
  const found = old.map(({ version, path: file }) => `${version} (${file})`).join(', ');
  return {
    missing: `Pipeline Config needs Python ${OLDEST_VERSION} or later; ${found === '' ? 'found none' : `found ${found}`}.`,
  };
}

async function hasBundle(context: vscode.ExtensionContext): Promise<boolean> {
  const libs = vscode.Uri.file(path.join(context.extensionPath, 'bundled', 'libs', MODULE));
  return vscode.workspace.fs.stat(libs).then(
    () => true,
    () => false,
  );
}

function installed(interpreter: Interpreter, origin: string): Command {
  const what = `${origin}, Python ${interpreter.version}`;
  return { command: interpreter.path, args: ['-m', MODULE, 'serve'], origin: what };
}
