import type { Exchange, Route } from '../exchange';
import { findMember, input, inputList, paged } from '../exchange';
import { keyOf } from '../model';
import { Refusal, unknownUser } from '../refusal';
import type { Put } from '../changes';
import { itemNotProvisioned } from './entitlements';
import { ownOrganization } from './portals';

/** App bundles: since 10.7 (wire reference 7.4). */
export const bundleRoutes: readonly Route[] = [
  { kind: 'read', path: '/sharing/rest/portals/:id/appBundles', access: 'licenses', handle: list },
  {
    kind: 'write',
    path: '/sharing/rest/content/listings/:item/provisionUserAppBundle',
    access: 'licenses',
    handle: provision,
  },
];

function list(exchange: Exchange): unknown {
  ownOrganization(exchange);
  const { rows, ...paging } = paged(exchange, [...exchange.state.bundles.values()]);
  const isFull = exchange.state.decisions.appBundleFields === 'full';
  return {
    ...paging,
    appBundles: rows.map(({ itemId, id, name, description, maxUsers, endDate, appTitles }) => ({
      appBundleItemId: itemId,
      name,
      ...(isFull ? { id, description, maxUsers, endDate, apps: appTitles.map(title => ({ title })) } : {}),
    })),
  };
}

function provision(exchange: Exchange): unknown {
  const { state, params } = exchange;
  const bundle = state.bundles.get(params['item'] ?? '');
  if (bundle === undefined) throw itemNotProvisioned();
  const names = inputList(exchange, 'users');
  const revoke = input(exchange, 'revoke') ?? 'false';
  if (names.length === 0) throw new Refusal(400, 'Invalid users parameter.');
  if (revoke !== 'true' && revoke !== 'false') throw new Refusal(400, 'Invalid revoke parameter.');
  if (names.length > 25 && state.decisions.bundleLimit === '25') {
    throw new Refusal(400, 'A maximum of 25 users can be provisioned in one request.');
  }
  const members = names.map(name => {
    const member = findMember(state, name);
    if (member === undefined) throw unknownUser(name);
    return member;
  });
  const targets = exchange.halfOfUsers ? members.slice(0, Math.ceil(members.length / 2)) : members;
  const isGrant = revoke === 'false';
  const changed = [...new Set(targets)].filter(
    member => bundle.holders.has(keyOf(member.username)) !== isGrant,
  );
  const after = bundle.holders.size + changed.length;
  if (isGrant && changed.length > 0 && after > bundle.maxUsers) {
    throw new Refusal(400, 'The number of users exceeds the maximum allowed for this item.', [
      `${after} of ${bundle.maxUsers}`,
    ]);
  }
  state.commit(changed.map((member): Put => ['bundle', bundle.itemId, member.username, isGrant]));
  return { success: true };
}
