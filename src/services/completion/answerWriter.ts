// Brings the answers of a completion to disk as they come, some at a time and in order. What keeps it from that ends the completion.
import { userKey } from '../../core/ids';
import type { Clock } from '../ports';
import type { CompletionFile, MemberAnswer } from './completionFile';

/** So many answers, or the answers of so many ms, are written to disk at once: a kill loses no more. */
const answersAtOnce = 64;
const writeEveryMs = 250;

export interface AnswerWriter {
  readonly isBroken: boolean;
  add(answer: MemberAnswer): void;
  /** What was answered of these members before `at`, epoch ms, is not known any more. */
  forget(keys: ReadonlySet<string>, at: number): void;
  /** Writes what waits; does not wait for it. */
  write(): void;
  /** Resolves when everything is on disk, or could not be brought there. */
  written(): Promise<void>;
  /** @throws what kept answers from being written down. */
  throwIfBroken(): void;
}

export function createAnswerWriter(
  file: Pick<CompletionFile, 'add' | 'forget'>,
  clock: Pick<Clock, 'now'>,
): AnswerWriter {
  let waiting: MemberAnswer[] = [];
  let writing = Promise.resolve();
  let writtenAt = clock.now();
  let broken: { readonly error: unknown } | undefined;

  function next(work: () => Promise<void>): void {
    writing = writing.then(work).catch((error: unknown) => {
      broken ??= { error };
    });
  }

  function write(): void {
    const batch = waiting;
    waiting = [];
    writtenAt = clock.now();
    if (batch.length > 0) next(() => file.add(batch));
  }

  return {
    get isBroken() {
      return broken !== undefined;
    },
    add(answer) {
      waiting.push(answer);
      if (waiting.length >= answersAtOnce || clock.now() - writtenAt >= writeEveryMs) write();
    },
    forget(keys, at) {
      waiting = waiting.filter(({ username }) => !keys.has(userKey(username)));
      next(() => file.forget([...keys], at));
    },
    write,
    written: () => writing,
    throwIfBroken() {
      if (broken !== undefined) throw broken.error;
    },
  };
}
