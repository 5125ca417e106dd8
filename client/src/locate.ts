/**
 * Finding a server to start: the settings, PATH, the Python environment selected in VS Code, the extension's own.
 *
 * Nothing here starts a server. A workspace that is not trusted never gets to name a program: its settings are
 * withheld by VS Code (package.json, restrictedConfigurations) and its Python environment is not asked for.
 */

import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';

import { PythonExtension } from '@vscode/python-extension';
import * as vscode from 'vscode';

import { interpreterIn, ownInterpreter } from './own';
import type { ServerSettings } from './settings';

const COMMAND = 'pipeline-config-ls';
const MODULE = 'pipeline_config_ls';

/** A command line that starts the server, and where it was found, for the log. */
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
  if (settings.path !== '') {
    return (await isExecutable(settings.path))
      ? { command: settings.path, args: ['serve'], origin: 'setting pipelineConfig.server.path' }
      : { missing: `pipelineConfig.server.path names ${settings.path}, which cannot be run.` };
  }
  if (settings.interpreter !== '') {
    return (await hasServer(settings.interpreter))
      ? module(settings.interpreter, 'setting pipelineConfig.server.interpreter')
      : {
          missing: `The interpreter of pipelineConfig.server.interpreter (${settings.interpreter}) has no ${COMMAND}.`,
        };
  }
  if (context.extensionMode === vscode.ExtensionMode.Development) {
    const checkout = interpreterIn(path.join(context.extensionPath, '..', '.venv'));
    if (await hasServer(checkout)) return module(checkout, 'the checkout that this extension runs from');
  }
  const onPath = await findOnPath(COMMAND);
  if (onPath !== undefined) return { command: onPath, args: ['serve'], origin: 'PATH' };

  const selected = vscode.workspace.isTrusted ? await selectedInterpreter() : undefined;
  if (selected !== undefined && (await hasServer(selected))) {
    return module(selected, 'the Python environment selected in VS Code');
  }
  const own = ownInterpreter(context);
  if (await hasServer(own)) return module(own, "the extension's own environment");

  const tried =
    selected === undefined ? '' : ` The selected Python environment (${selected}) has no ${COMMAND}.`;
  return { missing: `No language server for pipeline.config files was found.${tried}` };
}

/** The interpreter selected in the Python extension; undefined without that extension or a selection. */
export async function selectedInterpreter(): Promise<string | undefined> {
  try {
    const python = await PythonExtension.api();
    const file = vscode.window.activeTextEditor?.document.uri;
    const active = python.environments.getActiveEnvironmentPath(file);
    const environment = await python.environments.resolveEnvironment(active);
    return environment?.executable.uri?.fsPath;
  } catch {
    return undefined; // the Python extension is not installed, or too old to be asked
  }
}

/** Calls back when another interpreter is selected. Without the Python extension nothing ever is. */
export async function onDidSelectInterpreter(callback: () => void): Promise<vscode.Disposable> {
  try {
    const python = await PythonExtension.api();
    return python.environments.onDidChangeActiveEnvironmentPath(callback);
  } catch {
    return new vscode.Disposable(() => undefined);
  }
}

function module(interpreter: string, origin: string): Command {
  return { command: interpreter, args: ['-m', MODULE, 'serve'], origin };
}

/** Whether an interpreter can import the server; asks it without importing anything. */
async function hasServer(interpreter: string): Promise<boolean> {
  const question = `import sys, importlib.util as u; sys.exit(u.find_spec('${MODULE}') is None)`;
  try {
    // The folder of the interpreter as the working directory: with -c, Python imports from where it stands.
    await promisify(execFile)(interpreter, ['-c', question], {
      cwd: path.dirname(interpreter),
      timeout: 10_000,
    });
    return true;
  } catch {
    return false;
  }
}

async function findOnPath(name: string): Promise<string | undefined> {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  for (const folder of folders) {
    for (const suffix of suffixes) {
      const candidate = path.join(folder, name + suffix);
      if (await isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
