import type { Exchange, Route } from '../exchange';
import { findMember, input, inputNumber } from '../exchange';
import type { Holder, Listing } from '../model';
import { keyOf } from '../model';
import { mayUse } from '../privileges';
import { Refusal, notPermitted, unknownItem, unknownUser } from '../refusal';
import { perUserListing } from './content';

export const itemNotProvisioned = (): Refusal =>
  new Refusal(400, 'item not provisioned', [], { isSettled: true });
export const notLicensedByUser = (): Refusal =>
  new Refusal(400, 'not licensed by user', [], { isSettled: true });

/** `userEntitlements` of all members and of one (wire reference section 8). */
export const entitlementRoutes: readonly Route[] = [
  {
    kind: 'read',
    path: '/sharing/rest/content/listings/:item/userEntitlements',
    access: 'licenses',
    handle: list,
  },
  {
    kind: 'read',
    path: '/sharing/rest/content/listings/:item/userEntitlements/:username',
    access: 'member',
    handle: one,
  },
  {
    kind: 'write',
    path: '/sharing/rest/content/listings/:item/setDisconnectSettings',
    access: 'licenses',
    handle: setDisconnectSettings,
  },
];

const owned = (exchange: Exchange): Listing =>
  perUserListing(
    exchange,
    exchange.state.decisions.foreignListing === 'inaccessible' ? unknownItem : itemNotProvisioned,
    notLicensedByUser,
  );

/** An entry of `userEntitlements`, wherever one is (wire reference 8.1). */
export function holderView({ state }: Pick<Exchange, 'state'>, holder: Holder): Record<string, unknown> {
  const since = holder.disconnectedSince;
  return {
    username: holder.username,
    lastLogin: holder.lastLogin,
    disconnected: since !== null,
    ...(since !== null && state.decisions.disconnectedInfo === 'since'
      ? { disconnectedInfo: { disconnectedSince: since } }
      : {}),
    entitlements: holder.entitlements,
  };
}

/** Holders as the list shows them: with the levels of user types too where decision `includedPro` says so. */
function holdersOf({ state }: Exchange, listing: Listing): readonly Holder[] {
  const holders = [...listing.holders.values()];
  if (state.decisions.revokedEntry === 'emptyString') {
    for (const username of listing.revoked) {
      holders.push({ username, lastLogin: -1, disconnectedSince: null, entitlements: [''] });
    }
  }
  if (state.decisions.includedPro === 'hidden') return holders;
  for (const member of state.members.values()) {
    const included = state.userTypes.find(type => type.id === member.userLicenseTypeId)?.includedPro;
    if (included === undefined || listing.seats.entitlements[included] === undefined) continue;
    if (listing.holders.has(keyOf(member.username))) continue;
    holders.push({
      username: member.username,
      lastLogin: -1,
      disconnectedSince: null,
      entitlements: [included],
    });
  }
  return holders;
}

function list(exchange: Exchange): unknown {
  const holders = holdersOf(exchange, owned(exchange)).slice(0, exchange.state.holdersCut);
  if (exchange.state.decisions.userEntitlementsPaging === 'unpaged') {
    return { userEntitlements: holders.map(holder => holderView(exchange, holder)) };
  }
  const start = Math.max(1, inputNumber(exchange, 'start', 1));
  const num = Math.min(100, Math.max(1, inputNumber(exchange, 'num', 100)));
  const rows = holders.slice(start - 1, start - 1 + num);
  const userEntitlements = rows.map(holder => holderView(exchange, holder));
  if (exchange.state.decisions.userEntitlementsPaging === 'pagedSilently') return { userEntitlements };
  return {
    total: holders.length,
    start,
    num: rows.length,
    nextStart: start + num <= holders.length ? start + num : -1,
    userEntitlements,
  };
}

function one(exchange: Exchange): unknown {
  const { state, caller } = exchange;
  const username = exchange.params['username'] ?? '';
  const isOwn = caller !== undefined && keyOf(caller.username) === keyOf(username);
  if (!isOwn && !mayUse(caller, 'licenses')) throw notPermitted();
  const listing = owned(exchange);
  const member = findMember(state, username);
  if (member === undefined) throw unknownUser(username);
  const holder = listing.holders.get(keyOf(username));
  if (holder !== undefined) return { userEntitlements: holderView(exchange, holder) };
  switch (state.decisions.noEntitlements) {
    case 'missing':
      return {};
    case 'error':
      throw new Refusal(400, 'The user has no entitlements for this item.');
    default:
      return { userEntitlements: {} };
  }
}

function setDisconnectSettings(exchange: Exchange): unknown {
  const listing = owned(exchange);
  const canDisconnect = input(exchange, 'canDisconnect');
  if (canDisconnect !== 'true' && canDisconnect !== 'false') {
    throw new Refusal(400, 'Invalid canDisconnect parameter.');
  }
  const maxDisconnectDuration = inputNumber(exchange, 'maxDisconnectDuration', -1);
  exchange.state.commit([
    ['listing', listing.itemId, { canDisconnect: canDisconnect === 'true', maxDisconnectDuration }],
  ]);
  return { success: true };
}
