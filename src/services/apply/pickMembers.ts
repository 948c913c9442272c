// Members out of a list that was just read, and by single reads those that it leaves out: absence from a list is no proof by itself.
import { userKey } from '../../core/ids';
import type { Username } from '../../core/ids';
import { isProven } from '../../core/isProven';
import { l10n } from '../../core/l10n';
import type { Holder, Listed } from '../../core/model';
import type { Target } from '../../core/planTypes';
import { PortalError } from '../../core/problem';
import type { PortalClient } from '../../arcgis/portalClient';
import { failedFor, nothing, readEach } from './singleReads';
import type { MemberReads } from './singleReads';

/** So many members that a list leaves out are asked for one by one where the list does not prove itself whole; of more, so many of them. */
export const mostConfirmed = 100;

export interface PickOptions {
  readonly signal?: AbortSignal | undefined;
  /** When the reading of the list began, epoch ms; 0, "long ago", where nobody asks. */
  readonly listBegunAt?: number;
  /** The clock of the single reads. */
  readonly now?: () => number;
  /** Members who are asked for, however many they are, where a list that does not prove itself whole leaves them out. */
  readonly mustAsk?: ((name: Username) => boolean) | undefined;
  /** What was read one by one just now, and is not read again. */
  readonly asked?: MemberReads | undefined;
}

/** At most `count` of `names`, evenly spread and each time the same. */
const spread = (names: readonly Username[], count: number): Username[] =>
  names.length <= count
    ? [...names]
    : Array.from({ length: count }, (_, index) => Math.floor((index * names.length) / count)).flatMap(
        index => names[index] ?? [],
      );

/**
 * Takes `usernames` out of a list that was just read. Those that it leaves out are asked for one by one: all of them where the list is known to be
 * cut; where it only does not prove itself whole up to {@link mostConfirmed} of them, and all as soon as one turns out to hold something. The list
 * of the result is then marked with that. The others pass for members who hold nothing, without a time in `begunAt`: good enough for a preview,
 * and not for a write.
 * @throws AbortError when the signal fires.
 */
export async function pickMembers(
  client: PortalClient,
  target: Target,
  usernames: readonly Username[],
  list: Listed<Holder>,
  options: PickOptions = {},
): Promise<MemberReads> {
  const { signal, listBegunAt = 0, now = Date.now, mustAsk, asked } = options;
  const byKey = new Map(list.items.map(row => [userKey(row.username), row]));
  const rows = new Map<string, Holder>();
  const absent: Username[] = [];
  for (const name of usernames) {
    const row = byKey.get(userKey(name));
    if (row) rows.set(userKey(name), row);
    else absent.push(name);
  }
  const begunAt = new Map([...rows.keys()].map(key => [key, listBegunAt]));
  const holdNothing = (names: readonly Username[], isRead = true): void => {
    for (const name of names) {
      rows.set(userKey(name), nothing(name));
      if (isRead) begunAt.set(userKey(name), listBegunAt);
    }
  };
  const failed = new Map<string, PortalError>();
  const add = (reads: MemberReads): void => {
    for (const [key, row] of reads.rows) rows.set(key, row);
    for (const [key, at] of reads.begunAt) begunAt.set(key, at);
    for (const [key, problem] of reads.failed) failed.set(key, problem);
  };
  const result = (own: Listed<Holder> = list): MemberReads => ({ rows, failed, begunAt, list: own });

  if (absent.length === 0) return result();
  if (target.kind === 'appBundle') {
    if (!list.partial) holdNothing(absent);
    else {
      // There is no read of one member of a bundle (wire reference 7.4): who is not in the cut list is not known.
      const cut = new PortalError(
        { kind: 'incomplete', limit: list.items.length },
        l10n.t('The portal lists only a part of the bundle’s holders.'),
      );
      for (const [key, problem] of failedFor(absent, cut).failed) failed.set(key, problem);
    }
    return result();
  }
  if (isProven(list)) {
    holdNothing(absent);
    return result();
  }

  const known = absent.filter(name => asked?.rows.has(userKey(name)) === true);
  const open = absent.filter(name => asked?.rows.has(userKey(name)) !== true);
  for (const name of known) {
    const row = asked?.rows.get(userKey(name));
    if (row) rows.set(userKey(name), row);
    begunAt.set(userKey(name), asked?.begunAt.get(userKey(name)) ?? 0);
  }
  const isCut = list.partial !== undefined;
  const must = open.filter(name => isCut || mustAsk?.(name) === true);
  const maybe = isCut ? [] : open.filter(name => mustAsk?.(name) !== true);
  const tried = spread(maybe, mostConfirmed);
  const each = await readEach(client, target, [...must, ...tried], signal, now, () => list);
  add(each);
  const isRead = new Set([...must, ...tried]);
  const rest = open.filter(name => !isRead.has(name));
  if (isCut) return result();

  const leftOut = absent.find(name => (rows.get(userKey(name))?.entitlements.length ?? 0) > 0);
  if (leftOut !== undefined) {
    const message = l10n.t('The portal’s list leaves out members who hold something, such as {0}.', leftOut);
    const cut: Listed<Holder> = { ...list, partial: { kind: 'pageFailed', message } };
    add(await readEach(client, target, rest, signal, now, () => cut));
    return result(cut);
  }
  const [first] = tried;
  const why = first === undefined ? undefined : failed.get(userKey(first));
  // Nobody could be asked: then the list has not been put to the test.
  if (why !== undefined && tried.every(name => failed.has(userKey(name))))
    for (const name of rest) failed.set(userKey(name), why);
  else holdNothing(rest, false);
  return result();
}
