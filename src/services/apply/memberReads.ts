// What members hold of a target right now: one read of the list for many, single reads for few and for those that a list leaves out. Absence from
// a list is no proof by itself: a portal cuts lists without a word (wire reference 8.1), and "holds nothing" lets a write take everything away.
import pLimit from 'p-limit';
import { entitlement, userKey } from '../../core/ids';
import { isProven } from '../../core/isProven';
import type { Entitlement, Username } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { Holder, Listed, Member } from '../../core/model';
import type { Target } from '../../core/planTypes';
import { isAbort, isPortalError, messageOf, PortalError } from '../../core/problem';
import type { PortalClient } from '../../arcgis/portalClient';

/** Up to this many members are read one by one: at most as many requests as pages a list has (wire reference 8.1). */
const fewMembers = 3;
const readsAtOnce = 4;
/** So many members that a list leaves out are asked for one by one where the list does not prove itself whole; of more, so many of them. */
export const mostConfirmed = 100;
/** Single reads that fail one after the other before the others are given up: the portal is not there. */
const failuresInARow = 4;

export interface MemberReads {
  /** By {@link userKey}: what each member that could be read holds; an empty set for one that holds nothing. */
  readonly rows: ReadonlyMap<string, Holder>;
  /** By {@link userKey}: why a member could not be read. */
  readonly failed: ReadonlyMap<string, PortalError>;
  /**
   * By {@link userKey}: when the read that a row comes from began, epoch ms. The row says nothing of what was written after that. Missing for a
   * member who is taken to hold nothing because of a list that proves nothing: that is no reading of the member at all.
   */
  readonly begunAt: ReadonlyMap<string, number>;
  /** The list, where one was read. */
  readonly list?: Listed<Holder>;
}

/** In place of a list where none may answer for the portal. */
export const noList: Listed<Holder> = { items: [] };

const nothing = (name: Username): Holder => ({ username: name, entitlements: [], offline: false });

/** Whether there is a read of what one member holds of the target: of a bundle there is none (wire reference 7.4). */
export const isReadByOne = ({ kind }: Pick<Target, 'kind'>): boolean => kind !== 'appBundle';

/** The user type of a member as what is held of the target of user types. Whether a license is offline, its read does not tell. */
const typeOf = ({ username, userType }: Pick<Member, 'username' | 'userType'>): Holder => ({
  ...nothing(username),
  entitlements: userType === undefined ? [] : [entitlement(userType)],
});

async function readOne(
  client: PortalClient,
  target: Target,
  name: Username,
  signal: AbortSignal | undefined,
  listed: Listed<Holder> | undefined,
): Promise<Holder | undefined> {
  if (target.kind !== 'userType') return client.holder(target.itemId, name, signal, listed);
  const member = await client.member(name, signal);
  return member && typeOf(member);
}

export const asPortalError = (error: unknown): PortalError =>
  isPortalError(error)
    ? error
    : new PortalError({ kind: 'unexpectedReply' }, messageOf(error), { cause: error });

/** Faults after which the members of the same listing need not be asked for one by one. */
const hopeless = (error: PortalError): boolean =>
  ['signIn', 'forbidden', 'listingUnavailable', 'versionUnsupported', 'otherHost'].includes(error.fault.kind);

/** None of `usernames` could be read. */
export const failedFor = (usernames: readonly Username[], problem: PortalError): MemberReads => ({
  rows: new Map(),
  failed: new Map(usernames.map(name => [userKey(name), problem])),
  begunAt: new Map(),
});

/**
 * Reads members of a listing one by one, four at a time. An abort is thrown; a failure is kept per member.
 * @param listed the list that may answer for a member, where the portal answers with an error for one that holds nothing: one that was just
 * read, or {@link noList}; without it the client reads the list.
 */
export async function readEach(
  client: PortalClient,
  target: Target,
  usernames: readonly Username[],
  signal?: AbortSignal,
  now: () => number = Date.now,
  listed?: (name: Username) => Listed<Holder> | undefined,
): Promise<MemberReads> {
  const rows = new Map<string, Holder>();
  const failed = new Map<string, PortalError>();
  const begunAt = new Map<string, number>();
  const limit = pLimit(readsAtOnce);
  let inARow = 0;
  let givenUp: PortalError | undefined;
  await Promise.all(
    usernames.map(name =>
      limit(async () => {
        signal?.throwIfAborted();
        if (givenUp) {
          failed.set(userKey(name), givenUp);
          return;
        }
        begunAt.set(userKey(name), now());
        try {
          rows.set(
            userKey(name),
            (await readOne(client, target, name, signal, listed?.(name))) ?? nothing(name),
          );
          inARow = 0;
        } catch (error) {
          if (isAbort(error) && signal?.aborted === true) throw error;
          const problem = asPortalError(error);
          failed.set(userKey(name), problem);
          inARow += 1;
          if (hopeless(problem) || inARow >= failuresInARow) givenUp = problem;
        }
      }),
    ),
  );
  return { rows, failed, begunAt };
}

/** The list of a target as holders; a bundle's holders hold `bundleSet`, and every member its user type. */
export async function readList(
  client: PortalClient,
  target: Target,
  bundleSet: readonly Entitlement[],
  signal?: AbortSignal,
): Promise<Listed<Holder>> {
  const options = signal ? { signal } : {};
  if (target.kind === 'listing') return client.holders(target.itemId, options);
  if (target.kind === 'userType') {
    const members = await client.members(options);
    return { ...members, items: members.items.map(typeOf) };
  }
  const { items, ...rest } = await client.appBundleHolders(target.itemId, options);
  return { items: items.map(name => ({ username: name, entitlements: bundleSet, offline: false })), ...rest };
}

export interface ReadMembersOptions {
  /** The set that stands for "holds the bundle". */
  readonly bundleSet: readonly Entitlement[];
  readonly signal?: AbortSignal | undefined;
  /** The clock of {@link MemberReads.begunAt}; that of the machine by default. */
  readonly now?: () => number;
  /**
   * True where "holds nothing" would be a surprise: a single read that says so is checked against the list, because a portal may show a level
   * that comes with a user type in the one and not in the other (wire reference 8.3 and 22.4), and plans rest on the list. And a list that
   * leaves such a member out is not believed: the member is asked for.
   */
  readonly holdsSomething?: (name: Username) => boolean;
  /** Members with a level that comes with the user type: a list may show it, and so may not answer for the portal. */
  readonly included?: ((name: Username) => unknown) | undefined;
}

/**
 * What `usernames` hold of a target now. Never throws for what the portal does: a member that cannot be read is in `failed`.
 * @throws AbortError when `signal` fires.
 */
export async function readMembers(
  client: PortalClient,
  target: Target,
  usernames: readonly Username[],
  options: ReadMembersOptions,
): Promise<MemberReads> {
  const { signal, holdsSomething, included, now = Date.now } = options;
  const listed = (name: Username): Listed<Holder> | undefined =>
    included?.(name) === undefined ? undefined : noList;
  if (usernames.length === 0) return { rows: new Map(), failed: new Map(), begunAt: new Map() };
  let each: MemberReads | undefined;
  if (isReadByOne(target) && usernames.length <= fewMembers) {
    each = await readEach(client, target, usernames, signal, now, listed);
    const { rows } = each;
    const surprising = usernames.some(
      name => rows.get(userKey(name))?.entitlements.length === 0 && holdsSomething?.(name) === true,
    );
    if (!surprising) return each;
  }
  let list: Listed<Holder>;
  const listBegunAt = now();
  try {
    list = await readList(client, target, options.bundleSet, signal);
  } catch (error) {
    if (isAbort(error) && signal?.aborted === true) throw error;
    const problem = asPortalError(error);
    if (isReadByOne(target) && !hopeless(problem))
      return readEach(client, target, usernames, signal, now, listed);
    return failedFor(usernames, problem);
  }
  return pickMembers(client, target, usernames, list, {
    signal,
    listBegunAt,
    now,
    mustAsk: holdsSomething,
    asked: each,
  });
}

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
