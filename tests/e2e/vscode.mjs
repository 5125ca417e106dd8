// A real VS Code for one run: its server on 127.0.0.1, its workbench in Chromium, the extension from client/ unpacked.
// Everything it starts is in process groups of its own and is stopped when the run ends, however it ends.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = path.resolve(import.meta.dirname, '../..');
/** Some of the examples with what they name, to open as a workspace: the status bar counts the problems of all that is there. */
export function example(...names) {
  const wanted = [...names, 'pretrained', 'annotations', 'README.md'];
  const folder = path.join(ROOT, 'examples');
  return { folder, leaveOut: fs.readdirSync(folder).filter((entry) => !wanted.includes(entry)) };
}

/** Where pictures of runs go; not kept in git. */
export const PICTURES = path.join(import.meta.dirname, 'pictures');
const RIG = path.join(ROOT, '.rig');

const SERVER_OPTIONS = [
  ...['--without-connection-token', '--accept-server-license-terms', '--disable-telemetry'],
  ...['--enable-smoke-test-driver', '--force-disable-user-env'],
];

const SETTINGS = {
  'chat.disableAIFeatures': true,
  'editor.hover.delay': 150,
  'files.autoSave': 'off',
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/**
 * Copies `folder` to a workspace, opens it in VS Code, and runs `body({page, workspace, step})`.
 *
 * The extension is client/ unpacked, or `vsix` installed as a person would. `environment` is added to VS Code's own; with `trust`,
 * VS Code asks whether a workspace is trusted; `leaveOut` are parts of the folder that stay behind. Ends the process with status 1 after `seconds`, and saves a picture of what was there when `body` throws.
 */
export async function withVSCode(options, body) {
  const {
    folder,
    pictures,
    vsix,
    settings = {},
    environment = {},
    size,
    scale = 1,
    seconds = 180,
    trust = false,
    leaveOut = [],
  } = options;
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'vscode-e2e-'));
  const workspace = path.join(temporary, 'workspace', path.basename(folder));
  fs.cpSync(folder, workspace, { recursive: true });
  for (const name of leaveOut) fs.rmSync(path.join(workspace, name), { recursive: true });
  fs.mkdirSync(pictures, { recursive: true });
  const step = stopwatch();
  let server, browser, page;
  const stop = async () => {
    await Promise.race([browser?.close().catch(() => {}), sleep(5000)]);
    endGroup(server?.pid);
    await sleep(500);
    fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  };
  const giveUp = async (reason) => {
    console.error(`FAILED: ${reason}`);
    await page?.screenshot({ path: path.join(pictures, 'failure.png') }).catch(() => {});
    console.error(serverLogs(temporary));
    await stop();
    process.exit(1);
  };
  const alarm = setTimeout(() => giveUp(`not done after ${seconds} s`), seconds * 1000);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => giveUp(signal));
  try {
    const port = await freePort();
    prepare(temporary, { ...SETTINGS, ...settings });
    const run = runner(temporary, environment);
    if (vsix !== undefined) await finished(run('--install-extension', vsix, '--force'));
    server = run(
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      ...SERVER_OPTIONS,
      ...(trust ? [] : ['--disable-workspace-trust']),
    );
    await answers(`http://127.0.0.1:${port}/version`);
    step('VS Code answers');
    browser = await launchBrowser();
    const context = await browser.newContext({
      viewport: size ?? { width: 1280, height: 800 },
      deviceScaleFactor: scale,
    });
    page = await context.newPage();
    await page.goto(workbenchUrl(port, workspace, vsix === undefined));
    await body({ page, workspace, step });
  } catch (error) {
    clearTimeout(alarm);
    await giveUp(error.stack);
  }
  clearTimeout(alarm);
  await stop();
}

/**
 * Presses until `locator` is there, and returns it: about one key press in fifty is lost to a change of focus.
 */
export async function pressUntil(press, locator, attempts = 6) {
  for (let attempt = 1; ; attempt++) {
    await press();
    try {
      await locator.waitFor({ timeout: 3000 });
      return locator;
    } catch (error) {
      if (attempt === attempts) throw error;
      await locator.page().keyboard.press('Escape');
    }
  }
}

/** Opens the list of suggestions at the cursor with the documentation of the first one that holds `text` beside it. */
export async function suggest(page, text) {
  const row = page.locator('.suggest-widget.visible .monaco-list-row', { hasText: text }).first();
  await pressUntil(() => page.keyboard.press('Control+Space'), row);
  const details = page.locator('.suggest-details:visible').first();
  const toggle = async () => {
    if (!(await row.isVisible())) await page.keyboard.press('Control+Space');
    await sleep(500);
    if (!(await details.isVisible())) await page.keyboard.press('Control+Space');
  };
  return pressUntil(toggle, details);
}

/** Opens a file of the workspace by its path, and waits until the editor shows it. */
export async function openFile(page, relative) {
  const ready = page.locator('.explorer-folders-view .monaco-list-row').first();
  await ready.waitFor({ timeout: 60_000 });
  const input = page.locator('.quick-input-widget:visible input').first();
  await pressUntil(() => page.keyboard.press('Control+P'), input);
  await input.fill(relative);
  // What was open lately stands first until the search is through.
  const rows = page.locator('.quick-input-list .monaco-list-row', { hasText: path.basename(relative) });
  const row = rows.filter({ hasText: path.dirname(relative).replace(/^\.$/, '') }).first();
  await row.waitFor({ timeout: 30_000 });
  await row.click();
  await page
    .locator('.tab.active', { hasText: path.basename(relative) })
    .first()
    .waitFor({ timeout: 15_000 });
  await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: 15_000 });
}

/** The notification that holds `text`. In a test run VS Code shows none by itself, so the list of them is opened. */
export async function notification(page, text) {
  const item = page.locator('.notifications-center .notification-list-item', { hasText: text }).first();
  const open = async () => {
    if (!(await page.locator('.notifications-center.visible').isVisible())) {
      await page.locator('[id="status.notifications"]').click();
    }
  };
  return pressUntil(open, item, 10);
}

/** Opens the language status beside the language's name, and returns all that it says. */
export async function languageStatus(page) {
  const hover = page.locator('.hover-language-status').first();
  await pressUntil(() => page.locator('[id="status.languageStatus"]').click(), hover);
  const items = await page.locator('.hover-language-status').allInnerTexts();
  return items.join('\n');
}

/** Does what opens a web view, once more where VS Code has missed it: a lens that is drawn anew loses a click. */
export async function openWebview(page, open, selector) {
  for (let attempt = 0; attempt < 5; attempt++) {
    await open();
    const opened = await webview(page, selector, 5).catch(() => null);
    if (opened) return opened;
  }
  throw new Error(`no web view shows ${selector}`);
}

/** The document inside the web view that shows `selector`. */
export async function webview(page, selector, seconds = 30) {
  for (let attempt = 0; attempt < 5 * seconds; attempt++) {
    for (const frame of page.frames()) {
      if (
        frame.parentFrame() &&
        (await frame
          .locator(selector)
          .count()
          .catch(() => 0))
      )
        return frame;
    }
    await sleep(200);
  }
  throw new Error(`no web view shows ${selector}`);
}

/** Changes the colour theme. */
export async function theme(page, name) {
  const input = page.locator('.quick-input-widget:visible input').first();
  await pressUntil(() => page.keyboard.press('F1'), input);
  await input.fill('>Preferences: Color Theme');
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: 'Preferences: Color Theme' })
    .first()
    .click();
  const themes = page.locator('.quick-input-widget:visible input[placeholder*="Color Theme"]').first();
  await themes.waitFor({ timeout: 15_000 });
  await themes.fill(name);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
  await themes.waitFor({ state: 'hidden' });
}

/** The 1-based line and column where a piece of text begins in a file. */
export function find(file, piece) {
  const text = fs.readFileSync(file, 'utf8');
  const offset = text.indexOf(piece);
  if (offset < 0) throw new Error(`${piece} is not in ${file}`);
  const lines = text.slice(0, offset).split('\n');
  return [lines.length, lines.at(-1).length + 1];
}

/** Is there when the status bar counts so many errors. */
export function errors(page, count) {
  return page.locator('[id="status.problems"]', { hasText: new RegExp(`^\\D*${count}\\D`) }).first();
}

/** Runs a command by its title. */
export async function command(page, title) {
  const input = page.locator('.quick-input-widget:visible input').first();
  await pressUntil(() => page.keyboard.press('F1'), input);
  await input.fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
  await input.waitFor({ state: 'hidden' });
}

/** Is there when the file in the active editor is saved. */
export function saved(page) {
  return page.locator('.tab.active:not(.dirty)');
}

/** Puts the cursor at a 1-based line and column. */
export async function goTo(page, line, column) {
  const input = page.locator('.quick-input-widget:visible input').first();
  await pressUntil(() => page.keyboard.press('Control+G'), input);
  await input.fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
}

function prepare(temporary, settings) {
  for (const name of ['data/User', 'data/Machine', 'extensions', 'home'])
    fs.mkdirSync(path.join(temporary, name), { recursive: true });
  // Settings that belong to a machine are read of the machine's, once a person has changed their own.
  for (const name of ['User', 'Machine'])
    fs.writeFileSync(path.join(temporary, `data/${name}/settings.json`), JSON.stringify(settings));
}

/** Something that starts VS Code's server program with further arguments, in a process group of its own. */
function runner(temporary, environment) {
  const inside = (name) => path.join(temporary, name);
  const log = fs.openSync(inside('server.log'), 'a');
  const main = path.join(RIG, 'node_modules/code-server/lib/vscode/out/server-main.js');
  const folders = [
    '--server-data-dir',
    temporary,
    '--user-data-dir',
    inside('data'),
    '--extensions-dir',
    inside('extensions'),
  ];
  const home = inside('home');
  const xdg = {
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    XDG_CACHE_HOME: home,
    XDG_RUNTIME_DIR: temporary,
  };
  const env = {
    ...process.env,
    ...xdg,
    HOME: home,
    TMPDIR: temporary,
    EXTENSIONS_GALLERY: '{}',
    ...environment,
  };
  return (...options) =>
    spawn(process.execPath, [main, ...folders, ...options], {
      cwd: temporary,
      detached: true,
      stdio: ['ignore', log, log],
      env,
    });
}

async function finished(child) {
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${child.spawnargs.join(' ')} ended with status ${code}`);
}

function workbenchUrl(port, workspace, unpacked) {
  const host = `127.0.0.1:${port}`;
  const payload = [['skipWelcome', 'true']];
  if (unpacked)
    payload.push(['extensionDevelopmentPath', `vscode-remote://${host}${path.join(ROOT, 'client')}`]);
  return `http://${host}/?folder=${workspace}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

function launchBrowser() {
  const { chromium } = createRequire(RIG + '/')('playwright-core');
  const offline = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
  ];
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath: findBrowser(),
    args: ['--disable-gpu', '--no-first-run', ...offline, ...root],
  });
}

function findBrowser() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const found = names
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find((file) => fs.existsSync(file));
  if (found === undefined) throw new Error('no Chromium on PATH: run `make setup-vscode`');
  return found;
}

async function answers(url) {
  for (let attempt = 0; attempt < 300; attempt++) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // not listening yet
    }
    await sleep(100);
  }
  throw new Error(`${url} did not answer in 30 s`);
}

function freePort() {
  return new Promise((resolve) => {
    const listener = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = listener.address();
      listener.close(() => resolve(port));
    });
  });
}

function endGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ended on its own
  }
}

/** What VS Code's server and the extension wrote, for the report of a failure. */
function serverLogs(temporary) {
  const names = fs.readdirSync(temporary, { recursive: true }).map(String);
  const wanted = names.filter((name) => /server\.log$|Pipeline Config.*\.log$/.test(name));
  // Without its native modules VS Code complains at length about spdlog, and logs to the console instead.
  const lines = (name) =>
    fs
      .readFileSync(path.join(temporary, name), 'utf8')
      .split('\n')
      .filter((line) => !/spdlog|^    at /.test(line));
  return wanted.map((name) => [`--- ${name}`, ...lines(name).slice(-60)].join('\n')).join('\n');
}

function stopwatch() {
  const start = Date.now();
  return (what) => console.log(`${((Date.now() - start) / 1000).toFixed(1).padStart(5)} s  ${what}`);
}
