import type { Exchange, Route } from '../exchange';
import { input } from '../exchange';
import { currentParts, queuedParts } from '../effective';
import { readEntitlementsFile } from '../entitlementsFile';
import type { EntitlementsPart, Listing } from '../model';
import { Refusal } from '../refusal';
import { products } from '../seed/catalogue';
import type { Put } from '../changes';
import { newListing } from '../changes';
import { dayMs } from '../clock';
import { adminSuccess, releaseLicense, updateLicenseManager, uploadedText } from './adminSuccess';

const root = '/portaladmin/system/licenses';

/** `portaladmin/system/licenses` of 10.6.1 and earlier (seeds 002 and 003; wire reference section 14). */
export const systemLicenseRoutes = (restartSeconds: number): readonly Route[] => [
  { kind: 'read', path: root, access: 'admin', handle: resource },
  { kind: 'write', path: `${root}/importEntitlements`, access: 'admin', handle: importEntitlements },
  // Documented as POST; page headers and clients also have GET (wire reference 13.2, 14.3 and 14.4).
  { kind: 'read', path: `${root}/getEntitlements`, access: 'admin', handle: getEntitlements },
  { kind: 'read', path: `${root}/removeAllEntitlements`, access: 'admin', handle: removeAllEntitlements },
  { kind: 'read', path: `${root}/releaseLicense`, access: 'admin', handle: releaseLicense },
  {
    kind: 'write',
    path: `${root}/updateLicenseManager`,
    access: 'admin',
    handle: exchange => updateLicenseManager(exchange, restartSeconds),
  },
];

function resource({ state }: Exchange): unknown {
  const expiration = Math.floor(state.clock.now() / dayMs) * dayMs + 200 * dayMs;
  const members = [...state.members.values()];
  const features = (['1', '2'] as const).map(level => {
    const current = members.filter(member => member.level === level).length;
    return {
      level,
      name: `portal${level}`,
      displayName: `Level ${level}`,
      isValid: true,
      currentRegisteredMembers: current,
      maximumRegisteredMembers: current + 20,
      version: '10.6',
      expiration,
    };
  });
  return {
    isValid: true,
    currentRegisteredMembers: members.length,
    maximumRegisteredMembers: members.length + 40,
    expiration,
    features,
  };
}

/** The listing of an `appId`, as the portal has it or as the catalogue would add it. */
function productOf(exchange: Exchange): {
  appId: string;
  listing: Listing | undefined;
  add: Put[];
  itemId: string;
} {
  const appId = input(exchange, 'appId') ?? '';
  const listing = [...exchange.state.listings.values()].find(one => one.appId === appId);
  if (listing !== undefined) return { appId, listing, add: [], itemId: listing.itemId };
  const product = products.legacy.find(one => one.appId === appId);
  if (product === undefined) throw new Refusal(400, 'Invalid appId parameter.', [appId]);
  const { title, itemId } = product;
  return {
    appId,
    listing,
    itemId,
    add: [['newListing', newListing({ itemId, title, appId, entitlements: {} })]],
  };
}

/** A part as the portal shows it: license strings and the signature masked. */
function partView({ state }: Exchange, part: EntitlementsPart, isInside: boolean): unknown {
  const seal = {
    signature: '***',
    licenseManagerInfo: part.licenseManagerInfo ?? state.licenseManager,
  };
  return {
    orgEntitlements: {
      maxUsers: part.maxUsers,
      startDate: part.startDate,
      startDateStr: part.startDateStr,
      entitlements: Object.fromEntries(
        Object.entries(part.entitlements).map(([name, num]) => [name, { num, license: '***' }]),
      ),
      ...(isInside ? seal : {}),
    },
    ...(isInside ? {} : seal),
  };
}

/** Overwrites everything of the product, the queue included. */
function importEntitlements(exchange: Exchange): unknown {
  const { state } = exchange;
  const { appId, add, itemId } = productOf(exchange);
  const now = state.clock.now();
  const parts = readEntitlementsFile(uploadedText(exchange), appId, state.decisions.partStart);
  state.commit([...add, ['parts', appId, parts]]);
  const current = currentParts(parts, now, state.decisions.effectiveParts);
  return {
    itemId,
    appId,
    ...(current === undefined ? {} : { current: partView(exchange, current, false) }),
    queue: queuedParts(parts, now).map(part => partView(exchange, part, false)),
  };
}

function getEntitlements(exchange: Exchange): unknown {
  const { state } = exchange;
  const { appId, itemId } = productOf(exchange);
  const queue = queuedParts(state.legacyParts.get(appId) ?? [], state.clock.now());
  if (queue.length === 0 && state.decisions.emptyQueue === 'object') return {};
  const isInside = state.decisions.getEntitlementsNesting === 'inside';
  return { itemId, appId, queue: queue.map(part => partView(exchange, part, isInside)) };
}

/** The product ends; who holds it stays on record and comes back with the next import (wire reference 14.4). */
function removeAllEntitlements(exchange: Exchange): unknown {
  const { appId } = productOf(exchange);
  exchange.state.commit([['parts', appId, null]]);
  return adminSuccess(exchange);
}
