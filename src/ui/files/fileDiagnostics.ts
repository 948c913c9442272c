// Problems of files in the Problems panel: exact ranges, kept in step with the text, gone with the document.
import * as vscode from 'vscode';
import type { FileProblem } from '../../core/files/fileProblem';
import type { FileKind } from '../../core/files/fileKinds';
import type { PortalFacts } from '../../core/files/lint/lintTypes';
import type { SentencePart } from '../../core/files/texts';
import type { CheckedFiles } from './language/checkedFiles';
import { say } from './words';

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
} as const;

/** What an import said of a file: its portal's refusal, its flavour. Not repeated for a later text: the next import asks again. */
interface Told {
  readonly version: number;
  readonly problems: readonly FileProblem[];
}

export class FileDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('arcgisEntitlements.files');
  readonly #told = new Map<string, Told>();
  readonly #checked: CheckedFiles;
  readonly #link: vscode.Disposable;

  constructor(checked: CheckedFiles) {
    this.#checked = checked;
    this.#link = checked.onDidChange(uri => this.#render(uri));
  }

  /** Shows these problems of the document beside those that its check finds; later edits of it are checked again. */
  show(document: vscode.TextDocument, problems: readonly FileProblem[], as: FileKind | undefined): void {
    this.#told.set(document.uri.toString(), { version: document.version, problems });
    this.#checked.include(document, as);
    this.#collection.set(document.uri, toDiagnostics(document, problems, undefined));
  }

  dispose(): void {
    this.#link.dispose();
    this.#told.clear();
    this.#collection.dispose();
  }

  #render(uri: vscode.Uri): void {
    const key = uri.toString();
    const file = this.#checked.get(uri);
    if (file === undefined) {
      this.#told.delete(key);
      this.#collection.delete(uri);
      return;
    }
    const told = this.#told.get(key);
    if (told !== undefined && told.version !== file.version) this.#told.delete(key);
    const more = told?.version === file.version ? told.problems : [];
    const placed = new Set(file.problems.map(placeOf));
    const problems = [...file.problems, ...more.filter(one => !placed.has(placeOf(one)))];
    if (problems.length === 0) this.#collection.delete(uri);
    else this.#collection.set(uri, toDiagnostics(file.document, problems, file.facts));
  }
}

const placeOf = ({ code, offset, length }: FileProblem): string => `${code} ${offset} ${length}`;

/** Problems as the panel shows them, by place. `facts`: what the portal said that they were found with. */
export function toDiagnostics(
  document: vscode.TextDocument,
  problems: readonly FileProblem[],
  facts: Pick<PortalFacts, 'portalName'> | undefined,
): readonly vscode.Diagnostic[] {
  return [...problems]
    .sort((a, b) => a.offset - b.offset)
    .map(one => {
      const diagnostic = new vscode.Diagnostic(rangeOf(document, one), say(one), severities[one.severity]);
      diagnostic.source = sourceOf(one, facts);
      diagnostic.code = one.code;
      return diagnostic;
    });
}

/** A problem that names the portal was found with what the portal says. */
function sourceOf({ args }: FileProblem, facts: Pick<PortalFacts, 'portalName'> | undefined): string {
  const names = (arg: SentencePart): boolean =>
    typeof arg === 'object' ? arg.args.some(names) : arg === facts?.portalName;
  return facts !== undefined && args.some(names)
    ? vscode.l10n.t('Entitlements for ArcGIS ({0})', facts.portalName)
    : vscode.l10n.t('Entitlements for ArcGIS');
}

export function rangeOf(
  document: vscode.TextDocument,
  span: { offset: number; length: number },
): vscode.Range {
  return new vscode.Range(document.positionAt(span.offset), document.positionAt(span.offset + span.length));
}
