/**
 * Where definitions and links lead: the schema behind a field, the report behind a checkpoint.
 *
 * The server answers with a file. For an installed .proto that file could be edited, and for a checkpoint it is binary; here the
 * one becomes a read-only document, the other the report.
 */

import { readFile } from 'node:fs/promises';

import * as vscode from 'vscode';
import type { ProvideDefinitionSignature, ProvideDocumentLinksSignature } from 'vscode-languageclient/node';

import { reportUri } from './report';

const SCHEMA = 'pipeline-config-schema';
const SCHEMA_LANGUAGE = 'pipeline-config-schema';
const PROTO = /\/object_detection\/protos\/\w+\.proto$/;
const INDEX = '.index';

type Definition = vscode.Definition | vscode.DefinitionLink[] | null | undefined;

/** Registers the schema as documents. */
export function registerSchema(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEMA, {
      provideTextDocumentContent: (uri) => readFile(vscode.Uri.parse(uri.query).fsPath, 'utf8'),
    }),
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (document.uri.scheme === SCHEMA)
        void vscode.languages.setTextDocumentLanguage(document, SCHEMA_LANGUAGE);
    }),
  );
}

/** The schema instead of the installed file, the report instead of a checkpoint's index. */
export async function definitionMiddleware(
  document: vscode.TextDocument,
  position: vscode.Position,
  token: vscode.CancellationToken,
  next: ProvideDefinitionSignature,
): Promise<Definition> {
  const found: Definition = await next(document, position, token);
  if (!found) return found;
  const places = Array.isArray(found) ? found : [found];
  return places.map((place) =>
    place instanceof vscode.Location
      ? new vscode.Location(readOnly(place.uri, document.uri), place.range)
      : { ...place, targetUri: readOnly(place.targetUri, document.uri) },
  ) as Definition;
}

/** A link on a checkpoint opens the report on it. */
export async function linkMiddleware(
  document: vscode.TextDocument,
  token: vscode.CancellationToken,
  next: ProvideDocumentLinksSignature,
): Promise<vscode.DocumentLink[] | null | undefined> {
  const links = await next(document, token);
  for (const link of links ?? []) {
    if (link.target?.path.endsWith(INDEX)) {
      link.target = reportUri(document.uri);
      link.tooltip = 'Show the restore report';
    }
  }
  return links;
}

function readOnly(target: vscode.Uri, config: vscode.Uri): vscode.Uri {
  if (PROTO.test(target.path)) {
    const name = target.path.slice(target.path.lastIndexOf('/') + 1);
    return vscode.Uri.from({ scheme: SCHEMA, path: `/${name}`, query: target.toString() });
  }
  return target.path.endsWith(INDEX) ? reportUri(config) : target;
}
