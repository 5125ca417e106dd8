// The extension as people install it, on a machine with a bare Python and no network: it just runs, and nobody is asked.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import {
  errors,
  languageStatus,
  openFile,
  PICTURES,
  pressUntil,
  ROOT,
  withVSCode,
  example,
} from './vscode.mjs';

// A Python without any package: a virtual environment made of the machine's own, and nothing installed into it.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bare-python-'));
const python = path.join(folder, 'bin/python3');
spawnSync('python3', ['-m', 'venv', '--without-pip', folder], { stdio: 'inherit' });
assert.notEqual(spawnSync(python, ['-c', 'import pygls']).status, 0, 'this Python is not bare');

const environment = {
  PATH: `${path.join(folder, 'bin')}:/usr/bin:/bin`,
  // Whoever asked for the network would be told that it is not there.
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  PIP_NO_INDEX: '1',
};
const vsix = path.join(ROOT, 'client/pipeline-config-ls.vsix');
try {
  await withVSCode(
    { ...example('three-mistakes'), pictures: PICTURES, vsix, environment },
    async ({ page, step }) => {
      await openFile(page, 'three-mistakes/pipeline.config');
      await errors(page, 3).waitFor({ timeout: 60_000 });
      step('three mistakes are marked, with nothing installed and nothing asked');
      const status = await languageStatus(page);
      assert.match(status, /Pipeline Config \d+\.\d+\.\d+/);
      assert.match(status, /bundled, Python 3\.\d+/);
      await page.screenshot({ path: path.join(PICTURES, 'packaged.png') });
      step('the status item says which server runs');
      await page.keyboard.press('Escape');
      const center = page.locator('.notifications-center.visible', { hasText: /no new notifications/i });
      await pressUntil(() => page.locator('[id="status.notifications"]').click(), center);
      step('no notification');
    },
  );
} finally {
  fs.rmSync(folder, { recursive: true });
}
