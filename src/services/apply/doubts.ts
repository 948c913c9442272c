// Writes whose answer was lost and that a portal may still carry out: a write that comes late replaces whatever the member holds by then.
import { userKey } from '../../core/ids';
import type { Entitlement, ItemId, Username } from '../../core/ids';
import type { Clock } from '../ports';
import { sameSet } from '../../core/sameSet';
import { lateWriteMs } from './verdict';

/** A write of one member that a portal may still carry out. */
export interface Doubt {
  readonly itemId: ItemId;
  readonly username: Username;
  /** What was sent: the complete set, which the member then holds. */
  readonly set: readonly Entitlement[];
  /** Epoch ms; a read that began then or later shows what came of the write. */
  readonly until: number;
  /** True where the same set was sent more than once: to see it then does not prove that all of these writes have arrived. */
  readonly repeated?: boolean;
}

/** Knows of writes in doubt, of this window or of others. */
export interface DoubtSource {
  /** The writes to the portals of an organization that may still be carried out, by whatever address. */
  inDoubt(orgId: string): Promise<readonly Doubt[]>;
}

export interface Doubts extends DoubtSource {
  /** @returns the doubt as it is kept: `repeated` where the same set is in doubt already. */
  add(orgId: string, doubt: Doubt): Doubt;
  /** The member was seen with the set of this doubt: the write has arrived, and will not come again. */
  arrived(orgId: string, doubt: Doubt): void;
  /** The same set is sent once more. */
  repeat(orgId: string, doubt: Doubt): void;
}

/** A clock that is put right by less than this, ms, does not make a write forgotten. */
const clockSlackMs = 60_000;

/**
 * Whether a write may still arrive at `now`, epoch ms. One that is further away than any can be was noted by a clock that was ahead: it would
 * keep its member from being written to for as long.
 */
export const isExpected = ({ until }: Pick<Doubt, 'until'>, now: number): boolean =>
  until > now && until <= now + lateWriteMs + clockSlackMs;

const sameMember = (one: Doubt, other: Doubt): boolean =>
  one.itemId === other.itemId && userKey(one.username) === userKey(other.username);
export const sameWrite = (one: Doubt, other: Doubt): boolean =>
  sameMember(one, other) && sameSet(one.set, other.set);

/**
 * Doubts from several places: a write that is known twice is one, and of several writes of one set none tells by its arrival that the others
 * have arrived.
 */
export function withoutTwins(doubts: readonly Doubt[]): Doubt[] {
  const members = new Map<string, Doubt[]>();
  for (const doubt of doubts) {
    const key = `${doubt.itemId}\n${userKey(doubt.username)}`;
    const known = members.get(key) ?? [];
    members.set(key, known);
    const same = known.findIndex(other => sameWrite(other, doubt) && other.until === doubt.until);
    if (same < 0) known.push(doubt);
    else if (doubt.repeated === true) known[same] = doubt;
  }
  return [...members.values()].flatMap(known =>
    known.map(doubt =>
      known.some(other => other !== doubt && sameWrite(other, doubt)) ? { ...doubt, repeated: true } : doubt,
    ),
  );
}

/**
 * Remembers writes in doubt until their time is over.
 * @param earlier what others know of, such as the journal.
 */
export function createDoubts(clock: Clock, earlier?: DoubtSource): Doubts {
  const open = new Map<string, Doubt[]>();
  const over = new Map<string, Doubt[]>();
  const current = (kept: Map<string, Doubt[]>, orgId: string): Doubt[] => {
    const left = (kept.get(orgId) ?? []).filter(doubt => isExpected(doubt, clock.now()));
    kept.set(orgId, left);
    return left;
  };
  const put = (orgId: string, doubt: Doubt): void => {
    const left = current(open, orgId).filter(
      known => !sameWrite(known, doubt) || known.until !== doubt.until,
    );
    open.set(orgId, [...left, doubt]);
  };

  return {
    async inDoubt(orgId) {
      const now = clock.now();
      const others = (await earlier?.inDoubt(orgId)) ?? [];
      const own = current(open, orgId);
      const arrived = current(over, orgId);
      return withoutTwins([
        ...own,
        ...others.filter(
          doubt =>
            isExpected(doubt, now) &&
            !arrived.some(known => sameWrite(known, doubt) && known.until >= doubt.until),
        ),
      ]);
    },
    add(orgId, doubt) {
      const before = current(open, orgId).filter(known => sameWrite(known, doubt));
      for (const known of before) put(orgId, { ...known, repeated: true });
      const kept = before.length > 0 ? { ...doubt, repeated: true } : doubt;
      put(orgId, kept);
      return kept;
    },
    arrived(orgId, doubt) {
      open.set(
        orgId,
        current(open, orgId).filter(known => !sameWrite(known, doubt) || known.until > doubt.until),
      );
      over.set(orgId, [...current(over, orgId), doubt]);
    },
    repeat(orgId, doubt) {
      put(orgId, { ...doubt, repeated: true });
    },
  };
}
