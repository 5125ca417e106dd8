/** Places of a text as the server's own answers name them, which the language client does not convert. */

import * as vscode from 'vscode';

export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Place;
  readonly end: Place;
}

/** A change of a text. */
export interface Edit {
  readonly range: Range;
  readonly newText: string;
}

export function toRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export function toEdit({ range, newText }: Edit): vscode.TextEdit {
  return vscode.TextEdit.replace(toRange(range), newText);
}
