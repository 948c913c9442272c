// Plans as files: saved with what they saw, and taken up again only where that still holds (issue 4, section 3).
import { randomUUID } from 'node:crypto';
import { userKey, userTypeId } from '../../core/ids';
import type { PortalId, Username, UserTypeId } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { Member, PortalConnection } from '../../core/model';
import type { MemberPlan, TargetState } from '../../core/planTypes';
import { setWords, titleOf } from '../../core/planWords';
import { PortalError } from '../../core/problem';
import type { PolicyOrganization } from '../../core/policy/policyOrganization';
import { isSamePortal, portalInPolicy } from '../../core/policy/policyPortal';
import { userTypesTarget } from '../../core/policy/wishTypes';
import { parseSavedPlan, planHash, planOfSaved, savedPlanText, savePlan } from '../../core/savedPlan';
import type { SavedPlan } from '../../core/savedPlan';
import { checkedPlan } from '../../core/savedPlanChecked';
import { staleMembers } from '../../core/savedPlanStale';
import type { StaleMember } from '../../core/savedPlanStale';
import { sha256 } from '../journal/journalFiles';
import { readHeld, readOrganization } from './readOrganization';
import type { PolicyReadingDeps } from './readOrganization';
import { readUserTypes } from './readUserTypes';
import { organizationOf, policyAtHand, policyNamed } from './savedPlanPolicy';
import type { FoundPolicy, NamedPolicy } from './savedPlanPolicy';

type Deps = Omit<PolicyReadingDeps, 'rosterText'>;

/** So many members are named in a refusal. */
const namedAtMost = 10;

/** So few members of a plan that no policy asked for are read one by one. */
const fewMembers = 5;

interface Now {
  readonly states: readonly TargetState[];
  readonly userTypes: (name: string) => UserTypeId | undefined;
  /** With a policy: what that is compared with. */
  readonly organization?: PolicyOrganization;
}

const nobodysRosters: PolicyReadingDeps['rosterText'] = path => Promise.reject(new Error(path));

/**
 * What the members of a plan hold now, of all that it is about, and their user types: a Pro level and its extensions rest on them.
 * @param named the plan's policy, where it is at hand: what it is compared with is read as well
 */
async function readNow(
  given: Deps,
  portalId: PortalId,
  { changes, targets, policy }: Pick<MemberPlan, 'changes' | 'targets' | 'policy'>,
  signal: AbortSignal | undefined,
  named?: NamedPolicy,
): Promise<Now> {
  if (changes.length === 0) return { states: [], userTypes: () => undefined };
  const deps = { ...given, rosterText: nobodysRosters };
  const itemIds = [...new Set([...targets, ...changes].map(({ itemId }) => itemId))];
  const hasTypes = itemIds.includes(userTypesTarget);
  const names = [...new Map(changes.map(({ username }) => [userKey(username), username])).values()];
  const { states, held } = await readHeld(
    deps,
    portalId,
    itemIds.filter(id => id !== userTypesTarget),
    names,
    signal,
  );
  const needs = { groups: [], rosters: [], roles: false };
  const read =
    named !== undefined
      ? await organizationOf(given, portalId, named, signal)
      : hasTypes
        ? await readOrganization(deps, portalId, needs, signal)
        : undefined;
  const organization = read && named && { organization: { ...read, held } };
  if (!hasTypes || read === undefined) {
    // What a user type includes is told of everybody whom a policy governs.
    const isFew = policy === undefined && names.length <= fewMembers;
    const types =
      read?.members.state === 'known'
        ? typesOf(read.members.value.items)
        : await memberTypes(deps, portalId, isFew ? names : undefined, signal);
    return { states, userTypes: name => types.get(userKey(name)), ...organization };
  }
  const types = await readUserTypes(deps, portalId, read, states, signal);
  return {
    states: [...states, types],
    userTypes: name => {
      const [type] = types.holdings.get(userKey(name))?.entitlements ?? [];
      return type === undefined ? undefined : userTypeId(type);
    },
    ...organization,
  };
}

/** By `userKey`. @param names whose; of all members where absent. @throws PortalError where they cannot be read. */
async function memberTypes(
  deps: Deps,
  portalId: PortalId,
  names: readonly Username[] | undefined,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, UserTypeId>> {
  const client = deps.connections.client(portalId);
  const members = names
    ? (await Promise.all(names.map(name => client.member(name, signal)))).flatMap(member => member ?? [])
    : (await client.members(signal === undefined ? {} : { signal })).items;
  return typesOf(members);
}

function typesOf(members: Iterable<Pick<Member, 'username' | 'userType'>>): ReadonlyMap<string, UserTypeId> {
  const types = new Map<string, UserTypeId>();
  for (const { username, userType } of members)
    if (userType !== undefined) types.set(userKey(username), userTypeId(userType));
  return types;
}

function staleText(plan: MemberPlan, stale: readonly StaleMember[]): string {
  const why = ({ why: kind, now, itemId }: StaleMember): string => {
    switch (kind) {
      case 'offline':
        return l10n.t('offline, or not any more');
      case 'userType':
        return l10n.t('another user type than the plan rests on');
      case 'notRead':
        return l10n.t('could not be read');
      case 'set':
        return l10n.t('now {0}', setWords(plan, itemId, now ?? []));
    }
  };
  const named = stale
    .slice(0, namedAtMost)
    .map(one => `${one.username} (${titleOf(plan, one.itemId)}: ${why(one)})`)
    .join(', ');
  const more = stale.length - namedAtMost;
  return more > 0 ? l10n.t('{0}, and {1} more', named, more) : named;
}

/** The file of a plan: its text, and the hash that names it. */
export interface PlanFile {
  readonly text: string;
  /** SHA-256, hex, for `apply --confirm`. */
  readonly hash: string;
}

/**
 * Makes the file of a plan that was just made: reads its members once more, for all that it saw of them.
 * @throws PortalError `staleState`, naming the members, where they are not as the plan saw them any more; AbortError when `signal` fires.
 */
export async function planToFile(
  deps: Deps,
  connection: PortalConnection,
  plan: MemberPlan,
  signal?: AbortSignal,
): Promise<PlanFile> {
  const now = await readNow(deps, connection.id, plan, signal);
  const portal = { name: connection.name, url: portalInPolicy(connection), orgId: connection.orgId };
  const saved = savePlan(plan, portal, now.states, now.userTypes);
  const stale = staleMembers(saved, now.states, now.userTypes);
  if (stale.length > 0)
    throw new PortalError(
      { kind: 'staleState' },
      l10n.t(
        'Nothing was saved: these members have changed since the plan was made: {0}. Plan again, and save that.',
        staleText(plan, stale),
      ),
    );
  return { text: savedPlanText(saved), hash: planHash(saved, sha256) };
}

/**
 * Reads the file of a plan.
 * @param name of the file, for the refusal
 * @throws PortalError `badInput` that names the first faults of the file.
 */
export function savedPlanOf(
  name: string,
  text: string,
): { readonly saved: SavedPlan; readonly hash: string } {
  const parsed = parseSavedPlan(text);
  if (parsed.kind === 'plan') return { saved: parsed.saved, hash: planHash(parsed.saved, sha256) };
  const shown = parsed.problems
    .slice(0, 3)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  throw new PortalError(
    { kind: 'badInput' },
    l10n.t('{0} is no plan that can be applied. {1}', name, shown.join(' ')),
  );
}

export interface TakingUp {
  readonly signal?: AbortSignal | undefined;
  /** The policy with this hash, where it is at hand. What it gives is hashed once more. */
  readonly policy?: (hash: string) => Promise<FoundPolicy | undefined>;
  /** The plan is shown before anybody is asked: a product that was renamed since is shown as it is called now, and is no reason to refuse. */
  readonly isShown?: boolean;
}

/** Clocks of two computers are apart by less. */
const clocksApart = 24 * 60 * 60 * 1000;

/** Nobody saved a plan before. */
const firstPlans = Date.UTC(2020, 0, 1);

/**
 * Takes a saved plan up again for a portal, with what its file says of itself checked and worked out anew (`checkedPlan`).
 * @throws PortalError `badInput` where it is for another portal or organization, where it says of its targets or its policy what is not so, and
 * where it does what its policy rules out; `staleState`, naming the members, where anything it touches has changed since it was saved; AbortError when `signal` fires.
 */
export async function planFromFile(
  deps: Deps,
  portalId: PortalId,
  name: string,
  saved: SavedPlan,
  { signal, policy: find, isShown }: TakingUp = {},
): Promise<MemberPlan> {
  const connection = deps.connections.get(portalId);
  if (connection === undefined || !isSamePortal(saved.portal.url, portalInPolicy(connection)))
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t('{0} is for {1}, and not for this portal.', name, saved.portal.url),
    );
  if (connection.orgId !== saved.portal.orgId)
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t('{0} was made for another organization at {1}. Plan anew.', name, saved.portal.url),
    );
  if (saved.plan.createdAt < firstPlans || saved.plan.createdAt > deps.clock.now() + clocksApart)
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t('{0} says that it was made at {1}, and that cannot be. Plan anew.', name, saved.created),
    );
  const given = planOfSaved(saved, portalId, randomUUID());
  const policy = await policyNamed(name, given, connection, find);
  const now = await readNow(deps, portalId, given, signal, policy);
  const stale = staleMembers(saved, now.states, now.userTypes);
  if (stale.length > 0)
    throw new PortalError(
      { kind: 'staleState' },
      l10n.t(
        '{0} cannot be applied any more: these members have changed since it was saved: {1}. Plan anew.',
        name,
        staleText(given, stale),
      ),
    );
  const at = deps.clock.now();
  const { plan, faults } = checkedPlan(given, {
    ...now,
    now: at,
    ...(policy && now.organization && { policy: policyAtHand(policy, given, now.organization, at) }),
    ...(isShown === true && { isShown }),
  });
  if (faults.length > 0)
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t('{0} does not say what is so, and is not applied: {1} Plan anew.', name, faults.join(' ')),
    );
  return plan;
}
