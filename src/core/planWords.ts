// A plan's parts in words, shared by the view and the document.
import { bundleEntitlement, entitlementName, listingName, userTypeName } from './catalog';
import { count } from './format';
import type { Entitlement } from './ids';
import type {
  LedgerRow,
  MemberChange,
  MemberPlan,
  MemberResult,
  OfflineRelease,
  PlannedRequest,
  PlanWarning,
  Skip,
} from './planTypes';
import { l10n } from './l10n';
import { userTypesTarget } from './policy/wishTypes';
import { assertNever } from './problem';
import { membersWords, seatsWords } from './timeline/timelineText';

/** How far a member of a plan is that is carried out. */
export type MemberProgress = MemberResult['outcome'] | 'sending' | 'waiting';

/** What a listing's entitlement is called. A provider's listing has its own item id as its entitlement: its title says more. */
export function entitlementWords(plan: MemberPlan, itemId: string, key: string): string {
  if (key === bundleEntitlement) return l10n.t('the bundle');
  if (itemId === userTypesTarget) return userTypeName(key);
  return key === itemId ? titleOf(plan, itemId) : entitlementName(key);
}

/** Names of a set of one listing, sorted; "nothing" for the empty set. */
export function setWords(plan: MemberPlan, itemId: string, entitlements: readonly Entitlement[]): string {
  if (entitlements.length === 0) return l10n.t('nothing');
  return entitlements
    .map(key => entitlementWords(plan, itemId, key))
    .sort((a, b) => a.localeCompare(b, 'en'))
    .join(', ');
}

/** What a change takes and gives: "+ Network Analyst − Publisher". */
export function deltaWords(plan: MemberPlan, change: MemberChange): string {
  const { itemId } = change;
  const before = new Set<string>(change.before);
  const after = new Set<string>(change.after);
  const gained = change.after.filter(key => !before.has(key));
  const lost = change.before.filter(key => !after.has(key));
  return [
    gained.length > 0 ? `+ ${setWords(plan, itemId, gained)}` : '',
    lost.length > 0 ? `− ${setWords(plan, itemId, lost)}` : '',
  ]
    .filter(text => text !== '')
    .join('  ');
}

export function skipWords(plan: MemberPlan, skip: Skip): string {
  const names = (skip.names ?? []).map(name => entitlementWords(plan, skip.itemId, name)).join(', ');
  switch (skip.reason) {
    case 'offline':
      return skip.since === undefined
        ? l10n.t('holds an offline license: the portal refuses changes until it is returned')
        : l10n.t(
            'offline since {0}: the portal refuses changes until the license is returned',
            day(skip.since),
          );
    case 'notMember':
      return l10n.t('is not a member of the organization');
    case 'unchanged':
      return l10n.t('already as wanted');
    case 'noSeat':
      return names === '' ? l10n.t('no free seat') : l10n.t('no free seat of {0}', names);
    case 'unknownEntitlement':
      return l10n.t('the listing has no entitlement {0}', (skip.names ?? []).join(', '));
    case 'incompatible':
      return names === '' ? l10n.t('does not go together') : l10n.t('does not go together: {0}', names);
    case 'unavailable':
      return (skip.names ?? []).join(', ') === ''
        ? l10n.t('the listing cannot be changed')
        : l10n.t('cannot be changed: {0}', (skip.names ?? []).join(', '));
    case 'notRead':
      return l10n.t('what the member holds could not be read');
    case 'contradiction':
      return l10n.t('is asked for twice in ways that contradict each other');
    case 'included':
      return l10n.t(
        '{0} comes with the user type {1} and is not assigned: it stays until the user type changes',
        names,
        userTypeName(skip.userType ?? ''),
      );
    case 'spareSeat':
      return l10n.t('waits for a seat of {0} in a circle with others: one spare seat is needed', names);
    case 'protected':
      return l10n.t('is protected, and keeps {0}', names);
    case 'excluded':
      return l10n.t('is excluded by the policy');
    case 'quota':
      return l10n.t('the quota of the team is reached: {0}', names);
    case 'mode':
      return l10n.t('this plan does not change it: {0}', names);
    case 'dependent':
      return l10n.t('goes together with a change that is skipped: {0}', names);
    case 'changedSince':
      return names === ''
        ? l10n.t('has changed since: holds nothing now')
        : l10n.t('has changed since: holds {0} now', names);
    case 'notSent':
      return names === ''
        ? l10n.t('nothing was sent for this member: somebody else took what it held')
        : l10n.t('nothing was sent for this member: somebody else made it hold {0}', names);
    case 'notArrived':
      return names === ''
        ? l10n.t('nothing of what was sent is there: somebody else took what the member held')
        : l10n.t('nothing of what was sent is there: somebody else made the member hold {0}', names);
    case 'refused':
      return names === ''
        ? l10n.t('the portal refused the request, and who took what it held is not known')
        : l10n.t('the portal refused the request, and who made it hold {0} is not known', names);
    default:
      return assertNever(skip.reason);
  }
}

export function ledgerWords(row: LedgerRow): string {
  const { atLeast, maybe, total } = row;
  // What may come with a user type makes a range of each count.
  const range = (n: number, less = 0): string =>
    less === 0 ? count(n) : l10n.t('{0} to {1}', count(n - less), count(n));
  const held = range(row.before, maybe?.before);
  const before = (atLeast ? l10n.t('at least {0}', held) : held) + ' → ';
  const after = range(row.after, maybe?.after);
  if (total === undefined) return before + after;
  const free = total - row.after;
  const most = free + (maybe?.after ?? 0);
  const rest =
    most < 0
      ? l10n.t('over by {0}', range(-free, maybe?.after))
      : free < 0
        ? l10n.t('at most {0} free, or over by as many as {1}', count(most), count(-free))
        : atLeast
          ? l10n.t('at most {0} free', count(most))
          : l10n.t('{0} free', range(most, maybe?.after));
  return before + l10n.t('{0} of {1}, {2}', after, count(total), rest);
}

export function warningWords(plan: MemberPlan, warning: PlanWarning): string {
  const title = titleOf(plan, warning.itemId);
  switch (warning.kind) {
    case 'overAssigned':
      return warning.entitlement === undefined
        ? l10n.t('{0} is over-assigned by {1}', title, membersWords(warning.by))
        : l10n.t(
            '{0} of {1} is over-assigned by {2}',
            entitlementWords(plan, warning.itemId, warning.entitlement),
            title,
            seatsWords(warning.by),
          );
    case 'countsIncomplete':
      return l10n.t(
        'The portal cuts the list of users of {0}: seats are lower bounds, and it may refuse grants',
        title,
      );
    case 'trialEnds':
      return l10n.t('The trial of {0} ends on {1}', title, day(warning.at));
    case 'listingEnds':
      return l10n.t('{0} ends on {1}', title, day(warning.at));
    case 'noProLevel':
      if (warning.usernames[0] !== undefined && warning.usernames.length === 1)
        return l10n.t(
          '{0} would hold extensions of {1} without an ArcGIS Pro level. That is right only where the user type includes ArcGIS Pro',
          warning.usernames[0],
          title,
        );
      return l10n.t(
        '{0} members would hold extensions of {1} without an ArcGIS Pro level. That is right only where their user type includes ArcGIS Pro',
        count(warning.usernames.length),
        title,
      );
    case 'includedLevel': {
      const words = [
        entitlementName(warning.entitlement),
        title,
        userTypeName(warning.userType),
        someNames(warning.usernames),
      ];
      return warning.effect === 'stays'
        ? l10n.t(
            '{0} of {1} comes with the user type {2} and stays through it, whatever is taken: {3}',
            ...words,
          )
        : l10n.t(
            '{0} of {1} comes with the user type {2}. The portal does not tell whether it is assigned as well; it is sent with the rest, and may take a seat of each of these: {3}',
            ...words,
          );
    }
    case 'includedUnread':
      return l10n.t(
        'Whether an ArcGIS Pro level of {0} comes with a user type and takes no seat is not known: {1}',
        title,
        warning.why,
      );
    default:
      return assertNever(warning);
  }
}

export function requestWords(plan: MemberPlan, request: PlannedRequest): string {
  const members =
    request.users.length === 1
      ? (request.users[0] ?? '')
      : l10n.t('{0} members', count(request.users.length));
  const cause =
    request.cause === 'seats'
      ? ' · ' +
        l10n.t(
          'sent apart, to free {0} first',
          (request.splitFor ?? []).map(key => entitlementWords(plan, request.itemId, key)).join(', '),
        )
      : request.cause === 'order'
        ? ' · ' + l10n.t('sent apart, because the user type changes in between')
        : '';
  return `${members} → ${setWords(plan, request.itemId, request.entitlements)}${cause}`;
}

export function progressWords(state: MemberProgress, reason: string | undefined): string {
  switch (state) {
    case 'sending':
      return l10n.t('sending…');
    case 'waiting':
      return l10n.t('reading back…');
    case 'done':
      return l10n.t('done');
    case 'notDone':
      return reason === undefined ? l10n.t('not done') : l10n.t('not done: {0}', reason);
    case 'unknown':
      return reason === undefined
        ? l10n.t('not known: read again to find out')
        : l10n.t('not known: {0}', reason);
    default:
      return assertNever(state);
  }
}

/** The title of a listing or app bundle; with its item id where another one of the plan has the same title. */
export function titleOf({ targets }: MemberPlan, itemId: string): string {
  const title = targets.find(target => target.itemId === itemId)?.title ?? listingName(itemId) ?? itemId;
  const isShared = targets.some(target => target.itemId !== itemId && target.title === title);
  return isShared ? `${title} (${itemId})` : title;
}

/** `1 request`, `12 requests`. */
export const requestsWords = (requests: number): string =>
  requests === 1 ? l10n.t('1 request') : l10n.t('{0} requests', count(requests));

/** How many members change, and with how many requests. */
export function changedWords(plan: MemberPlan): string {
  const members = new Set(plan.changes.map(change => change.username)).size;
  const changed = members === 1 ? l10n.t('1 member changes') : l10n.t('{0} members change', count(members));
  return `${changed} · ${requestsWords(plan.requests.length)}`;
}

export function summaryWords(plan: MemberPlan): string {
  const skipped = plan.skipped.length;
  return skipped === 0
    ? changedWords(plan)
    : `${changedWords(plan)} · ${l10n.t('{0} skipped', count(skipped))}`;
}

const namesInSight = 5;

/** The first names of a list, and how many follow. */
function someNames(usernames: readonly string[]): string {
  const names = usernames.slice(0, namesInSight).join(', ');
  const rest = usernames.length - namesInSight;
  return rest > 0 ? l10n.t('{0} and {1} more', names, count(rest)) : names;
}

/** Since when a license is offline, where the portal says it. */
export function offlineWords({ since }: Pick<OfflineRelease, 'since'>): string {
  return since === undefined ? l10n.t('offline') : l10n.t('offline since {0}', day(since));
}

/** Calendar day in UTC, as the portal's administration pages print it. */
export function day(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

/** The seats that the plan moves, and those that stay over-assigned: the rest would only hide them. */
export function movedSeats(plan: MemberPlan): readonly LedgerRow[] {
  return plan.ledger.filter(
    row =>
      row.before !== row.after ||
      row.maybe?.before !== row.maybe?.after ||
      (row.total !== undefined && row.after - (row.maybe?.after ?? 0) > row.total),
  );
}
