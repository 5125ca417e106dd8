/**
 * Files that only look like ours by their name: an XML, INI, JSON or YAML file called `..._pipeline.config` is given back to
 * its own language, and nothing is said of it.
 */

import * as path from 'node:path';

import * as vscode from 'vscode';

const LANGUAGE = 'pipeline-config';
/** The one name that belongs to the Object Detection API; what is in it is judged, whatever it is. */
const OWN_NAME = 'pipeline.config';
const HEAD = 2000;
const COMMENT = /^\s*(#.*)?$/;

/** What the first line of a foreign file looks like, and which language that is. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/^\s*<[?!\w]/, 'xml'],
  [/^\s*\[[\w. -]+\]\s*$/, 'ini'],
  [/^\s*;/, 'ini'],
  [/^\s*[\w.-]+\s*=/, 'ini'],
  [/^\s*\{/, 'json'],
  [/^---/, 'yaml'],
];

/** Which language a text really is, undefined where it may be ours. */
export function foreignLanguage(text: string): string | undefined {
  const first = text.split('\n').find((line) => !COMMENT.test(line));
  return first === undefined ? undefined : FOREIGN.find(([pattern]) => pattern.test(first))?.[1];
}

/** Gives a document back to its own language if it is not ours. */
export async function giveBack(document: vscode.TextDocument): Promise<void> {
  if (document.languageId !== LANGUAGE || path.basename(document.fileName) === OWN_NAME) return;
  if (document.isUntitled) return;
  const head = document.getText(new vscode.Range(document.positionAt(0), document.positionAt(HEAD)));
  const language = foreignLanguage(head.replace(/^\uFEFF/, ''));
  if (language === undefined) return;
  const known = await vscode.languages.getLanguages();
  await vscode.languages.setTextDocumentLanguage(document, known.includes(language) ? language : 'plaintext');
}
