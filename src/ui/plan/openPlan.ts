// From an intent to a plan for members: reads what it is about, and works out what each of them would hold.
import { randomUUID } from 'node:crypto';
import { userKey, type ItemId, type PortalId, type Username } from '../../core/ids';
import { planMembers } from '../../core/plan';
import type { DesiredChange, MemberPlan, TargetState } from '../../core/planTypes';
import { checkMembers, holdersOf } from '../../services/memberCheck';
import { readTargets } from '../../services/stateReader';
import type { App } from '../app';

/** An intent whose changes depend on what the members hold now, such as "everything". */
export interface OpenIntent {
  readonly portalId: PortalId;
  readonly title: string;
  readonly itemIds: readonly ItemId[];
  readonly usernames: readonly Username[];
  readonly changes: (targets: readonly TargetState[]) => readonly DesiredChange[];
  /** The same for what the portal has by then, where it is about all products; without it the intent itself is planned again. */
  readonly anew?: () => Promise<OpenIntent>;
}

/**
 * Reads and plans.
 * @throws PortalError as the reading of the products and of the members does; AbortError when the signal fires.
 */
export async function planOpenIntent(
  app: Pick<App, 'connections' | 'inventory' | 'clock'>,
  { portalId, title, itemIds, usernames, changes: changesOf }: OpenIntent,
  suppressCustomerEmail: boolean,
  signal: AbortSignal,
): Promise<MemberPlan> {
  const targets = await readTargets(app, portalId, itemIds, usernames, signal);
  const changes = changesOf(targets);
  const known = holdersOf(targets);
  const unsure = [...new Set([...usernames, ...changes.map(change => change.username)])].filter(
    name => !known.has(userKey(name)),
  );
  const members = await checkMembers(app.connections.client(portalId), unsure, signal);
  // Who is no member and holds nothing would otherwise not be mentioned at all.
  const wished = new Set(changes.map(change => userKey(change.username)));
  const first = targets[0]?.target.itemId;
  const strangers = usernames.filter(
    name => !wished.has(userKey(name)) && !known.has(userKey(name)) && members.standing(name) === 'notMember',
  );
  const all: readonly DesiredChange[] = [
    ...changes,
    ...(first === undefined
      ? []
      : strangers.map(name => ({ itemId: first, username: name, mode: 'set' as const, entitlements: [] }))),
  ];
  return planMembers({
    id: randomUUID(),
    portalId,
    title,
    createdAt: app.clock.now(),
    targets,
    changes: all.map(change => ({ ...change, username: members.spelling(change.username) })),
    members: name => (known.has(userKey(name)) ? 'member' : members.standing(name)),
    userTypes: name => members.userType(name),
    suppressCustomerEmail,
  });
}
