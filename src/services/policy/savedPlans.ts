// Plans as files: saved with what they saw, and taken up again only where that still holds (issue 4, section 3).
import { randomUUID } from 'node:crypto';
import { userKey, userTypeId } from '../../core/ids';
import type { PortalId, UserTypeId } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { PortalConnection } from '../../core/model';
import type { MemberPlan, TargetState } from '../../core/planTypes';
import { setWords, titleOf } from '../../core/planWords';
import { PortalError } from '../../core/problem';
import { isSamePortal, portalInPolicy } from '../../core/policy/policyPortal';
import { userTypesTarget } from '../../core/policy/wishTypes';
import { parseSavedPlan, planHash, planOfSaved, savedPlanText, savePlan } from '../../core/savedPlan';
import type { SavedPlan } from '../../core/savedPlan';
import { staleMembers } from '../../core/savedPlanStale';
import type { StaleMember } from '../../core/savedPlanStale';
import { sha256 } from '../journal/journalFiles';
import { readHeld, readOrganization } from './readOrganization';
import type { PolicyReadingDeps } from './readOrganization';
import { readUserTypes } from './readUserTypes';

type Deps = Omit<PolicyReadingDeps, 'rosterText'>;

/** So many members are named in a refusal. */
const namedAtMost = 10;

interface Now {
  readonly states: readonly TargetState[];
  readonly userTypes: (name: string) => UserTypeId | undefined;
}

/** What the members of a plan hold now, of what it touches. */
async function readNow(
  given: Deps,
  portalId: PortalId,
  { changes }: Pick<MemberPlan, 'changes'>,
  signal: AbortSignal | undefined,
): Promise<Now> {
  const deps = { ...given, rosterText: (path: string) => Promise.reject(new Error(path)) };
  const itemIds = [...new Set(changes.map(({ itemId }) => itemId))].filter(id => id !== userTypesTarget);
  const names = [...new Map(changes.map(({ username }) => [userKey(username), username])).values()];
  const { states } = await readHeld(deps, portalId, itemIds, names, signal);
  if (!changes.some(({ itemId }) => itemId === userTypesTarget))
    return { states, userTypes: () => undefined };
  const needs = { groups: [], rosters: [], roles: false };
  const organization = await readOrganization(deps, portalId, needs, signal);
  const types = await readUserTypes(deps, portalId, organization, states, signal);
  return {
    states: [...states, types],
    userTypes: name => {
      const [type] = types.holdings.get(userKey(name))?.entitlements ?? [];
      return type === undefined ? undefined : userTypeId(type);
    },
  };
}

function staleText(plan: MemberPlan, stale: readonly StaleMember[]): string {
  const why = ({ why: kind, now, itemId }: StaleMember): string => {
    switch (kind) {
      case 'offline':
        return l10n.t('offline, or not any more');
      case 'userType':
        return l10n.t('another user type');
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

/**
 * Takes a saved plan up again for a portal.
 * @throws PortalError `badInput` where it is for another portal or organization; `staleState`, naming the members, where anything it touches has
 * changed since it was saved; AbortError when `signal` fires.
 */
export async function planFromFile(
  deps: Deps,
  portalId: PortalId,
  name: string,
  saved: SavedPlan,
  signal?: AbortSignal,
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
  const plan = planOfSaved(saved, portalId, randomUUID());
  const now = await readNow(deps, portalId, plan, signal);
  const stale = staleMembers(saved, now.states, now.userTypes);
  if (stale.length > 0)
    throw new PortalError(
      { kind: 'staleState' },
      l10n.t(
        '{0} cannot be applied any more: these members have changed since it was saved: {1}. Plan anew.',
        name,
        staleText(plan, stale),
      ),
    );
  return plan;
}
