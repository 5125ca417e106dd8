// A setting that names a server which is not there: the person is told so, in words, with a way out.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

import { notification, openFile, PICTURES, withVSCode } from './vscode.mjs';

const folder = fs.mkdtempSync(path.join(process.env.TMPDIR ?? '/tmp', 'no-server-'));
fs.writeFileSync(path.join(folder, 'pipeline.config'), 'model {\n}\n');
const settings = { 'pipelineConfig.server.path': '/nowhere/pipeline-config-ls' };
try {
  await withVSCode({ folder, settings, pictures: PICTURES }, async ({ page, step }) => {
    await openFile(page, 'pipeline.config');
    const told = await notification(page, 'cannot be run');
    const text = await told.innerText();
    assert.match(
      text,
      /pipelineConfig\.server\.path names \/nowhere\/pipeline-config-ls, which cannot be run/,
    );
    assert.match(text, /Select Interpreter/);
    step('told that the server is missing');
    await page.screenshot({ path: path.join(PICTURES, 'no-server.png') });
    await told.getByRole('button', { name: 'Select Interpreter' }).click();
    await page
      .locator('.settings-editor', { hasText: 'Python interpreter with the package' })
      .waitFor({ timeout: 15_000 });
    step('the way out leads to the setting');
  });
} finally {
  fs.rmSync(folder, { recursive: true });
}
