// What the window and the thread that checks files say to each other. Plain data.
import type { FileKind } from '../../core/files/fileKinds';
import type { FileSubject } from '../../core/files/fileSubject';
import type { FileHover } from '../../core/files/lint/hoverAt';
import type { LintInput, LintResult, PortalFacts } from '../../core/files/lint/lintTypes';

/** Everything of a check but the text and the facts, which the thread keeps between requests. */
export type LintSettings = Omit<LintInput, 'text' | 'facts' | 'name' | 'as'>;

export interface FileQuestion {
  /** Tells the text: the same key is the same text for as long as the thread lives. */
  readonly textKey: string;
  /** The file's name without its folder. */
  readonly name: string;
  readonly as?: FileKind;
}

/** A check, or a look at one place, with or without what a portal says. */
export interface LintDetails extends FileQuestion {
  readonly settings: LintSettings;
  /** Tells the facts, as `textKey` does the text. */
  readonly factsKey?: string;
}

export type LintQuestion =
  | (LintDetails & { readonly op: 'lint' })
  /** `offset` is in UTF-16 units. */
  | (LintDetails & { readonly op: 'hover'; readonly offset: number })
  | (FileQuestion & { readonly op: 'subject' });

export interface LintAnswers {
  readonly lint: LintResult;
  readonly hover: FileHover | undefined;
  readonly subject: FileSubject;
}

/** Sent to the thread. `text` and `facts` come along where it may not have them yet. */
export interface LintRequest {
  readonly id: number;
  readonly question: LintQuestion;
  readonly text?: string;
  readonly facts?: PortalFacts;
}

/** Sent back. `missing`: the request is to be sent again with its text and facts. */
export type LintReply =
  | { readonly id: number; readonly state: 'done'; readonly answer: LintAnswers[LintQuestion['op']] }
  | { readonly id: number; readonly state: 'missing' }
  | { readonly id: number; readonly state: 'failed'; readonly message: string };
