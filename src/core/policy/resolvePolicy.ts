// A policy and an organization → what every member shall hold now, what every plan of it must keep to, and what starts and ends when.
import type { FileProblem } from '../files/fileProblem';
import { isBlocking, problem } from '../files/fileProblem';
import type { Entitlement, ItemId } from '../ids';
import { bundleEntitlement } from '../catalog';
import { comesWithType, withoutDoubles } from './comesWithType';
import type { DueGrant } from './dueGrants';
import { dueGrants } from './dueGrants';
import { createLines, grantText, periodOf, priorityOf, reasonAt, zoneOf } from './grantPeriods';
import type { PolicyOrganization } from './policyOrganization';
import { heldUserTypes } from './policyOrganization';
import { wishesOf } from './policyWishes';
import type { ResolvedGrant, TargetWishes } from './policyWishes';
import type { Grant, Policy, PolicyTarget } from './policyTypes';
import type { MemberSet } from './resolvePeople';
import { PeopleResolver } from './resolvePeople';
import type { ResolvedTarget } from './resolveTargets';
import { findTarget, targetName, Vocabulary } from './resolveTargets';
import { resolveUserTypes } from './resolveUserTypes';
import { userTypesTarget } from './wishTypes';
import type { PolicyRules, PolicyWish, TeamQuota } from './wishTypes';

/** A target that the policy has rules of, as far as it could be resolved. */
export interface PolicyTargetState {
  readonly entry: PolicyTarget | 'userTypes';
  readonly itemId: ItemId;
  readonly title: string;
  /** Absent for user types. */
  readonly target?: ResolvedTarget;
  readonly grants: readonly ResolvedGrant[];
  /** Nothing is planned of it: an error of its rules says why. */
  readonly isBlocked: boolean;
}

export interface ResolvedPolicy {
  /** By target in the document's order, then by member as first named. Empty for targets that are blocked. */
  readonly wishes: readonly PolicyWish[];
  /** The same wishes, target by target. */
  readonly byTarget: ReadonlyMap<ItemId, TargetWishes>;
  /** `governed` has only targets of which all rules could be resolved. */
  readonly rules: PolicyRules;
  /** Grants that start or end, by time. */
  readonly due: readonly DueGrant[];
  /** Every target of the document that the portal has. */
  readonly targets: readonly PolicyTargetState[];
  /** Entries of which nothing is planned, for texts; all of them where whom the policy excludes or protects is not known. */
  readonly blocked: readonly { readonly title: string; readonly itemId?: ItemId }[];
  /** Sorted by place. */
  readonly problems: readonly FileProblem[];
  /** The IANA zone that days are counted in. */
  readonly timeZone: string;
}

/**
 * Resolves a policy against what is known of an organization (issue 4, sections 1 and 10). A selection whose members cannot be known blocks every
 * target that it is used in: in exact mode it would else take from all who were meant. Nobody excluded or protected is known only in part: then all is
 * blocked. Never throws for a policy of `readPolicy` without errors; one with errors is resolved as far as it was read, and has to be held back by the
 * caller.
 * @param text the document's, for the lines of reasons
 * @param now ms epoch: which grants are in force
 */
export function resolvePolicy(
  policy: Policy,
  organization: PolicyOrganization,
  now: number,
  text = '',
): ResolvedPolicy {
  const people = new PeopleResolver(policy, organization);
  const zone = zoneOf(policy, organization.timeZone);
  const lineOf = createLines(text);
  const problems: FileProblem[] = [];

  const excluded = policy.exclude && people.of(policy.exclude);
  const isProtected = policy.protected && people.of(policy.protected);
  const isAllBlocked = excluded?.isKnown === false || isProtected?.isKnown === false;

  const entries = policy.targets.map(entry => {
    const found = findTarget(entry, organization);
    problems.push(...found.problems);
    return { entry, target: found.target };
  });
  problems.push(...sameTargets(entries));

  const states: PolicyTargetState[] = [];
  const quotas: TeamQuota[] = [];
  /** By team: one has quotas of many listings. */
  const teams = new Map<string, ReadonlySet<string>>();
  for (const { entry, target } of entries) {
    if (target === undefined) continue;
    const { itemId } = target;
    const held = organization.held.get(itemId);
    const holdings = held?.state === 'known' ? held.value.holdings.values() : [];
    const vocabulary = new Vocabulary(
      policy.sets,
      target,
      [...holdings].map(one => one.entitlements),
    );
    let isBlocked = isAllBlocked;
    const grants = entry.grants.map((grant): ResolvedGrant => {
      const whom = people.of(grant.to);
      const given =
        entry.kind === 'appBundle'
          ? { entitlements: [bundleEntitlement], problems: [] }
          : vocabulary.expand(grant.give);
      problems.push(...given.problems);
      isBlocked ||= !whom.isKnown || given.problems.length > 0;
      return resolved(grant, whom.members, given.entitlements);
    });
    for (const quota of entry.quotas) {
      const team = people.team(quota.team.text);
      const given = quota.entitlement === undefined ? undefined : vocabulary.expand([quota.entitlement]);
      problems.push(...(given?.problems ?? []));
      isBlocked ||= !team.isKnown || (given?.problems.length ?? 0) > 0;
      let members = teams.get(quota.team.text);
      if (members === undefined) teams.set(quota.team.text, (members = new Set(team.members.keys())));
      const name = `${quota.team.text} ≤ ${quota.seats}`;
      // A set in the place of the entitlement: each of its entitlements has that quota.
      for (const entitlement of given?.entitlements ?? [undefined]) {
        quotas.push({
          team: quota.team.text,
          members,
          itemId,
          ...(entitlement === undefined ? {} : { entitlement }),
          seats: quota.seats,
          reason: reasonAt(quota.at, quota.note ?? name, lineOf),
        });
      }
    }
    states.push({ entry, itemId, title: target.title, target, grants, isBlocked });
  }
  function resolved(grant: Grant, members: MemberSet, entitlements: readonly Entitlement[]): ResolvedGrant {
    return {
      grant,
      members,
      entitlements,
      period: periodOf(grant, zone),
      priority: priorityOf(grant),
      reason: reasonAt(grant.at, grantText(grant), lineOf),
    };
  }

  if (policy.userTypes !== undefined) {
    const { known, problems: unknownTypes } = resolveUserTypes(policy.userTypes.grants, organization);
    problems.push(...unknownTypes);
    const grants = policy.userTypes.grants.map(grant => {
      const whom = people.of(grant.to);
      return { whom, resolved: resolved(grant, whom.members, known.get(grant) ?? []) };
    });
    states.push({
      entry: 'userTypes',
      itemId: userTypesTarget,
      title: 'userTypes',
      grants: grants.map(one => one.resolved),
      isBlocked: isAllBlocked || unknownTypes.length > 0 || grants.some(({ whom }) => !whom.isKnown),
    });
  }

  // Two entries of one target are one target: what blocks the one blocks the other.
  const blockedIds = new Set(states.filter(one => one.isBlocked).map(one => one.itemId));
  const targets = states.map(one => (blockedIds.has(one.itemId) ? { ...one, isBlocked: true } : one));
  const open = targets.filter(one => !one.isBlocked);
  const protectedKeys = new Set(isProtected?.members.keys());
  const removesDoubles = policy.removeDoubles?.isOn === true;
  const all = wishesOf(open, now, lineOf, problems);
  const doublesFor = comesWithType(all.get(userTypesTarget), organization, protectedKeys);
  const byTarget = removesDoubles ? withoutDoubles(all, doublesFor) : all;
  const governed = [...new Set(open.map(one => one.itemId))];
  return {
    wishes: [...byTarget.values()].flatMap(one => one.wishes),
    byTarget,
    rules: {
      mode: policy.mode,
      governed,
      excluded: new Set(excluded?.members.keys()),
      protected: protectedKeys,
      ...(policy.removalThreshold === undefined
        ? {}
        : { removalThreshold: limitsOf(policy.removalThreshold) }),
      quotas: quotas.filter(one => !blockedIds.has(one.itemId)),
      allowGaps: policy.allowGaps,
      ...(removesDoubles ? { removeDoubles: true } : {}),
      notify: policy.notify,
    },
    due: dueGrants(
      open.map(one => ({
        itemId: one.itemId,
        title: one.title,
        grants: one.grants,
        held:
          one.itemId === userTypesTarget
            ? heldUserTypes(organization.members)
            : organization.held.get(one.itemId),
        ...(removesDoubles ? { doublesFor } : {}),
      })),
      now,
      zone,
    ),
    targets,
    blocked: [
      ...entries.flatMap(({ entry, target }) => (target === undefined ? [{ title: targetName(entry) }] : [])),
      ...targets.filter(one => one.isBlocked).map(({ title, itemId }) => ({ title, itemId })),
    ],
    timeZone: zone,
    problems: [...problems, ...people.problems].sort((a, b) => a.offset - b.offset),
  };
}

const limitsOf = ({
  count,
  percent,
}: NonNullable<Policy['removalThreshold']>): NonNullable<PolicyRules['removalThreshold']> => ({
  ...(count === undefined ? {} : { count }),
  ...(percent === undefined ? {} : { percent }),
});

/** Whether a policy as it was read and resolved may be planned at all; targets with errors of their own are left out of its rules anyway. */
export const isPlannable = (read: readonly FileProblem[], resolved: ResolvedPolicy): boolean =>
  !isBlocking(read) && resolved.rules.governed.length > 0;

function sameTargets(
  entries: readonly { readonly entry: PolicyTarget; readonly target: ResolvedTarget | undefined }[],
): readonly FileProblem[] {
  const seen = new Set<ItemId>();
  return entries.flatMap(({ entry, target }) => {
    if (target === undefined) return [];
    const isAgain = seen.has(target.itemId);
    seen.add(target.itemId);
    const at = entry.itemId ?? entry.title ?? { offset: entry.at.offset, length: 1 };
    return isAgain ? [problem('warning', at, 'policy.sameTarget', target.title)] : [];
  });
}
