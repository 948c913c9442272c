// A plan carried out at the simulated portal while others change its members, as an apply does it: who is not as planned any more is left out.
import { entitlement, userKey } from '../../../../src/core/ids';
import type { JournalEntry } from '../../../../src/core/journal';
import { journalOperations } from '../../../../src/core/journalOperations';
import type { JournalOperation } from '../../../../src/core/journalOperations';
import type {
  MemberChange,
  MemberPlan,
  MemberResult,
  Outcome,
  PlannedRequest,
} from '../../../../src/core/planTypes';
import { sameSet } from '../../../../src/core/sameSet';
import type { SimulatedPortal } from './simulatedPortal';
import { begun } from './simulatedRun';

/** By target, member and entitlement: whether the operation's own requests gave it, else took it. */
export type OwnEffect = ReadonlyMap<string, 'gave' | 'took'>;

export const effectKey = (itemId: string, name: string, entitlement: string): string =>
  `${itemId} ${userKey(name)} ${entitlement}`;

export interface DisturbedRun {
  readonly operation: JournalOperation;
  readonly effect: OwnEffect;
}

/**
 * @param others what they do right after a request: before it is read back.
 * @param isLost whether the answer of a request is lost, so that its members are not read back.
 */
export function carriedOutAmong(
  plan: MemberPlan,
  portal: SimulatedPortal,
  others: (request: PlannedRequest) => void,
  isLost: (request: PlannedRequest) => boolean,
): DisturbedRun {
  const entries: JournalEntry[] = [begun(plan)];
  const effect = new Map<string, 'gave' | 'took'>();
  const results = new Map<string, MemberResult>();
  const stand = new Map(
    plan.changes.map(change => [keyOf(change.itemId, change.username), { change, holds: change.before }]),
  );
  const settle = ({ itemId, username, after }: MemberChange, outcome?: Outcome): void => {
    const actual = [...portal.held(itemId, username)].map(entitlement);
    results.set(keyOf(itemId, username), {
      itemId,
      username,
      outcome: outcome ?? (sameSet(actual, after) ? 'done' : 'notDone'),
      ...(outcome !== 'unknown' && { actual }),
    });
  };
  for (const { change } of stand.values()) {
    if (!sameSet([...portal.held(change.itemId, change.username)], change.before)) settle(change);
  }
  for (const request of plan.requests) {
    const { id, itemId, entitlements } = request;
    const users = request.users.filter(name => {
      const key = keyOf(itemId, name);
      const member = stand.get(key);
      if (!member || results.has(key)) return false;
      if (sameSet([...portal.held(itemId, name)], member.holds)) return true;
      settle(member.change);
      return false;
    });
    const own = users.flatMap(name => stand.get(keyOf(itemId, name)) ?? []);
    if (own.length === 0) continue;
    if (portal.refusal(itemId, users, entitlements) !== undefined) {
      for (const { change } of own) settle(change, 'notDone');
      continue;
    }
    const base = { at: 2, planId: plan.id, requestId: id } as const;
    for (const name of users) {
      const before = portal.held(itemId, name);
      const note = (key: string, does: 'gave' | 'took'): void => {
        const at = effectKey(itemId, name, key);
        // Given back by the operation itself, or taken again: as it was.
        if (effect.has(at)) effect.delete(at);
        else effect.set(at, does);
      };
      for (const key of entitlements) if (!before.has(key)) note(key, 'gave');
      for (const key of before) if (!entitlements.some(one => one === key)) note(key, 'took');
    }
    portal.provision({ ...request, users });
    entries.push({ ...base, kind: 'requestStarted', itemId, users, entitlements });
    others(request);
    const lost = isLost(request);
    entries.push({ ...base, kind: 'requestEnded', outcome: lost ? 'lost' : 'answered' });
    for (const member of own) {
      const { change } = member;
      if (lost) settle(change, 'unknown');
      else if (sameSet([...portal.held(itemId, change.username)], entitlements)) member.holds = entitlements;
      else settle(change, 'notDone');
    }
  }
  for (const [key, { change }] of stand) if (!results.has(key)) settle(change);
  entries.push({ at: 3, planId: plan.id, kind: 'results', results: [...results.values()] });
  const [operation] = journalOperations(entries);
  if (!operation) throw new Error('The journal has no operation.');
  return { operation, effect };
}

const keyOf = (itemId: string, name: string): string => `${itemId}\n${userKey(name)}`;
