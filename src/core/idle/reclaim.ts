// What a plan gives back of idle seats, and whom it leaves alone and why.
import { userKey } from '../ids';
import type { ItemId, Username } from '../ids';
import type { Listed, Member } from '../model';
import type { DesiredChange } from '../planTypes';
import { atOnce } from '../steps';
import type { Steps } from '../steps';
import type { IdleReport } from './idleReport';

/** Why somebody keeps an idle seat. */
export type KeptCause =
  /** The portal refuses to change who is offline (wire reference, section 10). */
  | { readonly kind: 'offline'; readonly since?: number }
  /** Nothing says whether the license is offline. */
  | { readonly kind: 'offlineUnknown' }
  /** Nothing says when it was used: it may be in use today. */
  | { readonly kind: 'useUnknown' }
  /** A license policy of the workspace protects the member; its name. */
  | { readonly kind: 'protected'; readonly policy: string }
  /** This program gave it within the threshold, however old the account is. Epoch ms. */
  | { readonly kind: 'granted'; readonly at: number }
  /** Never used it, and the account is younger than the threshold: nobody has had it long enough. Epoch ms. */
  | { readonly kind: 'recent'; readonly created: number }
  /** Never used it, and no source says how old the account is. */
  | { readonly kind: 'ageUnknown' };

export interface KeptSeat {
  readonly itemId: ItemId;
  readonly username: Username;
  readonly cause: KeptCause;
}

export interface Reclaim {
  /** One per member and listing, in the report's order: takes by name what the member held when it was read, nothing that came later. */
  readonly changes: readonly DesiredChange[];
  readonly kept: readonly KeptSeat[];
  /** Distinct members who give something back. */
  readonly members: number;
}

export interface ReclaimFacts {
  /** Members of the organization, as far as they were read. */
  readonly members: Listed<Pick<Member, 'username' | 'created'>>;
  /** By {@link userKey}: the policy that protects the member. */
  readonly protectedBy: ReadonlyMap<string, string>;
  /** When this program last gave something of a listing to a member, epoch ms. */
  readonly grantedAt?: (itemId: ItemId, username: Username) => number | undefined;
}

/**
 * Chooses what to give back: everything of a listing that was never used, or not within the threshold. An account that is younger than the threshold
 * keeps what it never used: it cannot have held it for so long, and no portal says since when somebody holds something. What the journal knows to have
 * been given within the threshold is kept as well.
 */
export const reclaimOf = (report: IdleReport, facts: ReclaimFacts): Reclaim =>
  atOnce(reclaimSteps(report, facts));

/** {@link reclaimOf} in steps. */
export function* reclaimSteps(
  report: IdleReport,
  { members, protectedBy, grantedAt }: ReclaimFacts,
): Steps<Reclaim> {
  const created = new Map<string, number>();
  for (const one of members.items)
    if (one.created !== undefined) created.set(userKey(one.username), one.created);
  const changes: DesiredChange[] = [];
  const kept: KeptSeat[] = [];
  const givers = new Set<string>();
  let rows = 0;
  for (const { itemId, offline, never, idle, useUnknown } of report.listings) {
    for (const { username, offlineSince } of offline) {
      if (rows++ % rowsPerStep === 0) yield;
      const since = offlineSince === undefined ? {} : { since: offlineSince };
      kept.push({ itemId, username, cause: { kind: 'offline', ...since } });
    }
    for (const { username } of useUnknown) {
      if (rows++ % rowsPerStep === 0) yield;
      kept.push({ itemId, username, cause: { kind: 'useUnknown' } });
    }
    for (const list of [never, idle])
      for (const { username, entitlements, offlineUnknown } of list) {
        if (rows++ % rowsPerStep === 0) yield;
        const held = entitlements.filter(key => key !== '');
        if (held.length === 0) continue;
        const key = userKey(username);
        const cause: KeptCause | undefined =
          offlineUnknown === true ? { kind: 'offlineUnknown' } : causeOf(itemId, username, list === never);
        if (cause !== undefined) kept.push({ itemId, username, cause });
        else {
          changes.push({ itemId, username, mode: 'remove', entitlements: held });
          givers.add(key);
        }
      }
  }
  return { changes, kept, members: givers.size };

  function causeOf(itemId: ItemId, username: Username, isNever: boolean): KeptCause | undefined {
    const key = userKey(username);
    const policy = protectedBy.get(key);
    if (policy !== undefined) return { kind: 'protected', policy };
    const at = grantedAt?.(itemId, username);
    if (at !== undefined && at > report.since) return { kind: 'granted', at };
    if (!isNever) return undefined;
    const since = created.get(key);
    if (since === undefined) return { kind: 'ageUnknown' };
    return since > report.since ? { kind: 'recent', created: since } : undefined;
  }
}

const rowsPerStep = 500;
