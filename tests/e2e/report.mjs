// The restore report beside its config, what TensorFlow did in it, the comparison, the lenses, definitions: looked at in every theme.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  command,
  errors,
  find,
  goTo,
  openFile,
  openWebview,
  PICTURES,
  pressUntil,
  saved,
  theme,
  webview,
  withVSCode,
  example,
} from './vscode.mjs';

const CONFIG = 'restores/pipeline.config';
const THEMES = ['Light Modern', 'Dark Modern', 'Dark High Contrast'];
// A Python that answers as one with TensorFlow does, and that this model cannot be built.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'python-'));
const versions = { tensorflow: '2.15.1' };
const refusal = { stage: 'builder', error: 'ValueError', message: 'no such extractor', bases: [] };
const answers = [
  { python: '3.11', executable: 'python', versions, missing: [], stamp: [] },
  { type: '', raised: refusal, bound: null, variables: null, versions, stand_ins: [] },
].map((answer, index) => `read line; echo '${JSON.stringify({ id: index + 1, answer })}'`);
const python = path.join(folder, 'python');
fs.writeFileSync(python, ['#!/bin/sh', ...answers, ''].join('\n'), { mode: 0o755 });
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const options = {
  ...example('restores'),
  pictures: PICTURES,
  settings: { 'pipelineConfig.tensorflowInterpreter': python },
  seconds: 240,
};

await withVSCode(options, async ({ page, workspace, step }) => {
  const config = path.join(workspace, CONFIG);
  const picture = (name) => page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  await openFile(page, CONFIG);
  await errors(page, 0).waitFor({ timeout: 30_000 });
  await command(page, 'View: Close Primary Side Bar');
  const lens = page.locator('.codelens-decoration', { hasText: '290 restored' });
  await goTo(page, ...find(config, 'fine_tune_checkpoint:'));
  await lens.first().waitFor({ timeout: 30_000 });
  step(`lens: ${(await lens.first().innerText()).trim()}`);
  await picture('lenses');

  const report = await openWebview(page, () => lens.first().getByText('290 restored').click(), 'h1');
  assert.match(
    await report.locator('h1').innerText(),
    /290 of 384 variables are restored; the 94 of the heads/,
  );
  step('the lens opens the report');
  for (const name of THEMES) {
    await theme(page, name);
    await sleep(1500);
    await picture(`report-${name.toLowerCase().replaceAll(' ', '-')}`);
  }
  await theme(page, 'Light Modern');
  step('seen in light, dark and high contrast');

  // With the keyboard alone: from the search to a group, into it and out again.
  await report.locator('#search').focus();
  await page.keyboard.type('_class_predictor');
  assert.equal(await report.locator('details.group:visible').count(), 2);
  await page.keyboard.press('Escape');
  await report.locator('#search').focus();
  await page.keyboard.press('Tab');
  assert.equal(await report.evaluate(() => document.activeElement.tagName), 'SUMMARY');
  await page.keyboard.press('Enter');
  await report.locator('details.group[open]').first().waitFor({ timeout: 5000 });
  await page.keyboard.press('Enter');
  step('searched and opened with the keyboard');

  await report.locator('#search').fill('_class_predictor');
  assert.equal(await report.locator('details.group:visible').count(), 2);
  await report.locator('#search').fill('');
  await report.locator('details.group', { hasText: 'class predictions' }).first().locator('summary').click();
  const field = report.locator('details[open] [data-do="reveal"]:visible', {
    hasText: 'fine_tune_checkpoint_type',
  });
  await field.first().click();
  const [line] = find(config, 'fine_tune_checkpoint_type:');
  await page
    .locator('[id="status.editor.selection"]', { hasText: `Ln ${line},` })
    .waitFor({ timeout: 15_000 });
  step('searched, and a field of the report leads to the config');

  await report.locator('[data-command="pipelineConfig.verify"]').click();
  const both = await webview(page, '#verified');
  assert.match(
    await both.locator('#verified').innerText(),
    /TensorFlow 2 does otherwise[^]*is built\s+refused/,
  );
  await picture('report-verified');
  step('what TensorFlow did stands beside what was predicted');

  // The report follows the config, and its offer changes it.
  const text = fs.readFileSync(config, 'utf8');
  await page.keyboard.press('Control+1');
  await goTo(page, ...find(config, 'num_classes: 4'));
  fs.writeFileSync(config, text.replace('"detection"', '"full"'));
  const wrong = await webview(page, 'h1:has-text("another shape")');
  await picture('report-stops');
  await wrong.locator('[data-do="fix"]').first().click();
  await webview(page, 'h1:has-text("290 of 384")');
  await pressUntil(() => page.keyboard.press('Control+S'), saved(page));
  step('it follows the config, and mends it');

  await page.keyboard.press('Control+1'); // the commands are those of the editor in focus
  await command(page, "Pipeline Config: Compare with the Checkpoint's Config");
  const mark = page.locator('.diff-editor, .monaco-diff-editor').first();
  await mark.waitFor({ timeout: 15_000 });
  await page.locator('.view-line', { hasText: 'num_classes:' }).first().waitFor({ timeout: 15_000 });
  await sleep(1500);
  await picture('compare');
  step('compared');
  await command(page, 'View: Close All Editors');
  await command(page, 'View: Show Explorer');

  await openFile(page, CONFIG);
  await goTo(page, find(config, 'num_classes:')[0], find(config, 'num_classes:')[1] + 3);
  await pressUntil(
    () => page.keyboard.press('F12'),
    page.locator('.tab.active', { hasText: 'ssd.proto' }).first(),
  );
  await page.locator('.view-line', { hasText: 'num_classes' }).first().waitFor({ timeout: 15_000 });
  await page.keyboard.type('x');
  await page.getByText('Cannot edit in read-only editor').first().waitFor({ timeout: 5000 });
  await picture('schema');
  step('a field leads to the schema, which cannot be edited');

  const define = async (piece, tab) => {
    await openFile(page, CONFIG);
    const [line, column] = find(config, piece);
    await goTo(page, line, column + 3);
    const opened = page.locator('.tab.active', { hasText: tab }).first();
    await pressUntil(() => page.keyboard.press('F12'), opened);
  };
  await define('"ssd_mobilenet_v2_fpn_keras"', 'ssd_mobilenet_v2_fpn_keras.md');
  await page
    .locator('.view-line', { hasText: /FPNLite/ })
    .first()
    .waitFor({ timeout: 15_000 });
  await picture('component');
  step('a component leads to what is known of it');
  await define('"pretrained/', 'Restore Report');
  await webview(page, 'h1:has-text("290 of 384")');
  step('a checkpoint leads to its report');
});
