// What policies that are open are checked against: read in the background, kept for ten minutes for each portal, shared by all policies of it.
import { unlessAborted } from '../../core/async';
import type { Event } from '../../core/emitter';
import { DisposableStore, Emitter } from '../../core/emitter';
import type { ItemId, PortalId } from '../../core/ids';
import type {
  Known,
  PolicyGroup,
  PolicyHeld,
  PolicyOrganization,
} from '../../core/policy/policyOrganization';
import type { Policy } from '../../core/policy/policyTypes';
import { policyNeeds } from '../../core/policy/policyWalk';
import { findTarget } from '../../core/policy/resolveTargets';
import type { PolicyReadingDeps } from './readOrganization';
import { readGroups, readHeld, readOrganization, readRosters } from './readOrganization';

/** What is known of an organization is read again after this, in ms, at the next look at a policy. */
export const keptMs = 10 * 60_000;

export interface PolicyFacts {
  /** Fires with a portal of which all is to be read anew, such as after a sign-in. */
  readonly onDidForget: Event<PortalId>;
  /** Whether {@link PolicyFacts.load} would send nothing, as far as can be told without resolving the policy. */
  isKnown(portalId: PortalId, policy: Policy): boolean;
  /**
   * What a policy has to be compared with, from what is kept and not older than ten minutes. Never asks a person for a sign-in. What cannot be read
   * says why in its place, and counts as read for as long as the rest.
   * @param rosterText of the rosters beside this policy, which are read each time
   * @param notBefore ms epoch: what was read before it is read anew, but for what is being read at the moment
   * @returns `readAt`: ms epoch
   * @throws AbortError when the signal fires, and where all was forgotten meanwhile; reads that are under way go on, since other policies may share them
   */
  load(
    portalId: PortalId,
    policy: Policy,
    rosterText: PolicyReadingDeps['rosterText'],
    signal: AbortSignal,
    notBefore?: number,
  ): Promise<{ readonly organization: PolicyOrganization; readonly readAt: number }>;
  /** Keeps what was read for another purpose. `readAt`: ms epoch. */
  keep(portalId: PortalId, organization: PolicyOrganization, readAt: number): void;
  /** Ends reads of a portal that nobody waits for any more; what was read stays. */
  stop(portalId: PortalId): void;
  forget(portalId: PortalId): void;
  dispose(): void;
}

interface Kept {
  readonly readAt: number;
  readonly controller: AbortController;
  /** Without groups, rosters and who holds what. */
  readonly base: Promise<PolicyOrganization>;
  /** By name as policies write it. */
  readonly groups: Map<string, Promise<Known<readonly PolicyGroup[]>>>;
  readonly held: Map<ItemId, Promise<Known<PolicyHeld>>>;
  /** Reads that are under way. */
  reading: number;
}

/** Nothing is asked of a portal before {@link PolicyFacts.load}. */
export function createPolicyFacts(deps: Omit<PolicyReadingDeps, 'rosterText'>): PolicyFacts {
  const { clock, connections, inventory } = deps;
  const portals = new Map<PortalId, Kept>();
  const forgotten = new Emitter<PortalId>();
  const links = new DisposableStore();
  const noRoster = (): Promise<string> => Promise.reject(new Error());

  function drop(portalId: PortalId): boolean {
    portals.get(portalId)?.controller.abort();
    return portals.delete(portalId);
  }

  function forget(portalId: PortalId): void {
    if (drop(portalId)) forgotten.fire(portalId);
  }

  links.add(
    inventory.onDidChange(ref => {
      // As after a sign-in, which may be another account's.
      if (ref.name === 'listings' && inventory.peek(ref).state === 'idle') forget(ref.portalId);
    }),
  );
  links.add(connections.onDidChange(forget));

  /** Counts what is under way; that it was stopped is heard of by whoever waits, and by nobody where nobody does. */
  function counted<T>(kept: { reading: number }, work: Promise<T>): Promise<T> {
    kept.reading++;
    void work.then(
      () => kept.reading--,
      () => kept.reading--,
    );
    return work;
  }

  const isFresh = ({ readAt }: Kept): boolean => clock.now() - readAt <= keptMs;

  function keptOf(portalId: PortalId, notBefore: number): Kept {
    const known = portals.get(portalId);
    const isNew = (kept: Kept): boolean => kept.readAt >= notBefore || kept.reading > 0;
    if (known !== undefined && isFresh(known) && isNew(known)) return known;
    drop(portalId);
    const controller = new AbortController();
    const base = readOrganization(
      { ...deps, rosterText: noRoster },
      portalId,
      { groups: [], rosters: [], roles: true },
      controller.signal,
    );
    const kept: Kept = {
      readAt: clock.now(),
      controller,
      base,
      groups: new Map(),
      held: new Map(),
      reading: 0,
    };
    void counted(kept, base);
    portals.set(portalId, kept);
    return kept;
  }

  /** Reads the holders of targets that were not read yet, all in one go. */
  function wantHeld(portalId: PortalId, kept: Kept, itemIds: readonly ItemId[]): void {
    const missing = itemIds.filter(id => !kept.held.has(id));
    if (missing.length === 0) return;
    const all = counted(
      kept,
      readHeld({ ...deps, rosterText: noRoster }, portalId, missing, [], kept.controller.signal),
    );
    for (const id of missing) {
      const one = all.then(({ held }): Known<PolicyHeld> => held.get(id) ?? { state: 'unread', why: '' });
      one.catch(() => undefined);
      kept.held.set(id, one);
    }
  }

  function wantGroups(portalId: PortalId, kept: Kept, names: readonly string[]): void {
    for (const name of names) {
      if (kept.groups.has(name)) continue;
      const client = connections.client(portalId);
      kept.groups.set(name, counted(kept, readGroups(client, [name], kept.controller.signal)));
    }
  }

  return {
    onDidForget: forgotten.event,
    isKnown: (portalId, policy) => {
      const kept = portals.get(portalId);
      if (kept === undefined || !isFresh(kept) || kept.reading > 0) return false;
      return policyNeeds(policy).groups.every(name => kept.groups.has(name));
    },
    load: async (portalId, policy, rosterText, signal, notBefore = 0) => {
      const kept = keptOf(portalId, notBefore);
      const needs = policyNeeds(policy);
      wantGroups(portalId, kept, needs.groups);
      const base = await unlessAborted(kept.base, signal);
      const itemIds = policy.targets.flatMap(entry => findTarget(entry, base).target?.itemId ?? []);
      wantHeld(portalId, kept, itemIds);
      const read = Promise.all([
        Promise.all(needs.groups.flatMap(name => kept.groups.get(name) ?? [])),
        readRosters(rosterText, needs.rosters),
        Promise.all([...kept.held].map(async ([id, one]) => [id, await one] as const)),
      ]);
      const [groups, rosters, held] = await unlessAborted(read, signal);
      const organization = { ...base, groups: togetherOf(groups), rosters, held: new Map(held) };
      return { organization, readAt: kept.readAt };
    },
    keep: (portalId, organization, readAt) => {
      drop(portalId);
      portals.set(portalId, {
        readAt,
        controller: new AbortController(),
        base: Promise.resolve(organization),
        // By which name each was found is not kept: they are read again when a policy names them.
        groups: new Map(),
        held: new Map([...organization.held].map(([id, one]) => [id, Promise.resolve(one)])),
        reading: 0,
      });
      forgotten.fire(portalId);
    },
    stop: portalId => {
      if ((portals.get(portalId)?.reading ?? 0) > 0) drop(portalId);
    },
    forget,
    dispose: () => {
      links.dispose();
      for (const id of [...portals.keys()]) drop(id);
      forgotten.dispose();
    },
  };
}

/** Groups of several names as those of one question: what kept one from being read keeps all. */
function togetherOf(all: readonly Known<readonly PolicyGroup[]>[]): Known<readonly PolicyGroup[]> {
  const unread = all.find(one => one.state === 'unread');
  if (unread !== undefined) return unread;
  const groups = all.flatMap(one => (one.state === 'known' ? one.value : []));
  return { state: 'known', value: [...new Map(groups.map(group => [group.id, group])).values()] };
}
