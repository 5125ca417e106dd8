// TensorFlow 1, where a wrong checkpoint raises nothing: the one error, what it says, and its fix.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { errors, find, goTo, openFile, PICTURES, pressUntil, ROOT, saved, withVSCode } from './vscode.mjs';

const CONFIG = 'tensorflow-1/pipeline.config';
const SAYS =
  /None of the backbone's \d+ variables would be restored\. The checkpoint is of ssd_mobilenet_v2, 4 classes/;

const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'tensorflow-1-')), 'garden');
process.on('exit', () => fs.rmSync(path.dirname(folder), { recursive: true, force: true }));
fs.cpSync(path.join(ROOT, 'examples/annotations'), path.join(folder, 'annotations'), { recursive: true });
const written = spawnSync(
  path.join(ROOT, '.venv/bin/python'),
  ['-m', 'oracle.tf1_example', path.join(folder, 'tensorflow-1')],
  { cwd: ROOT, encoding: 'utf8' },
);
assert.equal(written.status, 0, written.stderr);

await withVSCode({ folder, pictures: PICTURES }, async ({ page, workspace, step }) => {
  const config = path.join(workspace, CONFIG);
  await openFile(page, CONFIG);
  await goTo(page, ...find(config, 'train_config {'));
  await errors(page, 1).waitFor({ timeout: 30_000 });
  step('one error');

  const [line, column] = find(config, '"tensorflow-1/');
  await goTo(page, line, column + 1);
  const hover = page.locator('.monaco-hover:visible', { hasText: SAYS }).first();
  await pressUntil(async () => {
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
  }, hover);
  step(`read: ${(await hover.innerText()).split('\n')[0]}`);
  await page.screenshot({ path: path.join(PICTURES, 'tensorflow-1.png') });
  await page.keyboard.press('Escape');

  const row = page
    .locator('.action-widget .monaco-list-row', { hasText: /Set type to "ssd_mobilenet_v2"/ })
    .first();
  await pressUntil(() => page.keyboard.press('Control+.'), row);
  await row.click();
  await page.locator('.squiggly-error').first().waitFor({ state: 'detached', timeout: 15_000 });
  await pressUntil(() => page.keyboard.press('Control+S'), saved(page));
  assert.match(fs.readFileSync(config, 'utf8'), /type: "ssd_mobilenet_v2"/);
  step('mended: the backbone is restored');
});
