// A real VS Code for one run: its server on 127.0.0.1, its workbench in Chromium, the extension from client/ unpacked.
// Everything it starts is in process groups of its own and is stopped when the run ends, however it ends.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = path.resolve(import.meta.dirname, '../..');
const RIG = path.join(ROOT, '.rig');

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
 * Ends the process with status 1 after `seconds`, and saves a picture of what was there when `body` throws.
 */
export async function withVSCode({ folder, pictures, settings = {}, size, scale = 1, seconds = 180 }, body) {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'vscode-e2e-'));
  const workspace = path.join(temporary, 'workspace', path.basename(folder));
  fs.cpSync(folder, workspace, { recursive: true });
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
    server = startServer(temporary, port, { ...SETTINGS, ...settings });
    await answers(`http://127.0.0.1:${port}/version`);
    step('VS Code answers');
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: size ?? { width: 1280, height: 800 }, deviceScaleFactor: scale });
    page = await context.newPage();
    await page.goto(workbenchUrl(port, workspace));
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

/** Opens a file of the workspace by its path, and waits until the editor shows it. */
export async function openFile(page, relative) {
  const ready = page.locator('.explorer-folders-view .monaco-list-row').first();
  await ready.waitFor({ timeout: 60_000 });
  const input = page.locator('.quick-input-widget:visible input').first();
  await pressUntil(() => page.keyboard.press('Control+P'), input);
  await input.fill(relative);
  const row = page.locator('.quick-input-list .monaco-list-row').first();
  await row.waitFor();
  await pressUntil(() => page.keyboard.press('Enter'), page.locator('.monaco-editor .view-line').first());
}

/** Puts the cursor at a 1-based line and column. */
export async function goTo(page, line, column) {
  const input = page.locator('.quick-input-widget:visible input').first();
  await pressUntil(() => page.keyboard.press('Control+G'), input);
  await input.fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
}

function startServer(temporary, port, settings) {
  const folder = (name) => {
    const created = path.join(temporary, name);
    fs.mkdirSync(created, { recursive: true });
    return created;
  };
  const home = folder('home');
  fs.writeFileSync(path.join(folder('data/User'), 'settings.json'), JSON.stringify(settings));
  const log = fs.openSync(path.join(temporary, 'server.log'), 'w');
  const main = path.join(RIG, 'node_modules/code-server/lib/vscode/out/server-main.js');
  const options = [
    ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
    ...['--server-data-dir', temporary, '--user-data-dir', path.join(temporary, 'data')],
    ...['--extensions-dir', folder('extensions'), '--accept-server-license-terms', '--disable-telemetry'],
    ...['--disable-workspace-trust', '--enable-smoke-test-driver', '--force-disable-user-env'],
  ];
  const xdg = { XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home, XDG_RUNTIME_DIR: temporary };
  return spawn(process.execPath, [main, ...options], {
    cwd: temporary,
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...xdg, HOME: home, TMPDIR: temporary, EXTENSIONS_GALLERY: '{}' },
  });
}

function workbenchUrl(port, workspace) {
  const host = `127.0.0.1:${port}`;
  const payload = [
    ['extensionDevelopmentPath', `vscode-remote://${host}${path.join(ROOT, 'client')}`],
    ['skipWelcome', 'true'],
  ];
  return `http://${host}/?folder=${workspace}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

function launchBrowser() {
  const { chromium } = createRequire(RIG + '/')('playwright-core');
  const offline = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'];
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath: findBrowser(),
    args: ['--disable-gpu', '--no-first-run', ...offline, ...root],
  });
}

function findBrowser() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const found = names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) => fs.existsSync(file));
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
  return wanted.map((name) => `--- ${name}\n${fs.readFileSync(path.join(temporary, name), 'utf8').slice(-4000)}`).join('\n');
}

function stopwatch() {
  const start = Date.now();
  return (what) => console.log(`${((Date.now() - start) / 1000).toFixed(1).padStart(5)} s  ${what}`);
}
