// The main job: open a config with three mistakes in it, see them, read why, let them be fixed, see it clean.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { goTo, openFile, PICTURES, pressUntil, ROOT, withVSCode } from './vscode.mjs';

const CONFIG = 'three-mistakes/pipeline.config';

/** The 1-based line and column of a piece of text in a file. */
function find(file, piece) {
  const text = fs.readFileSync(file, 'utf8');
  const offset = text.indexOf(piece);
  assert.notEqual(offset, -1, `${piece} is in ${file}`);
  const lines = text.slice(0, offset).split('\n');
  return [lines.length, lines.at(-1).length + 1];
}

/** Puts the cursor on a word of the config and applies the first quick fix whose title matches. */
async function fix(page, config, piece, title) {
  const [line, column] = find(config, piece);
  await goTo(page, line, column + 1);
  const row = page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
  await pressUntil(() => page.keyboard.press('Control+.'), row);
  await page.screenshot({ path: path.join(PICTURES, `fix-${title.source.replace(/\W+/g, '-')}.png`) });
  await row.click();
  await row.waitFor({ state: 'detached' });
  await page.keyboard.press('Control+S');
}

await withVSCode({ folder: path.join(ROOT, 'examples'), pictures: PICTURES }, async ({ page, workspace, step }) => {
  const config = path.join(workspace, CONFIG);
  await openFile(page, CONFIG);
  const [line] = find(config, 'fine_tune_checkpoint:');
  await goTo(page, line, 30);
  await page.locator('.squiggly-error').first().waitFor({ timeout: 30_000 });
  step('squiggles');
  await page.screenshot({ path: path.join(PICTURES, 'squiggles.png') });
});
