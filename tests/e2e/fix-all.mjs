// Every safe fix at once, and one undo that takes it back; and a file that only has our kind of name is left alone.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { command, errors, openFile, PICTURES, pressUntil, saved, withVSCode } from './vscode.mjs';

const BROKEN = `train_config: {
  batch_size = 8
  num_steps: 100;;
  fine_tune_checkpoint_version: “V2”
  max_number_of_boxes: 100
}
`;
const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'fix-all-')), 'broken');
fs.mkdirSync(folder);
fs.writeFileSync(path.join(folder, 'pipeline.config'), BROKEN);
fs.writeFileSync(path.join(folder, 'web_pipeline.config'), '<?xml version="1.0"?>\n<configuration/>\n');

try {
  await withVSCode({ folder, pictures: PICTURES }, async ({ page, workspace, step }) => {
    const config = path.join(workspace, 'pipeline.config');
    await openFile(page, 'pipeline.config');
    const squiggle = page.locator('.squiggly-error').first();
    await squiggle.waitFor({ timeout: 60_000 });
    await page.screenshot({ path: path.join(PICTURES, 'fix-all-before.png') });
    await pressUntil(
      () => command(page, 'Fix All'),
      page.locator('.view-line', { hasText: /batch_size\s:\s8/ }).first(),
    );
    await page.screenshot({ path: path.join(PICTURES, 'fix-all-after.png') });
    await pressUntil(() => page.keyboard.press('Control+S'), saved(page));
    const fixed = fs.readFileSync(config, 'utf8');
    assert.match(fixed, /batch_size : 8\n/);
    step(`all safe fixes at once:\n${fixed}`);
    await pressUntil(() => page.keyboard.press('Control+Z'), page.locator('.tab.active.dirty'));
    await pressUntil(() => page.keyboard.press('Control+S'), saved(page));
    assert.equal(fs.readFileSync(config, 'utf8'), BROKEN);
    step('one undo takes all of it back');

    await openFile(page, 'web_pipeline.config');
    const language = page.locator('[id="status.editor.mode"]');
    await language.filter({ hasText: 'XML' }).waitFor({ timeout: 60_000 });
    step('an XML file is given back to its language');
    await errors(page, 3).waitFor({ timeout: 30_000 });
    step('and nothing is said of it');
  });
} finally {
  fs.rmSync(path.dirname(folder), { recursive: true });
}
