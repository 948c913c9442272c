// What members hold of a target right now: one read of the list for many, single reads for few and for those that a cut list leaves out.
import pLimit from 'p-limit';
import { userKey } from '../core/ids';
import type { Entitlement, Username } from '../core/ids';
import { l10n } from '../core/l10n';
import type { Holder, Listed } from '../core/model';
import type { Target } from '../core/planTypes';
import { isAbort, isPortalError, messageOf, PortalError } from '../core/problem';
import type { PortalClient } from '../arcgis/portalClient';

/** Up to this many members are read one by one: at most as many requests as pages a list has (wire reference 8.1). */
const fewMembers = 3;
const readsAtOnce = 4;
/** Single reads that fail one after the other before the others are given up: the portal is not there. */
const failuresInARow = 4;

export interface MemberReads {
  /** By {@link userKey}: what each member that could be read holds; an empty set for one that holds nothing. */
  readonly rows: ReadonlyMap<string, Holder>;
  /** By {@link userKey}: why a member could not be read. */
  readonly failed: ReadonlyMap<string, PortalError>;
  /** By {@link userKey}: when the read that a row comes from began, epoch ms. The row says nothing of what was written after that. */
  readonly begunAt: ReadonlyMap<string, number>;
  /** The list, where one was read. */
  readonly list?: Listed<Holder>;
}

const nothing = (name: Username): Holder => ({ username: name, entitlements: [], offline: false });

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

/** Reads members of a listing one by one, four at a time. An abort is thrown; a failure is kept per member. */
export async function readEach(
  client: PortalClient,
  target: Target,
  usernames: readonly Username[],
  signal?: AbortSignal,
  now: () => number = Date.now,
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
          rows.set(userKey(name), (await client.holder(target.itemId, name, signal)) ?? nothing(name));
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

/** The list of a target as holders; a bundle's holders hold `bundleSet`. */
export async function readList(
  client: PortalClient,
  target: Target,
  bundleSet: readonly Entitlement[],
  signal?: AbortSignal,
): Promise<Listed<Holder>> {
  const options = signal ? { signal } : {};
  if (target.kind === 'listing') return client.holders(target.itemId, options);
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
   * that comes with a user type in the one and not in the other (wire reference 8.3 and 22.4), and plans rest on the list.
   */
  readonly holdsSomething?: (name: Username) => boolean;
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
  const { signal, holdsSomething, now = Date.now } = options;
  if (usernames.length === 0) return { rows: new Map(), failed: new Map(), begunAt: new Map() };
  if (target.kind === 'listing' && usernames.length <= fewMembers) {
    const each = await readEach(client, target, usernames, signal, now);
    const surprising = usernames.some(
      name => each.rows.get(userKey(name))?.entitlements.length === 0 && holdsSomething?.(name) === true,
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
    if (target.kind === 'listing' && !hopeless(problem))
      return readEach(client, target, usernames, signal, now);
    return failedFor(usernames, problem);
  }
  return pickMembers(client, target, usernames, list, signal, { listBegunAt, now });
}

/**
 * Takes `usernames` out of a list that was just read; where the list is cut, those it leaves out are asked for one by one.
 * @param times when the reading of the list began, epoch ms (0, "long ago", where nobody asks), and the clock of the single reads.
 */
export async function pickMembers(
  client: PortalClient,
  target: Target,
  usernames: readonly Username[],
  list: Listed<Holder>,
  signal?: AbortSignal,
  { listBegunAt, now }: { readonly listBegunAt: number; readonly now: () => number } = {
    listBegunAt: 0,
    now: Date.now,
  },
): Promise<MemberReads> {
  const byKey = new Map(list.items.map(row => [userKey(row.username), row]));
  const rows = new Map<string, Holder>();
  const missing: Username[] = [];
  for (const name of usernames) {
    const row = byKey.get(userKey(name));
    if (row) rows.set(userKey(name), row);
    else if (!list.partial) rows.set(userKey(name), nothing(name));
    else missing.push(name);
  }
  const begunAt = new Map([...rows.keys()].map(key => [key, listBegunAt]));
  if (missing.length === 0) return { rows, failed: new Map(), begunAt, list };
  if (target.kind === 'appBundle') {
    // There is no read of one member of a bundle (wire reference 7.4): who is not in the cut list is not known.
    const cut = new PortalError(
      { kind: 'incomplete', limit: list.items.length },
      l10n.t('The portal lists only a part of the bundle’s holders.'),
    );
    return { ...failedFor(missing, cut), rows, begunAt, list };
  }
  const each = await readEach(client, target, missing, signal, now);
  return {
    rows: new Map([...rows, ...each.rows]),
    failed: each.failed,
    begunAt: new Map([...begunAt, ...each.begunAt]),
    list,
  };
}
