// The extension as people install it, on a machine without the server: it offers to set one up, and then it works.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

import { command, errors, notification, openFile, PICTURES, ROOT, withVSCode } from './vscode.mjs';

const wheels = path.join(ROOT, '.rig/wheels');
assert.ok(fs.existsSync(wheels), 'make setup-vscode was run');
const folders = (process.env.PATH ?? '').split(path.delimiter);
const environment = {
  PATH: folders
    .filter((folder) => !fs.existsSync(path.join(folder, 'pipeline-config-ls')))
    .join(path.delimiter),
  PIP_FIND_LINKS: wheels,
  PIP_NO_INDEX: '1',
};
const vsix = path.join(ROOT, 'client/pipeline-config-ls.vsix');
const options = { folder: path.join(ROOT, 'examples'), pictures: PICTURES, vsix, environment, seconds: 240 };

await withVSCode(options, async ({ page, step }) => {
  await openFile(page, 'three-mistakes/pipeline.config');
  const told = await notification(page, 'No language server');
  step(`told: ${(await told.innerText()).split('\n').at(-1)}`);
  await page.screenshot({ path: path.join(PICTURES, 'set-up.png') });
  await told.getByRole('button', { name: 'Set Up' }).click();
  await errors(page, 3).waitFor({ timeout: 150_000 });
  step('set up, and three mistakes are marked');

  await command(page, 'Pipeline Config: Restart Server');
  await errors(page, 0).waitFor({ timeout: 30_000 });
  await errors(page, 3).waitFor({ timeout: 60_000 });
  step('restarted, without asking again');
});
