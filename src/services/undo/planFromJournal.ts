// From sets that the journal tells of to a plan: reads what it is about as it is now, and lets the ordinary planner work out the rest.
import { randomUUID } from 'node:crypto';
import { userKey, userTypeId } from '../../core/ids';
import type { ItemId, PortalId, Username, UserTypeId } from '../../core/ids';
import type { PlanInput } from '../../core/plan';
import type { MemberPlan, TargetState } from '../../core/planTypes';
import { userTypesTarget } from '../../core/policy/wishTypes';
import { checkMembers, holdersOf } from '../memberCheck';
import { readOrganization } from '../policy/readOrganization';
import { readUserTypes } from '../policy/readUserTypes';
import { readTargets } from '../stateReader';
import type { StateReaderDeps } from '../stateReader';

/** What is read anew for the plan. */
export interface JournalNeeds {
  /** Listings, app bundles and the user types. */
  readonly itemIds: readonly ItemId[];
  readonly usernames: readonly Username[];
}

export interface JournalPlanOptions {
  readonly title: string;
  readonly suppressCustomerEmail: boolean;
  readonly signal?: AbortSignal;
}

/** The user types as a target; the journal asks for no roster. */
async function userTypesNow(
  deps: StateReaderDeps,
  portalId: PortalId,
  states: readonly TargetState[],
  signal: AbortSignal | undefined,
): Promise<TargetState> {
  const all = { ...deps, rosterText: (path: string) => Promise.reject(new Error(path)) };
  const organization = await readOrganization(
    all,
    portalId,
    { groups: [], rosters: [], roles: false },
    signal,
  );
  return readUserTypes(all, portalId, organization, states, signal);
}

/**
 * Reads and plans.
 * @param make the plan of what was read, such as `planUndo`.
 * @throws PortalError as the reading of the products and of the members does; AbortError when the signal fires.
 */
export async function planFromJournal(
  deps: StateReaderDeps,
  portalId: PortalId,
  { itemIds, usernames }: JournalNeeds,
  { title, suppressCustomerEmail, signal }: JournalPlanOptions,
  make: (input: Omit<PlanInput, 'changes'>) => MemberPlan,
): Promise<MemberPlan> {
  const products = itemIds.filter(id => id !== userTypesTarget);
  const createdAt = deps.clock.now();
  const held = await readTargets(deps, portalId, products, usernames, signal);
  const types =
    products.length < itemIds.length ? await userTypesNow(deps, portalId, held, signal) : undefined;
  const targets = types === undefined ? held : [...held, types];
  const known = holdersOf(targets);
  const unsure = usernames.filter(name => !known.has(userKey(name)));
  const members = await checkMembers(deps.connections.client(portalId), unsure, signal);
  const typeOf = (name: string): UserTypeId | undefined => {
    const [type] = types?.holdings.get(userKey(name))?.entitlements ?? [];
    return type === undefined ? members.userType(name) : userTypeId(type);
  };
  return make({
    id: randomUUID(),
    portalId,
    title,
    createdAt,
    now: deps.clock.now(),
    targets,
    members: name => (known.has(userKey(name)) ? 'member' : members.standing(name)),
    userTypes: typeOf,
    suppressCustomerEmail,
  });
}
