// The pictures of the README: node24.sh screenshots.mjs FOLDER

import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { command, errors, find, goTo, openFile, pressUntil, ROOT, suggest, withVSCode } from './vscode.mjs';

const pictures = path.resolve(process.argv[2] ?? 'docs/images');
const settings = {
  'breadcrumbs.enabled': false,
  'editor.fontSize': 13,
  'editor.hover.above': false,
  'editor.minimap.enabled': false,
  'editor.renderLineHighlight': 'none',
  'editor.scrollBeyondLastLine': false,
  'editor.stickyScroll.enabled': false,
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
};
const options = {
  folder: path.join(ROOT, 'examples'),
  pictures,
  settings,
  size: { width: 1120, height: 560 },
  scale: 1.5,
};

await withVSCode(options, async ({ page, workspace, step }) => {
  const config = path.join(workspace, 'three-mistakes/pipeline.config');
  const picture = async (name) => {
    await sleep(1000); // fades have ended
    await page.screenshot({ path: path.join(pictures, `${name}.png`) });
    step(name);
  };
  const place = (piece) => find(config, piece);
  await openFile(page, 'three-mistakes/pipeline.config');
  await command(page, 'View: Close Primary Side Bar');
  await goTo(page, place('score_converter')[0], 1);
  await errors(page, 3).waitFor({ timeout: 30_000 });

  const [line, column] = place('"classification"');
  await goTo(page, line + 12, 1);
  await goTo(page, line, column + 2);
  const hover = page.locator('.monaco-hover:visible', { hasText: /Quick Fix/ }).first();
  await pressUntil(async () => {
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
  }, hover);
  await picture('checkpoint');
  await page.keyboard.press('Escape');

  const row = page
    .locator('.action-widget .monaco-list-row', { hasText: /fine_tune_checkpoint_type/ })
    .first();
  await pressUntil(() => page.keyboard.press('Control+.'), row);
  await picture('fix');
  await page.keyboard.press('Escape');

  await goTo(page, place('train_config {')[0], 'train_config {'.length + 1);
  await page.keyboard.press('Enter');
  await page.keyboard.type('fine_', { delay: 60 });
  await suggest(page, 'fine_tune_checkpoint_version');
  await picture('completion');
});
