// What the thread that checks files is asked of one, and what its portal is asked: with all that was chosen for the file.
import type * as vscode from 'vscode';
import type { FileKind, ImportableKind } from '../../../core/files/fileKinds';
import type { FileSubject } from '../../../core/files/fileSubject';
import type { FileHover } from '../../../core/files/lint/hoverAt';
import type { LintResult, PortalFacts } from '../../../core/files/lint/lintTypes';
import type { FactsQuestion } from '../../../services/fileFacts';
import type { LintClient } from '../../../services/lint/lintClient';
import type {
  FileQuestion,
  LintAnswers,
  LintDetails,
  LintQuestion,
} from '../../../services/lint/lintMessages';
import type { App } from '../../app';
import { nameOf } from '../openFile';
import type { FileChoices } from './fileChoices';
import { sameFacts } from './sameFacts';

export interface AskedFile {
  readonly id: number;
  readonly document: vscode.TextDocument;
  /** What an import was told that the file is; what was chosen for the file goes first. */
  readonly as: FileKind | undefined;
  readonly subject?: FileSubject;
  /** What the thread knows by `key`. */
  sentFacts?: { readonly key: string; readonly facts: PortalFacts };
}

/** Every answer is of the document as it was when the question was put; @throws AbortError when it was edited meanwhile, or the signal fires. */
export class FileQuestions {
  readonly #app: Pick<App, 'clock'>;
  readonly #choices: FileChoices;
  readonly #client: LintClient;
  #lastFacts = 0;

  constructor(parts: {
    readonly app: Pick<App, 'clock'>;
    readonly choices: FileChoices;
    readonly client: LintClient;
  }) {
    this.#app = parts.app;
    this.#choices = parts.choices;
    this.#client = parts.client;
  }

  lint(file: AskedFile, facts: PortalFacts | undefined, signal: AbortSignal): Promise<LintResult> {
    return this.#ask(file, { op: 'lint', ...this.#details(file, facts) }, signal, facts);
  }

  /** @param offset in UTF-16 units */
  hover(
    file: AskedFile,
    facts: PortalFacts | undefined,
    offset: number,
    signal: AbortSignal,
  ): Promise<FileHover | undefined> {
    return this.#ask(file, { op: 'hover', offset, ...this.#details(file, facts) }, signal, facts);
  }

  subject(file: AskedFile, signal: AbortSignal): Promise<FileSubject> {
    return this.#ask(file, { op: 'subject', ...this.#base(file) }, signal);
  }

  /** What is asked of the file's portal; undefined where there is none, or not yet anything to ask it. */
  ofPortal({ document, subject }: AskedFile, kind: ImportableKind | undefined): FactsQuestion | undefined {
    const portal = this.#choices.background(document.uri, kind);
    if (portal === undefined || kind === undefined || subject === undefined) return undefined;
    const { appId, itemId } = this.#choices.of(document.uri);
    return {
      portalId: portal.id,
      kind,
      subject,
      ...(appId === undefined ? {} : { appId }),
      ...(itemId === undefined ? {} : { itemId }),
    };
  }

  /** What the administrator says that the file is. */
  asOf(file: AskedFile): FileKind | undefined {
    const { as } = this.#choices.of(file.document.uri);
    return as === undefined || as === 'none' ? file.as : as;
  }

  #base(file: AskedFile): FileQuestion {
    const as = this.asOf(file);
    return {
      textKey: `${file.id}.${file.document.version}`,
      name: nameOf(file.document.uri),
      ...(as === undefined ? {} : { as }),
    };
  }

  #details(file: AskedFile, facts: PortalFacts | undefined): LintDetails {
    const { appId, itemId } = this.#choices.of(file.document.uri);
    if (facts !== undefined && !sameFacts(facts, file.sentFacts?.facts))
      file.sentFacts = { key: `facts.${++this.#lastFacts}`, facts };
    return {
      ...this.#base(file),
      settings: {
        now: this.#app.clock.now(),
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        ...(appId === undefined ? {} : { appId }),
        ...(itemId === undefined ? {} : { itemId }),
      },
      ...(facts === undefined || file.sentFacts === undefined ? {} : { factsKey: file.sentFacts.key }),
    };
  }

  async #ask<Q extends LintQuestion>(
    { document }: AskedFile,
    question: Q,
    signal: AbortSignal,
    facts?: PortalFacts,
  ): Promise<LintAnswers[Q['op']]> {
    const { version } = document;
    const answer = await this.#client.ask(
      question,
      { text: () => document.getText(), ...(facts === undefined ? {} : { facts }) },
      signal,
    );
    if (document.version !== version || signal.aborted) throw new DOMException('out of date', 'AbortError');
    return answer;
  }
}
