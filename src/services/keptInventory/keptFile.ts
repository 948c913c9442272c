// One branch of the inventory as a file: lines of JSON, long lists in columns and in pieces, and a last line that proves them all to be ours.
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { cellsOf } from '../../core/holderCells';
import type { HolderDirectory } from '../../core/holderDirectory';
import { entitlement, username } from '../../core/ids';
import type { Entitlement, Username } from '../../core/ids';
import type { Holder, Listed } from '../../core/model';
import { headOf, isWorthKeeping } from '../../core/olderRows';
import { holderSink, nameSink } from '../holderLists';
import type { BranchName, BranchValues } from '../inventoryTypes';
import { notSaid, readHolderLine, readListLine, readNameLine } from './keptLines';
import type { HolderLine, ListLine } from './keptLines';

/** 1 did not tell what is not known from "never" and "not offline". */
const version = 2;
/** Rows of one line: written or read in a few ms. */
const rowsInLine = 4_000;

/** So far, ms, a computer's clock may have been set back since. */
const clockSteps = 60 * 60_000;

export interface KeptHead {
  readonly identity: string;
  readonly name: string;
  readonly key?: string;
  /** Epoch ms. */
  readonly readAt: number;
}

const Head = v.object({
  keptInventory: v.literal(version),
  identity: v.string(),
  name: v.string(),
  key: v.optional(v.string()),
  readAt: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
const End = v.strictObject({ end: v.string() });

const nextTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

function headOfList(list: Listed<unknown>): ListLine {
  const { older } = list;
  return { ...headOf(list), ...(older === undefined ? {} : { older }) };
}

async function* holderLines(list: Listed<Holder>): AsyncGenerator {
  const cells = cellsOf(list.items);
  const numbers = new Map<readonly string[], number>();
  for (let at = 0; at < cells.length; at += 1) {
    const set = cells.setAt(at);
    if (!numbers.has(set)) numbers.set(set, numbers.size);
  }
  yield { ...headOfList(list), sets: [...numbers.keys()] } satisfies ListLine;
  for (let from = 0; from < cells.length; from += rowsInLine) {
    await nextTurn();
    const line: HolderLine = [[], [], [], []];
    for (let at = from; at < Math.min(from + rowsInLine, cells.length); at += 1) {
      line[0].push(cells.nameAt(at));
      line[1].push(numbers.get(cells.setAt(at)) ?? 0);
      line[2].push(cells.isUseUnknownAt(at) ? notSaid : (cells.lastUsedAt(at) ?? null));
      line[3].push(
        cells.isOfflineUnknownAt(at) ? notSaid : (cells.offlineSinceAt(at) ?? cells.isOfflineAt(at)),
      );
    }
    yield line;
  }
}

async function* nameLines(list: Listed<Username>): AsyncGenerator {
  yield headOfList(list);
  for (let from = 0; from < list.items.length; from += rowsInLine) {
    await nextTurn();
    yield [...list.items.slice(from, from + rowsInLine)];
  }
}

/** The text of a branch, made in pieces that leave others their turn. */
export async function keptText<N extends BranchName>(
  head: KeptHead,
  name: N,
  value: BranchValues[N],
): Promise<string> {
  const hash = createHash('sha256');
  const lines: string[] = [];
  const add = (value: unknown): void => {
    const line = JSON.stringify(value);
    hash.update(line).update('\n');
    lines.push(line);
  };
  add({ keptInventory: version, ...head });
  if (name === 'holders') for await (const line of holderLines(value as BranchValues['holders'])) add(line);
  else if (name === 'bundleHolders')
    for await (const line of nameLines(value as BranchValues['bundleHolders'])) add(line);
  else add(value);
  lines.push(JSON.stringify({ end: hash.digest('hex') }));
  return `${lines.join('\n')}\n`;
}

/** What a file holds. */
export interface KeptBranch {
  readonly head: KeptHead;
  readonly value: unknown;
}

/**
 * Reads a file.
 * @param wanted the identity of the portal: a file of another one is not read.
 * @param now epoch ms; nothing was read after it.
 * @returns undefined for a file of another portal, organization or user, and of another version.
 * @throws Error that says what is wrong with a file that is damaged or not ours.
 */
export async function readKept(
  texts: AsyncIterable<string>,
  wanted: string,
  directory: HolderDirectory,
  now: number,
): Promise<KeptBranch | undefined> {
  const hash = createHash('sha256');
  let head: KeptHead | undefined;
  let taker: ReturnType<typeof takerOf> | undefined;
  let isWhole = false;
  for await (const text of texts) {
    if (isWhole) throw new Error('it goes on after its end');
    const line = JSON.parse(text) as unknown;
    if (head === undefined) {
      const parsed = v.safeParse(Head, line);
      if (!parsed.success) {
        if (typeof line === 'object' && line !== null && 'keptInventory' in line) return undefined;
        throw new Error('it does not begin as such a file');
      }
      const { identity, name, key, readAt } = parsed.output;
      if (identity !== wanted) return undefined;
      if (readAt > now + clockSteps) throw new Error('it says that it was read in the future');
      head = { identity, name, readAt, ...(key === undefined ? {} : { key }) };
      taker = takerOf(name, directory);
    } else {
      const end = v.safeParse(End, line);
      if (end.success) {
        if (end.output.end !== hash.digest('hex')) throw new Error('its last line does not prove it');
        isWhole = true;
        continue;
      }
      taker?.take(line);
      await nextTurn();
    }
    hash.update(text).update('\n');
  }
  if (head === undefined || taker === undefined) throw new Error('it is empty');
  if (!isWhole) throw new Error('it has no end');
  return { head, value: taker.value() };
}

/** Takes the lines of a file. Whoever reads it looks at the proof before the value. */
function takerOf(name: string, directory: HolderDirectory): { take(line: unknown): void; value(): unknown } {
  let list: ListLine | undefined;
  if (name === 'holders') {
    const sink = holderSink(directory);
    let sets: readonly (readonly Entitlement[])[] = [];
    return {
      take(line) {
        if (list === undefined) {
          list = readListLine(line);
          sets = (list.sets ?? []).map(set => set.map(entitlement));
          return;
        }
        const [names, numbers, lastUses, offline] = readHolderLine(line, sets.length);
        const rows = names.map((own, at): Holder => {
          const lastUsed = lastUses[at] ?? undefined;
          const since = offline[at];
          return {
            username: username(own),
            entitlements: sets[numbers[at] ?? 0] ?? [],
            offline: since !== false && since !== notSaid,
            ...(since === notSaid ? { offlineUnknown: true } : {}),
            ...(lastUsed === notSaid ? { useUnknown: true } : lastUsed === undefined ? {} : { lastUsed }),
            ...(typeof since === 'number' ? { offlineSince: since } : {}),
          };
        });
        sink.add(rows);
      },
      value: () => listed(list, sink.end()),
    };
  }
  if (name === 'bundleHolders') {
    const sink = nameSink(directory);
    return {
      take(line) {
        if (list === undefined) list = readListLine(line);
        else sink.add(readNameLine(line).map(username));
      },
      value: () => listed(list, sink.end()),
    };
  }
  let value: unknown;
  return {
    take: line => {
      if (value !== undefined) throw new Error('it has more than one value');
      value = line;
    },
    value: () => {
      if (value === undefined) throw new Error('it has no value');
      return value;
    },
  };
}

function listed<T>(list: ListLine | undefined, items: Listed<T>['items']): Listed<T> {
  if (list === undefined) throw new Error('it says nothing of its list');
  const { older } = list;
  if (older !== undefined && (older.rows > items.length || list.partial === undefined))
    throw new Error('what it says of older rows cannot be');
  return { ...headOf(list), items, ...(older === undefined ? {} : { older }) };
}

/**
 * Whether the file holds a list, for this portal and user, that a list which is not whole must not replace. Its first lines tell; a file that does
 * not begin as ours is none.
 */
export async function keepsMore(texts: AsyncIterable<string>, wanted: string): Promise<boolean> {
  let isOwn = false;
  try {
    for await (const text of texts) {
      const line = JSON.parse(text) as unknown;
      if (isOwn) return isWorthKeeping(readListLine(line));
      const head = v.safeParse(Head, line);
      if (!head.success || head.output.identity !== wanted) return false;
      isOwn = true;
    }
  } catch {
    // Damaged: there is nothing to keep.
  }
  return false;
}
