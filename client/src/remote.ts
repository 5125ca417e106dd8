/** Reads a checkpoint in a bucket, when the person asks for it: what is read is its index, and it is known from then on. */

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { request, withoutMarkup } from './server';

const COMMAND = 'pipeline-config-ls.readRemote';

/** Where the copy lies, or why there is none. */
type Answer = { readonly prefix: string } | { readonly failure: string };

/** Progress is the server's; lenses and problems follow by themselves. */
export async function readRemote(client: LanguageClient | undefined, config: vscode.Uri): Promise<void> {
  const answer = await request<Answer>(client, COMMAND, config.toString());
  if (answer !== undefined && 'failure' in answer)
    void vscode.window.showWarningMessage(withoutMarkup(answer.failure));
}
