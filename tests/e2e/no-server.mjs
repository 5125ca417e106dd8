// Settings that name something which cannot run the server: the person is told so in one sentence, with a way out that works.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { command, errors, notification, openFile, PICTURES, withVSCode, example } from './vscode.mjs';

// What an interpreter of long ago answers when it is asked for its version.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'old-python-'));
const old = path.join(folder, 'python3.8');
fs.writeFileSync(old, `#!/bin/sh\nprintf '3.8.10\\n${old}\\nFalse\\n'\n`, { mode: 0o755 });
const settings = { 'pipelineConfig.server.interpreter': old };
const options = { ...example('three-mistakes'), settings, pictures: PICTURES };
try {
  await withVSCode(options, async ({ page, step }) => {
    await openFile(page, 'three-mistakes/pipeline.config');
    const told = await notification(page, 'Python 3.8.10');
    assert.match(await told.innerText(), /names Python 3\.8\.10; the server needs 3\.10 or later/);
    await page.screenshot({ path: path.join(PICTURES, 'no-server.png') });
    step('told that Python is too old');
    await page.keyboard.press('Escape');

    await command(page, 'Pipeline Config: Set Up Server');
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: /^Python 3\.\d+/ }).first();
    await row.waitFor({ timeout: 30_000 });
    await page.screenshot({ path: path.join(PICTURES, 'set-up-server.png') });
    await row.click();
    await notification(page, 'the server runs');
    step('another one is chosen, and success is told');
    await page.keyboard.press('Escape');
    await errors(page, 3).waitFor({ timeout: 60_000 });
    step('three mistakes are marked');
  });
} finally {
  fs.rmSync(folder, { recursive: true });
}
