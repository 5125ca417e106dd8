// From a sample config of the API and an archive of the model zoo to no problems, counted in actions: three.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import {
  command,
  errors,
  find,
  goTo,
  notification,
  openFile,
  PICTURES,
  pressUntil,
  ROOT,
  saved,
  withVSCode,
} from './vscode.mjs';

// A workspace as people have it: the archive, the data, and a sample in which every path is a placeholder.
const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'set-up-')), 'bees');
const examples = path.join(ROOT, 'examples');
for (const name of ['pretrained', 'annotations'])
  fs.cpSync(path.join(examples, name), path.join(folder, name), { recursive: true });
const sample = fs
  .readFileSync(path.join(examples, 'restores/pipeline.config'), 'utf8')
  .replace('num_classes: 4', 'num_classes: 90')
  .replace(/fine_tune_checkpoint: ".*"/, 'fine_tune_checkpoint: "PATH_TO_BE_CONFIGURED/ckpt-0"')
  .replace('"detection"', '"classification"')
  .replace('batch_size: 8', 'batch_size: 128\n  sync_replicas: true\n  replicas_to_aggregate: 8')
  .replace(/label_map_path: ".*"/g, 'label_map_path: "PATH_TO_BE_CONFIGURED/label_map.pbtxt"')
  .replace(/input_path: ".*train.*"/, 'input_path: "PATH_TO_BE_CONFIGURED/train.record"')
  .replace(/input_path: ".*eval.*"/, 'input_path: "PATH_TO_BE_CONFIGURED/val.record"');
fs.writeFileSync(path.join(folder, 'pipeline.config'), sample);

let actions = 0;
const act = async (what, step, run) => {
  actions++;
  step(`action ${actions}: ${what}`);
  await run();
};
try {
  await withVSCode({ folder, pictures: PICTURES, seconds: 240 }, async ({ page, workspace, step }) => {
    const config = path.join(workspace, 'pipeline.config');
    const picture = (name) => page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
    await openFile(page, 'pipeline.config');
    await goTo(page, ...find(config, 'fine_tune_checkpoint:'));
    const lens = page.locator('.codelens-decoration a', { hasText: 'Set up for fine-tuning' }).first();
    await lens.waitFor({ timeout: 60_000 });
    await picture('set-up-before');

    const preview = page.locator('.quick-input-list .monaco-list-row', { hasText: 'num_classes: 4' }).first();
    await act('the lens', step, async () => {
      await lens.click();
      await preview.waitFor({ timeout: 30_000 });
    });
    await picture('set-up-preview');
    await act('OK', step, () =>
      page.locator('.quick-input-widget:visible').getByText('OK', { exact: true }).click(),
    );
    await errors(page, 0).waitFor({ timeout: 30_000 });
    const told = await notification(page, 'changes were made');
    step(`told: ${(await told.innerText()).split('\n').at(-1)}`);
    await page.keyboard.press('Escape');
    await act('save', step, () => pressUntil(() => page.keyboard.press('Control+S'), saved(page)));
    assert.ok(actions <= 3);
    await picture('set-up-after');

    const text = fs.readFileSync(config, 'utf8');
    assert.match(text, /num_classes: 4\n/);
    assert.match(text, /fine_tune_checkpoint_type: "detection"/);
    const cli = path.join(ROOT, '.venv/bin/pipeline-config-ls');
    const run = (...words) => spawnSync(cli, words, { cwd: workspace, encoding: 'utf8' });
    assert.match(run('restore', 'pipeline.config').stdout, /^restored: 290 of 384/);
    assert.match(run('check', 'pipeline.config').stdout, /no problems/);
    step('it restores, and has no problems');

    await goTo(page, 1, 1);
    await pressUntil(() => page.keyboard.press('Control+Z'), page.locator('.tab.active.dirty'));
    await goTo(page, ...find(config, 'num_classes:'));
    await page
      .locator('.view-line', { hasText: /num_classes:\s90/ })
      .first()
      .waitFor({ timeout: 10_000 });
    step('one undo takes all of it back');

    // A model that nothing here restores into: the zoo has archives of it.
    fs.writeFileSync(config, text.replace('depth_multiplier: 0.25', 'depth_multiplier: 1.0'));
    await command(page, 'File: Revert File');
    await goTo(page, ...find(config, 'fine_tune_checkpoint:'));
    const question = page.locator('.codelens-decoration a', { hasText: 'Which one fits?' }).first();
    await question.waitFor({ timeout: 30_000 });
    const archive = page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'ssd_mobilenet_v2_fpnlite_320x320_coco17' })
      .first();
    await pressUntil(() => question.click(), archive);
    await picture('which-fits');
    await archive.click();
    const fetch = await notification(page, 'unpack it in pretrained');
    step(`told: ${(await fetch.innerText()).split('\n').at(-1)}`);
    await page.keyboard.press('Escape');
    await pressUntil(() => page.keyboard.press('Control+S'), saved(page));
    assert.match(
      fs.readFileSync(config, 'utf8'),
      /"pretrained\/ssd_mobilenet_v2_fpnlite_320x320_coco17_tpu-8\/checkpoint\/ckpt-0"/,
    );
    step('an archive of the zoo is named where it would be unpacked');
  });
} finally {
  fs.rmSync(path.dirname(folder), { recursive: true });
}
