// What a completion has found out, on disk as it goes, so that a program that is killed asks nobody twice. Members and what they hold, no secret.
import * as v from 'valibot';
import { entitlement, itemId, userKey, username } from '../../core/ids';
import type { Entitlement, ItemId, PortalId } from '../../core/ids';
import type { Holder, PortalConnection } from '../../core/model';
import { nameOf } from '../journal/journalFiles';
import { keptIdentity } from '../portalIdentity';
import type { FileStore } from '../ports';

const version = 1;

/** What was found out of one member. */
export interface MemberAnswer {
  readonly username: Holder['username'];
  /** Of the lists that were answered. */
  readonly mask: number;
  /** When the first question went out, epoch ms. */
  readonly at: number;
  /** What the member holds, with the place of its list. */
  readonly rows: readonly (readonly [place: number, row: Holder])[];
}

/** A completion that was begun. */
export interface CompletionRecord {
  readonly items: readonly ItemId[];
  /** Epoch ms. */
  readonly startedAt: number;
  /** By `userKey`. */
  readonly answers: Map<string, MemberAnswer>;
}

export interface CompletionFile {
  /** What a completion that did not end has found out; undefined where there is none, or one of another organization or user. */
  read(): Promise<CompletionRecord | undefined>;
  /**
   * Begins anew, with what is known already: in one step, so that a kill leaves the file of before or this one.
   * @param startedAt epoch ms
   */
  begin(items: readonly ItemId[], startedAt: number, answers: Iterable<MemberAnswer>): Promise<void>;
  /** Resolves when it is on disk. */
  add(answers: readonly MemberAnswer[]): Promise<void>;
  /**
   * What was answered of these members before is not known any more: their rows were written. Nothing happens where nothing is kept.
   * @param keys by `userKey`
   * @param at epoch ms
   */
  forget(keys: readonly string[], at: number): Promise<void>;
  remove(): Promise<void>;
}

/** Where the completion of a portal is kept. */
export const completionPath = (id: PortalId): string => `completion/${nameOf(id)}.jsonl`;

const Head = v.object({
  version: v.literal(version),
  identity: v.string(),
  items: v.array(v.string()),
  startedAt: v.number(),
});
/** A set, named by the rows after it by its number. */
const SetLine = v.strictObject({ set: v.array(v.string()) });
/** Stands for what the portal did not say. */
const unknown = '?';
const ForgetLine = v.strictObject({ forget: v.array(v.string()), at: v.number() });
const AnswerLine = v.strictObject({
  at: v.optional(v.number()),
  name: v.string(),
  mask: v.number(),
  /** Place of the list, number of the set, last use or null for never, offline, since or null. */
  rows: v.optional(
    v.array(
      v.tuple([
        v.number(),
        v.number(),
        v.nullable(v.union([v.number(), v.literal(unknown)])),
        v.union([v.boolean(), v.literal(unknown)]),
        v.nullable(v.number()),
      ]),
    ),
  ),
});

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The line that was being written when the program was killed.
    return undefined;
  }
}

/**
 * The file of one portal. Every line stands by itself and begins with the end of the one before it, so that a line that was cut by a kill spoils
 * nothing but itself.
 */
export function createCompletionFile(files: FileStore, connection: PortalConnection): CompletionFile {
  const path = completionPath(connection.id);
  const identity = keptIdentity(connection);
  const numbers = new Map<string, number>();
  let nextNumber = 0;
  const keyOf = (set: readonly string[]): string => set.join('\n');

  /** Sets that are new to the file, and the answers; every line begins with the end of the one before it. */
  function linesOf(answers: Iterable<MemberAnswer>): string {
    let text = '';
    for (const { username: name, mask, at, rows } of answers) {
      const own = rows.map(([place, { entitlements, lastUsed, offline, offlineSince, ...not }]) => {
        const key = keyOf(entitlements);
        let number = numbers.get(key);
        if (number === undefined) {
          number = nextNumber++;
          numbers.set(key, number);
          text += `\n${JSON.stringify({ set: entitlements })}`;
        }
        return [
          place,
          number,
          not.useUnknown === true ? unknown : (lastUsed ?? null),
          not.offlineUnknown === true ? unknown : offline,
          offlineSince ?? null,
        ];
      });
      text += `\n${JSON.stringify({ name, mask, at, ...(own.length === 0 ? {} : { rows: own }) })}`;
    }
    return text;
  }

  return {
    async read() {
      numbers.clear();
      nextNumber = 0;
      const sets: (readonly Entitlement[])[] = [];
      let record: CompletionRecord | undefined;
      /** A window appends what it wrote when it did, another one an answer a moment later than it came. */
      const writtenAt = new Map<string, number>();
      for await (const text of files.lines(path)) {
        if (text === '') continue;
        const line = parsed(text);
        if (record === undefined) {
          const head = v.safeParse(Head, line);
          if (!head.success || head.output.identity !== identity) return undefined;
          const { items, startedAt } = head.output;
          record = { items: items.map(itemId), startedAt, answers: new Map() };
          continue;
        }
        const set = v.safeParse(SetLine, line);
        if (set.success) {
          numbers.set(keyOf(set.output.set), sets.length);
          sets.push(set.output.set.map(entitlement));
          nextNumber = sets.length;
          continue;
        }
        const forgotten = v.safeParse(ForgetLine, line);
        if (forgotten.success) {
          for (const key of forgotten.output.forget) {
            record.answers.delete(key);
            writtenAt.set(key, forgotten.output.at);
          }
          continue;
        }
        const answer = v.safeParse(AnswerLine, line);
        if (!answer.success) continue;
        const { name, mask, rows = [], at = record.startedAt } = answer.output;
        if (at <= (writtenAt.get(userKey(name)) ?? -1)) continue;
        const own = username(name);
        const read = rows.flatMap(([place, number, lastUsed, offline, since]): [number, Holder][] => {
          const entitlements = sets[number];
          if (entitlements === undefined) return [];
          return [
            [
              place,
              {
                username: own,
                entitlements,
                offline: offline === true,
                ...(offline === unknown ? { offlineUnknown: true } : {}),
                ...(lastUsed === unknown ? { useUnknown: true } : lastUsed === null ? {} : { lastUsed }),
                ...(since === null ? {} : { offlineSince: since }),
              },
            ],
          ];
        });
        // A set that is not there: the member is asked again.
        if (read.length === rows.length)
          record.answers.set(userKey(name), { username: own, mask, at, rows: read });
      }
      return record;
    },
    async begin(items, startedAt, answers) {
      numbers.clear();
      nextNumber = 0;
      await files.write(path, JSON.stringify({ version, identity, items, startedAt }) + linesOf(answers));
    },
    add: answers => files.append(path, linesOf(answers)),
    async forget(keys, at) {
      if ((await files.size(path)) > 0) await files.append(path, `\n${JSON.stringify({ forget: keys, at })}`);
    },
    remove: () => files.remove(path),
  };
}
