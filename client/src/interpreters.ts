/** Python interpreters: which there are on this machine, of which version, and whether they have the server installed. */

import { execFile } from 'node:child_process';
import { access, constants, readdir, realpath } from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';

import { PythonExtension } from '@vscode/python-extension';
import * as vscode from 'vscode';

const MODULE = 'pipeline_config_ls';
const WINDOWS = process.platform === 'win32';
const OLDEST = [3, 10] as const;
const NEWEST_MINOR = 15;
/** What interpreters are called on PATH. `py` is the launcher of Windows. */
const NAMES = WINDOWS
  ? ['python', 'python3', 'py']
  : [
      'python3',
      'python',
      ...Array.from(
        { length: NEWEST_MINOR - OLDEST[1] },
        (_, index) => `python3.${String(NEWEST_MINOR - index - 1)}`,
      ),
    ];
/** Where interpreters lie that are not on the PATH of a desktop application. */
const FOLDERS = WINDOWS ? [] : ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin'];

/** An interpreter that was asked: it runs, and this is what it said. */
export interface Interpreter {
  readonly path: string;
  readonly version: string;
  /** Whether the package `pipeline-config-ls` is installed for it. */
  readonly hasServer: boolean;
}

/** The oldest version that runs the server, for messages. */
export const OLDEST_VERSION = OLDEST.join('.');

/** Whether an interpreter is new enough for the server. */
export function runsServer(interpreter: Interpreter): boolean {
  const [major = 0, minor = 0] = interpreter.version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** Asks an interpreter who it is; undefined where it cannot be run. It imports nothing but its standard library. */
export async function ask(interpreter: string): Promise<Interpreter | undefined> {
  const question = [
    'import sys',
    "print('%d.%d.%d' % sys.version_info[:3])",
    'print(sys.executable)',
    'if sys.version_info >= (3, 4):',
    '    from importlib.util import find_spec',
    `    print(find_spec('${MODULE}') is not None)`,
  ].join('\n');
  try {
    // Its own folder as the working directory: with -c, Python imports from where it stands.
    const { stdout } = await promisify(execFile)(interpreter, ['-c', question], {
      cwd: path.dirname(interpreter),
      timeout: 10_000,
    });
    const [version = '', executable = '', hasServer = ''] = stdout.split(/\r?\n/);
    return version === ''
      ? undefined
      : { path: executable || interpreter, version, hasServer: hasServer === 'True' };
  } catch {
    return undefined;
  }
}

/** Every interpreter at hand, likeliest first: the selected one, those on PATH, those in the usual folders. */
export async function* interpreters(): AsyncGenerator<Interpreter> {
  const seen = new Set<string>();
  for await (const candidate of candidates()) {
    const found = await ask(candidate);
    if (found === undefined) continue;
    // One interpreter has several names; a virtual environment of it counts where the package is in it.
    const identity = `${await realpath(found.path).catch(() => found.path)} ${String(found.hasServer)}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    yield found;
  }
}

async function* candidates(): AsyncGenerator<string> {
  const selected = await selectedInterpreter();
  if (selected !== undefined) yield selected;
  for (const name of NAMES) {
    for (const folder of [...pathFolders(), ...FOLDERS]) {
      const file = path.join(folder, WINDOWS ? `${name}.exe` : name);
      if (await isExecutable(file)) yield file;
    }
  }
  if (WINDOWS) yield* installedOnWindows();
}

/** Where the installer of python.org puts Python for one person. */
async function* installedOnWindows(): AsyncGenerator<string> {
  const programs = path.join(process.env.LOCALAPPDATA ?? '', 'Programs', 'Python');
  const folders = await readdir(programs).catch(() => []);
  for (const folder of folders.sort().reverse()) {
    const file = path.join(programs, folder, 'python.exe');
    if (await isExecutable(file)) yield file;
  }
}

/**
 * The interpreter selected in the Python extension. Undefined without that extension or a selection, and in a workspace that is
 * not trusted: there, the selection may be the workspace's own.
 */
export async function selectedInterpreter(): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) return undefined;
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

/** A program by its name, from PATH. */
export async function findOnPath(name: string): Promise<string | undefined> {
  const suffixes = WINDOWS ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of pathFolders()) {
    for (const suffix of suffixes) {
      const candidate = path.join(folder, name + suffix);
      if (await isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

/** The interpreter of a virtual environment. */
export function interpreterIn(environment: string): string {
  return WINDOWS ? path.join(environment, 'Scripts', 'python.exe') : path.join(environment, 'bin', 'python');
}

export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The folders of PATH. A relative one would depend on the workspace, so it is left out. */
function pathFolders(): string[] {
  return (process.env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}
