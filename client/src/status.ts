/** What the status bar's language item says: the server, the framework of the config, its checkpoint, and what is switched off. */

import * as vscode from 'vscode';

import { LANGUAGES } from './server';
import { SECTION } from './settings';

/** The server's answer to `pipeline-config-ls.status`. */
export interface ConfigStatus {
  readonly version: string;
  readonly schema: string;
  readonly framework: string;
  readonly frameworkReason: string;
  readonly verdict: string;
  readonly detail: string;
  /** `ok`, `warning` or `error`; `none` where there is no verdict. */
  readonly tone: string;
}

const SEVERITIES: Readonly<Record<string, vscode.LanguageStatusSeverity>> = {
  error: vscode.LanguageStatusSeverity.Error,
  warning: vscode.LanguageStatusSeverity.Warning,
};
const CONFIG = { language: 'pipeline-config' };

export class Status implements vscode.Disposable {
  private readonly server = item(
    'server',
    LANGUAGES.map((language) => ({ language })),
    'Server',
  );
  private readonly framework = item('framework', CONFIG, 'Framework');
  private readonly checkpoint = item('checkpoint', CONFIG, 'Checkpoint');
  private readonly trust = vscode.workspace.isTrusted
    ? undefined
    : item(
        'trust',
        LANGUAGES.map((language) => ({ language })),
        'Restricted Mode',
      );

  constructor() {
    this.server.command = { command: `${SECTION}.showMenu`, title: 'Menu' };
    this.checkpoint.command = { command: `${SECTION}.showReport`, title: 'Report' };
    this.framework.command = undefined;
    this.starting();
    this.show(undefined);
    if (this.trust !== undefined) {
      this.trust.text = '$(shield) Restricted Mode';
      this.trust.detail = "the workspace's own Python, server and schema are not used";
      this.trust.command = { command: 'workbench.trust.manage', title: 'Manage' };
      this.trust.severity = vscode.LanguageStatusSeverity.Warning;
    }
  }

  starting(): void {
    this.server.text = 'Pipeline Config';
    this.server.detail = 'starting';
    this.server.busy = true;
    this.server.severity = vscode.LanguageStatusSeverity.Information;
  }

  running(origin: string, version = ''): void {
    this.server.busy = false;
    this.server.text = `Pipeline Config ${version}`;
    this.server.detail = origin;
  }

  missing(message: string): void {
    this.server.busy = false;
    this.server.detail = message;
    this.server.severity = vscode.LanguageStatusSeverity.Error;
    this.show(undefined);
  }

  /** What is known of the config in the active editor. */
  show(status: ConfigStatus | undefined): void {
    if (status !== undefined) this.server.text = `Pipeline Config ${status.version} · ${status.schema}`;
    this.framework.text = status?.framework ?? 'Framework';
    this.framework.detail = status?.frameworkReason ?? 'not known yet';
    this.checkpoint.text = status?.verdict ?? 'Checkpoint';
    this.checkpoint.detail = status?.detail ?? 'not known yet';
    this.checkpoint.severity = SEVERITIES[status?.tone ?? ''] ?? vscode.LanguageStatusSeverity.Information;
  }

  dispose(): void {
    for (const one of [this.server, this.framework, this.checkpoint, this.trust]) one?.dispose();
  }
}

function item(id: string, selector: vscode.DocumentSelector, name: string): vscode.LanguageStatusItem {
  const created = vscode.languages.createLanguageStatusItem(`${SECTION}.${id}`, selector);
  created.name = `Pipeline Config: ${name}`;
  return created;
}
