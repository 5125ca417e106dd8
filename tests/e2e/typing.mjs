// Typing: the outline of what may be set, with documentation; a checkpoint by its path; a tidy file at the end.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

import {
  command,
  errors,
  find,
  goTo,
  openFile,
  PICTURES,
  pressUntil,
  saved,
  suggest,
  withVSCode,
  example,
} from './vscode.mjs';

const CONFIG = 'restores/pipeline.config';

await withVSCode({ ...example('restores'), pictures: PICTURES }, async ({ page, workspace, step }) => {
  const config = path.join(workspace, CONFIG);
  const picture = (name) => page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  const suggestions = page.locator('.suggest-widget.visible .monaco-list-row');
  await openFile(page, CONFIG);
  await errors(page, 0).waitFor({ timeout: 30_000 });

  // Until the extension is there, VS Code knows no indentation of the language either.
  await goTo(page, ...find(config, 'train_config {'));
  await page
    .locator('.codelens-decoration', { hasText: '290 restored' })
    .first()
    .waitFor({ timeout: 60_000 });

  // A field, chosen from the list, with its documentation beside it.
  const [line] = find(config, 'train_config {');
  await goTo(page, line, 'train_config {'.length + 1);
  await page.keyboard.press('Enter');
  await page.keyboard.type('replicas_t', { delay: 40 });
  const details = await suggest(page, 'replicas_to_aggregate');
  assert.match(await details.innerText(), /replicas_to_aggregate: int32[^]*gradients/);
  await picture('completion-field');
  await page.keyboard.press('Enter');
  await page.keyboard.type('1');
  await pressUntil(() => page.keyboard.press('Control+S'), saved(page));
  assert.match(fs.readFileSync(config, 'utf8'), /train_config \{\n {2}replicas_to_aggregate: 1\n/);
  step('a field was completed, and indented');

  // A path: the checkpoints of the workspace.
  const [at, column] = find(config, 'fine_tune_checkpoint: "');
  await goTo(page, at, column + 'fine_tune_checkpoint: "'.length);
  const prefix = suggestions.filter({ hasText: 'checkpoint/ckpt-0' }).first();
  await pressUntil(() => page.keyboard.press('Control+Space'), prefix);
  await picture('completion-checkpoint');
  await page.keyboard.press('Escape');
  step('checkpoints are offered');

  // Formatting.
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\neval_config{\nnum_visualizations:   8', { delay: 20 });
  await command(page, 'Format Document');
  await page
    .locator('.view-line', { hasText: /^\s*num_visualizations:\s8$/ })
    .first()
    .waitFor({ timeout: 15_000 });
  await picture('formatted');
  step('formatted');
});
