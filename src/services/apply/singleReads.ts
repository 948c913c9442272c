// What members hold of a target, each by a read of its own, and how a read that fails is told.
import pLimit from 'p-limit';
import { entitlement, userKey } from '../../core/ids';
import type { Username } from '../../core/ids';
import type { Holder, Listed, Member } from '../../core/model';
import type { Target } from '../../core/planTypes';
import { isAbort, isPortalError, messageOf, PortalError } from '../../core/problem';
import type { PortalClient } from '../../arcgis/portalClient';

const readsAtOnce = 4;
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

/** A member that holds nothing. */
export const nothing = (name: Username): Holder => ({ username: name, entitlements: [], offline: false });

/** Whether there is a read of what one member holds of the target: of a bundle there is none (wire reference 7.4). */
export const isReadByOne = ({ kind }: Pick<Target, 'kind'>): boolean => kind !== 'appBundle';

/** The user type of a member as what is held of the target of user types. Whether a license is offline, its read does not tell. */
export const typeOf = ({ username, userType }: Pick<Member, 'username' | 'userType'>): Holder => ({
  ...nothing(username),
  entitlements: userType === undefined ? [] : [entitlement(userType)],
});

/** What one member holds of the target; undefined for nothing. Throws as the client does. */
export async function readOne(
  client: PortalClient,
  target: Pick<Target, 'kind' | 'itemId'>,
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
export const hopeless = (error: PortalError): boolean =>
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
