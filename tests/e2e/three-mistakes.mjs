// The main job: open a config with three mistakes in it, see them, read why, have them mended, see it clean.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import {
  errors,
  find,
  goTo,
  openFile,
  PICTURES,
  pressUntil,
  ROOT,
  saved,
  withVSCode,
  example,
} from './vscode.mjs';

const CONFIG = 'three-mistakes/pipeline.config';
// Where each mistake is, what is said about it, and what mends it.
const MISTAKES = [
  {
    at: '"pretrained/',
    says: /names the index file; TensorFlow wants the prefix/,
    fix: /Use the prefix `pretrained\/.*\/ckpt-0`/,
    becomes: /fine_tune_checkpoint: "pretrained\/[^"]*\/ckpt-0"/,
  },
  {
    at: '"classification"',
    says: /This is a detection checkpoint; [‘`]?classification[’`]? looks for [‘`]?feature_extractor\/\.\.\.[’`]?, so none of the 260/,
    fix: /Set fine_tune_checkpoint_type to "(detection|full)"/,
    becomes: /fine_tune_checkpoint_type: "(detection|full)"/,
  },
  {
    at: 'train_config {',
    says: /Checkpoint version should be V2/,
    fix: /Set fine_tune_checkpoint_version to V2/,
    becomes: /fine_tune_checkpoint_version: V2/,
  },
];

await withVSCode({ ...example('three-mistakes'), pictures: PICTURES }, async ({ page, workspace, step }) => {
  const config = path.join(workspace, CONFIG);
  const picture = (name) => page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  const squiggles = page.locator('.squiggly-error');
  await openFile(page, CONFIG);
  await goTo(page, ...find(config, 'train_config {'));
  await squiggles.first().waitFor({ timeout: 30_000 });
  await errors(page, 3).waitFor({ timeout: 30_000 });
  step('three mistakes are marked');
  await picture('three-mistakes');

  for (const [number, mistake] of MISTAKES.entries()) {
    const [line, column] = find(config, mistake.at);
    await goTo(page, line, column + 1);
    const hover = page.locator('.monaco-hover:visible', { hasText: mistake.says }).first();
    await pressUntil(async () => {
      await page.keyboard.press('Control+K');
      await page.keyboard.press('Control+I');
    }, hover);
    step(`read: ${(await hover.innerText()).split('\n')[0]}`);
    await picture(`hover-${number + 1}`);
    await page.keyboard.press('Escape');

    const row = page.locator('.action-widget .monaco-list-row', { hasText: mistake.fix }).first();
    await pressUntil(() => page.keyboard.press('Control+.'), row);
    await picture(`fix-${number + 1}`);
    step(`fix: ${(await row.innerText()).trim()}`);
    await row.click();
    await errors(page, 2 - number).waitFor({ timeout: 15_000 });
    await pressUntil(() => page.keyboard.press('Control+S'), saved(page));
    assert.match(fs.readFileSync(config, 'utf8'), mistake.becomes);
  }
  await squiggles.first().waitFor({ state: 'detached', timeout: 15_000 });
  step('no mistake is left');
  await picture('clean');

  const cli = path.join(ROOT, '.venv/bin/pipeline-config-ls');
  const restored = spawnSync(cli, ['restore', CONFIG], { cwd: workspace, encoding: 'utf8' });
  assert.match(restored.stdout, /^restored: /, restored.stderr);
  step(restored.stdout.split('\n')[0]);

  const prefix = /"(pretrained\/.*)"/.exec(fs.readFileSync(config, 'utf8'))?.[1];
  const index = path.join(workspace, `${prefix}.index`);
  fs.renameSync(index, `${index}.away`);
  // In the editor: the list of problems counts other files of the folder, too.
  await squiggles.first().waitFor({ timeout: 30_000 });
  fs.renameSync(`${index}.away`, index);
  await errors(page, 0).waitFor({ timeout: 30_000 });
  step('a checkpoint that goes and comes back is noticed');
});
