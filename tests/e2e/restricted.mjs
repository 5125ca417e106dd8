// A workspace that is not trusted: the text and the checkpoint are checked, and no program that the workspace names is run.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { errors, languageStatus, openFile, PICTURES, ROOT, withVSCode, example } from './vscode.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'restricted-'));
const workspace = path.join(folder, 'examples');
const trap = path.join(folder, 'was-run');
fs.cpSync(path.join(ROOT, 'examples'), workspace, { recursive: true });
fs.mkdirSync(path.join(workspace, '.vscode'));
fs.writeFileSync(path.join(folder, 'server'), `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 });
fs.writeFileSync(
  path.join(workspace, '.vscode/settings.json'),
  JSON.stringify({ 'pipelineConfig.server.path': path.join(folder, 'server') }),
);
const settings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
};
const options = {
  ...example('three-mistakes'),
  folder: workspace,
  settings,
  pictures: PICTURES,
  trust: true,
};
try {
  await withVSCode(options, async ({ page, step }) => {
    await openFile(page, 'three-mistakes/pipeline.config');
    await errors(page, 3).waitFor({ timeout: 60_000 });
    step('three mistakes are marked');
    const status = await languageStatus(page);
    assert.match(status, /Restricted Mode/);
    assert.match(status, /the workspace's own Python, server and schema are not used/);
    await page.screenshot({ path: path.join(PICTURES, 'restricted.png') });
    assert.ok(!fs.existsSync(trap), 'a program that the workspace names was run');
    step('nothing that the workspace names was run, and the status says so');
  });
} finally {
  fs.rmSync(folder, { recursive: true });
}
