// The files of ours that are open, each with its latest check: first the file alone, at once, then against its portal when that has been read.
import * as vscode from 'vscode';
import type { Disposable } from '../../../core/emitter';
import { DisposableStore } from '../../../core/emitter';
import type { FileKind, ImportableKind } from '../../../core/files/fileKinds';
import { importableKinds } from '../../../core/files/fileKinds';
import type { FileProblem } from '../../../core/files/fileProblem';
import type { FileSubject } from '../../../core/files/fileSubject';
import type { FileHover } from '../../../core/files/lint/hoverAt';
import type { LintResult, PortalFacts } from '../../../core/files/lint/lintTypes';
import type { PortalConnection } from '../../../core/model';
import { isAbort, messageOf } from '../../../core/problem';
import type { FileFacts } from '../../../services/fileFacts';
import type { LintClient } from '../../../services/lint/lintClient';
import type { App } from '../../app';
import { nameOf } from '../openFile';
import { hasOurMark, headOf, recognise } from '../recognise';
import type { FileChoices } from './fileChoices';
import { FileQuestions } from './fileQuestions';
import type { AskedFile } from './fileQuestions';
import { afterFailure, LatestCheck, restAfterEdit } from './latestCheck';
import { documentOf, isEditable, isInTab, urisOf } from './openTabs';
import { sameFacts } from './sameFacts';

/** What is known of one open file. */
export interface CheckedFile {
  readonly document: vscode.TextDocument;
  /** Undefined where it cannot be told, or is nothing that can be imported. */
  readonly kind: ImportableKind | undefined;
  /** The version of the document that the problems are of. */
  readonly version: number;
  readonly problems: readonly FileProblem[];
  /** The portal that the file is checked against, or is about to be. */
  readonly portal: PortalConnection | undefined;
  /** What the portal said when the problems were found; undefined for a check of the file alone. */
  readonly facts: PortalFacts | undefined;
  /** The portal is being asked. */
  readonly isReading: boolean;
  /** Why the latest check came to no end; undefined for one that did. */
  readonly failure: string | undefined;
}

interface Entry extends AskedFile {
  as: FileKind | undefined;
  /** An administrator did something with it: it counts whatever it is called and wherever it is shown. */
  isNamed: boolean;
  readonly check: LatestCheck;
  checked?: CheckedFile;
  subject?: FileSubject;
}

/** How long a portal's news are collected before the file is checked against them. */
const newsMs = 400;

export class CheckedFiles implements Disposable {
  readonly #app: App;
  readonly #choices: FileChoices;
  readonly #facts: FileFacts;
  readonly #client: LintClient;
  readonly #questions: FileQuestions;
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #links = new DisposableStore();
  /** Files whose portal said something new while their check was under way. */
  readonly #withNews = new Set<Entry>();
  #isWatching = false;
  #lastId = 0;

  /** Fires with a file whose check is new, or that is no longer looked after. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: {
    readonly app: App;
    readonly choices: FileChoices;
    readonly facts: FileFacts;
    readonly client: LintClient;
  }) {
    this.#app = parts.app;
    this.#choices = parts.choices;
    this.#facts = parts.facts;
    this.#client = parts.client;
    this.#questions = new FileQuestions(parts);
    const { workspace, window } = vscode;
    for (const link of [
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#edited(document);
      }),
      workspace.onDidCloseTextDocument(document => this.#forget(document.uri)),
      // An extension's own hold on a document keeps it open for minutes after its last tab is closed.
      window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
        for (const uri of closed.flatMap(urisOf)) if (!isInTab(uri)) this.#forget(uri);
        for (const uri of opened.flatMap(urisOf)) this.#consider(documentOf(uri));
      }),
      workspace.onDidOpenTextDocument(document => this.#consider(document)),
      parts.choices.onDidChange(key => this.#chosen(key)),
      // From now on the only portal there is counts as chosen.
      workspace.onDidGrantWorkspaceTrust(() => this.#allAgain()),
      parts.facts.onDidChange(id => {
        for (const entry of this.#entries.values()) if (entry.checked?.portal?.id === id) this.#news(entry);
      }),
      // Which portal is the only one decides where none was chosen; a renamed one, or another time zone, is another answer.
      parts.app.connections.onDidChange(() => this.#allAgain()),
    ])
      this.#links.add(link);
  }

  /** Looks after the files of ours that are open, and those that are opened from now on. */
  watch(): void {
    this.#isWatching = true;
    for (const document of vscode.workspace.textDocuments) this.#consider(document);
  }

  /** Looks after a document that an administrator named, until it is closed. `as`: what it was said to be. */
  include(document: vscode.TextDocument, as: FileKind | undefined): void {
    const entry = this.#entryOf(document);
    const isNew = !entry.isNamed || entry.as !== as;
    entry.isNamed = true;
    entry.as = as;
    if (isNew) this.#schedule(entry, 0);
  }

  /** The latest check of a file that is looked after. */
  get(uri: vscode.Uri): CheckedFile | undefined {
    return this.#entries.get(uri.toString())?.checked;
  }

  /** What stands at a place of the text, in UTF-16 units, and what the portal says of it. @throws AbortError when the text changes meanwhile */
  async hover(uri: vscode.Uri, offset: number, signal: AbortSignal): Promise<FileHover | undefined> {
    const entry = this.#entries.get(uri.toString());
    if (entry?.checked?.kind === undefined) return undefined;
    const { facts } = entry.checked;
    return this.#questions.hover(entry, facts, offset, signal);
  }

  /** All files that are looked after. */
  all(): readonly CheckedFile[] {
    return [...this.#entries.values()].flatMap(({ checked }) => checked ?? []);
  }

  dispose(): void {
    this.#links.dispose();
    for (const { document } of [...this.#entries.values()]) this.#forget(document.uri);
    this.#changed.dispose();
  }

  #consider(document: vscode.TextDocument | undefined): void {
    if (!this.#isWatching || document === undefined || this.#entries.has(document.uri.toString())) return;
    if (!isEditable(document.uri) || !isInTab(document.uri)) return;
    if (recognise(document, this.#choices.state)) this.#schedule(this.#entryOf(document), 0);
  }

  #entryOf(document: vscode.TextDocument): Entry {
    const key = document.uri.toString();
    const known = this.#entries.get(key);
    if (known?.document === document) return known;
    this.#forget(document.uri);
    const check = new LatestCheck({
      failed: error => this.#failed(entry, error),
      ended: () => {
        if (this.#withNews.delete(entry) && !this.#knowsAll(entry)) this.#schedule(entry, newsMs, true);
      },
    });
    const entry: Entry = { id: ++this.#lastId, document, as: undefined, isNamed: false, check };
    this.#entries.set(key, entry);
    this.#client.standReady(true);
    return entry;
  }

  #edited(document: vscode.TextDocument): void {
    const entry = this.#entries.get(document.uri.toString());
    if (entry === undefined) this.#consider(document);
    else this.#schedule(entry, restAfterEdit(document.lineCount));
  }

  #chosen(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#consider(vscode.workspace.textDocuments.find(one => one.uri.toString() === key));
    } else if (this.#choices.of(entry.document.uri).as === 'none') {
      this.#forget(entry.document.uri);
    } else {
      this.#schedule(entry, 0);
    }
  }

  #news(entry: Entry): void {
    // The check under way takes what it finds at its end, and looks again.
    if (entry.check.isRunning) this.#withNews.add(entry);
    // One that waits, as after an edit, takes what is known when it begins.
    else if (!entry.check.isWaiting) this.#schedule(entry, newsMs, true);
  }

  #allAgain(): void {
    for (const entry of this.#entries.values()) this.#schedule(entry, newsMs);
  }

  /** Checks the file after a rest; what is under way is out of date from now on. */
  #schedule(entry: Entry, rest: number, isForNews = false): void {
    entry.check.schedule(rest, async signal => {
      if (!isForNews || !this.#knowsAll(entry)) await this.#check(entry, signal);
    });
  }

  #failed(entry: Entry, error: unknown): void {
    if (!isAbort(error))
      this.#app.log.warn(`${nameOf(entry.document.uri)} could not be checked: ${messageOf(error)}`);
    if (entry.checked !== undefined) this.#publish(entry, afterFailure(entry.checked, error));
  }

  async #check(entry: Entry, signal: AbortSignal): Promise<void> {
    this.#withNews.delete(entry);
    const { document } = entry;
    const { version } = document;
    const before = this.#questions.ofPortal(entry, entry.checked?.kind);
    const known = before === undefined ? undefined : this.#facts.known(before);
    const first = await this.#questions.lint(entry, known, signal);
    const kind = this.#kindOf(entry, first);
    const portal = kind === undefined ? undefined : this.#choices.background(document.uri, kind);
    // Another kind, or another portal, than the facts are of.
    const facts = known !== undefined && portal?.id === known.portalId ? known : undefined;
    const result =
      known !== undefined && facts === undefined
        ? await this.#questions.lint(entry, undefined, signal)
        : first;
    const problems = this.#shown(entry, result);
    const found = { document, kind, version, problems, portal, facts, failure: undefined };
    this.#publish(entry, { ...found, isReading: portal !== undefined });
    if (portal === undefined || kind === undefined) return;
    entry.subject = await this.#questions.subject(entry, signal);
    const question = this.#questions.ofPortal(entry, kind);
    const read = question === undefined ? undefined : await this.#facts.load(question, signal);
    const hasMore = read !== undefined && !sameFacts(read, facts);
    const last = hasMore ? this.#shown(entry, await this.#questions.lint(entry, read, signal)) : problems;
    this.#publish(entry, { ...found, problems: last, facts: read ?? facts, isReading: false });
  }

  /** Whether the last check came to its end, against what is known now, with nothing left to ask. */
  #knowsAll(entry: Entry): boolean {
    const { checked } = entry;
    const question = this.#questions.ofPortal(entry, checked?.kind);
    const portal =
      checked === undefined ? undefined : this.#choices.background(entry.document.uri, checked.kind);
    return (
      question !== undefined &&
      portal !== undefined &&
      checked?.failure === undefined &&
      checked?.portal?.id === portal.id &&
      sameFacts(this.#facts.known(question), checked.facts)
    );
  }

  #kindOf(entry: Entry, { kind }: LintResult): ImportableKind | undefined {
    const shown = kind === 'unknown' ? this.#questions.asOf(entry) : kind;
    return importableKinds.find(one => one === shown);
  }

  /** A file of another program that has our name has no problems, unless an administrator says that it is ours. */
  #shown(entry: Entry, result: LintResult): readonly FileProblem[] {
    const isSaid = entry.isNamed || this.#questions.asOf(entry) !== undefined;
    if (isSaid || this.#kindOf(entry, result) !== undefined) return result.problems;
    const isBroken = result.kind === 'notJson' && hasOurMark(headOf(entry.document).text, false);
    return isBroken ? result.problems : [];
  }

  #publish(entry: Entry, checked: CheckedFile): void {
    entry.checked = checked;
    this.#changed.fire(checked.document.uri);
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.check.stop();
    this.#withNews.delete(entry);
    this.#entries.delete(key);
    if (this.#entries.size === 0) this.#client.standReady(false);
    this.#changed.fire(uri);
  }
}
