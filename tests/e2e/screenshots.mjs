// The pictures of the README, of docs/ and of the walkthrough: node24.sh screenshots.mjs FOLDER [FRAMES]
// FRAMES is a folder for the frames of the animation; scripts/pictures.sh makes it of them.

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  command,
  errors,
  find,
  goTo,
  openFile,
  pressUntil,
  ROOT,
  suggest,
  webview,
  withVSCode,
  example,
} from './vscode.mjs';

const pictures = path.resolve(process.argv[2] ?? 'docs/images');
const frames = path.resolve(process.argv[3] ?? path.join(ROOT, 'tests/e2e/pictures/frames'));
const settings = {
  'breadcrumbs.enabled': false,
  'editor.folding': false,
  'editor.fontSize': 14,
  'editor.glyphMargin': false,
  'editor.hover.above': false,
  'editor.lineDecorationsWidth': 6,
  'editor.lineNumbersMinChars': 3,
  'editor.minimap.enabled': false,
  'editor.renderLineHighlight': 'none',
  'editor.scrollBeyondLastLine': false,
  'editor.stickyScroll.enabled': false,
  'window.commandCenter': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
};
const options = {
  ...example('three-mistakes', 'restores'),
  pictures,
  settings,
  size: { width: 1080, height: 560 },
  scale: 1.5,
  seconds: 300,
};
fs.mkdirSync(frames, { recursive: true });

await withVSCode(options, async ({ page, workspace, step }) => {
  const config = path.join(workspace, 'three-mistakes/pipeline.config');
  const picture = async (name) => {
    await sleep(1000); // fades have ended
    await page.screenshot({ path: path.join(pictures, `${name}.png`) });
    step(name);
  };
  let number = 0;
  const frame = async () => {
    await sleep(700);
    await page.screenshot({ path: path.join(frames, `${String(number++).padStart(2, '0')}.png`) });
  };
  const place = (piece) => find(config, piece);
  const fixes = (text) => page.locator('.action-widget .monaco-list-row', { hasText: text }).first();
  const offer = (text) => pressUntil(() => page.keyboard.press('Control+.'), fixes(text));
  const lens = (text) => page.locator('.codelens-decoration', { hasText: text }).first();

  await openFile(page, 'three-mistakes/pipeline.config');
  await command(page, 'View: Close Primary Side Bar');
  await goTo(page, place('num_classes')[0], 1);
  await errors(page, 3).waitFor({ timeout: 60_000 });
  await goTo(page, place('fine_tune_checkpoint_type')[0] + 10, 1);
  await goTo(page, ...place('"classification"'));
  await lens('then').waitFor({ timeout: 60_000 });
  await picture('open');
  await frame();

  const hover = page.locator('.monaco-hover:visible', { hasText: /Quick Fix/ }).first();
  const [line, column] = place('"classification"');
  await goTo(page, line, column + 2);
  await pressUntil(async () => {
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
  }, hover);
  await picture('checkpoint');
  await page.keyboard.press('Escape');
  await offer(/fine_tune_checkpoint_type/);
  await picture('fix');
  await frame();
  await fixes(/fine_tune_checkpoint_type/).click();
  await errors(page, 2).waitFor({ timeout: 30_000 });
  await sleep(1500);
  await frame();

  const [first, start] = place('"pretrained/');
  await goTo(page, first, start + 3);
  await offer('Use the prefix');
  await frame();
  await fixes('Use the prefix').click();
  await errors(page, 1).waitFor({ timeout: 30_000 });
  await sleep(1500);
  await frame();

  await goTo(page, ...place('train_config {'));
  await offer('fine_tune_checkpoint_version');
  await frame();
  await fixes('fine_tune_checkpoint_version').click();
  await errors(page, 0).waitFor({ timeout: 30_000 });
  await lens('290 restored').waitFor({ timeout: 30_000 });
  await sleep(1500);
  await frame();

  await lens('290 restored').getByText('290 restored').click();
  await webview(page, 'h1');
  await page.mouse.move(300, 20);
  await sleep(800);
  await picture('report');
  await frame();
  await page.keyboard.press('Control+1');
  await command(page, 'File: Save All Files');
  await command(page, 'View: Close All Editors');
  await page.locator('.tab').first().waitFor({ state: 'detached', timeout: 10_000 });
  await command(page, 'View: Show Explorer');

  await openFile(page, 'restores/pipeline.config');
  await command(page, 'View: Close Primary Side Bar');
  const restores = path.join(workspace, 'restores/pipeline.config');
  await goTo(page, find(restores, 'momentum_optimizer {')[0] + 8, 1);
  const [rate, at] = find(restores, 'cosine_decay_learning_rate');
  await goTo(page, rate, at + 3);
  await lens('290 restored').waitFor({ timeout: 30_000 });
  const curve = page.locator('.monaco-hover:visible img').first();
  await pressUntil(async () => {
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
  }, curve);
  await picture('learning-rate');
  await curve.waitFor({ timeout: 1000 });
  await page.keyboard.press('Escape');

  await goTo(page, find(restores, 'train_config {')[0], 'train_config {'.length + 1);
  await page.keyboard.press('Enter');
  await page.keyboard.type('fine_', { delay: 60 });
  await suggest(page, 'fine_tune_checkpoint_version');
  await picture('completion');
});

// A sample config beside an archive of the model zoo.
const folder = path.join(fs.mkdtempSync('/tmp/bees-'), 'bees');
fs.cpSync(path.join(ROOT, 'examples'), folder, { recursive: true });
for (const name of fs.readdirSync(folder))
  if (!['pretrained', 'annotations'].includes(name)) fs.rmSync(path.join(folder, name), { recursive: true });
const sample = fs
  .readFileSync(path.join(ROOT, 'examples/restores/pipeline.config'), 'utf8')
  .replace('num_classes: 4', 'num_classes: 90')
  .replace(/fine_tune_checkpoint: ".*"/, 'fine_tune_checkpoint: "PATH_TO_BE_CONFIGURED"')
  .replace('batch_size: 8', 'batch_size: 128')
  .replace(/(label_map|input)_path: ".*"/g, '$1_path: "PATH_TO_BE_CONFIGURED"');
fs.writeFileSync(path.join(folder, 'pipeline.config'), sample);
try {
  await withVSCode({ ...options, leaveOut: [], folder }, async ({ page, workspace, step }) => {
    const config = path.join(workspace, 'pipeline.config');
    await openFile(page, 'pipeline.config');
    await command(page, 'View: Close Primary Side Bar');
    await goTo(page, find(config, 'fine_tune_checkpoint:')[0] + 10, 1);
    await goTo(page, ...find(config, 'fine_tune_checkpoint:'));
    const lens = page.locator('.codelens-decoration a', { hasText: 'Set up for fine-tuning' }).first();
    await lens.waitFor({ timeout: 60_000 });
    await lens.click();
    await page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'num_classes' })
      .first()
      .waitFor({ timeout: 30_000 });
    await sleep(1000);
    await page.screenshot({ path: path.join(pictures, 'set-up.png') });
    step('set-up');
  });
} finally {
  fs.rmSync(path.dirname(folder), { recursive: true });
}
