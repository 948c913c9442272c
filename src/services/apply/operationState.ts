// What a portal says of its license before and after an operation, and whether that is what the operation was to bring about.
import { entitlementsOfApp } from '../../core/files/appIds';
import { productListing } from '../../core/files/productListing';
import type { ImportSnapshot } from '../../core/journal';
import { l10n } from '../../core/l10n';
import { sameManager } from '../../core/licenseManager';
import type { EntitlementsQueue, Listing, PortalKind, PortalLicense, SystemLicenses } from '../../core/model';
import type { PortalOperation } from '../../core/planTypes';
import type { PortalClient } from '../../arcgis/portalClient';
import { productCourse } from './importCourse';
import { stateText } from './importState';

/** An operation that is one request; the releases are read back member by member. */
export type SingleOperation = Exclude<PortalOperation, { readonly name: 'releaseLicense' }>;

export interface OperationState {
  readonly license?: PortalLicense;
  /** `isLicensePopulated`, where the portal says it. */
  readonly populated?: { readonly populated: boolean | undefined };
  readonly systemLicenses?: SystemLicenses;
  readonly queue?: EntitlementsQueue;
  readonly listings?: readonly Listing[];
}

/**
 * Reads what an operation changes. What it is decided by has to be readable; the rest is read where it can be, for the record.
 * @throws PortalError where what the operation changes cannot be read.
 */
export async function readOperationState(
  client: PortalClient,
  kind: PortalKind,
  operation: SingleOperation,
  signal?: AbortSignal,
): Promise<OperationState> {
  const optional = async <T>(read: Promise<T>): Promise<T | undefined> => {
    try {
      return await read;
    } catch {
      return undefined;
    }
  };
  switch (operation.name) {
    case 'populateLicense': {
      const [populated, license] = await Promise.all([
        client.licensePopulated(signal),
        // A license that is not in the database yet may not be readable.
        optional(client.license(signal)),
      ]);
      return { populated: { populated }, ...(license ? { license } : {}) };
    }
    case 'updateLicenseManager':
      return kind === 'legacy'
        ? { systemLicenses: await client.systemLicenses(signal) }
        : { license: await client.license(signal) };
    case 'removeAllEntitlements': {
      const [queue, listings] = await Promise.all([
        client.entitlementsQueue(operation.appId, signal),
        optional(client.purchases(signal)),
      ]);
      return { queue, ...(listings ? { listings } : {}) };
    }
  }
}

/** For the journal: no license string and no signature is in what the client reads. */
export const operationSnapshot = (state: OperationState): ImportSnapshot[] =>
  Object.entries(state).map(([resource, content]) => ({ resource, content: content as unknown }));

/** A state as the journal kept it. */
export const operationStateOf = (resources: readonly ImportSnapshot[]): OperationState =>
  Object.fromEntries(resources.map(({ resource, content }) => [resource, content]));

/** Whether the portal says that it is as the operation was to leave it; `unsaid`: it says nothing of it, and `why`. */
export type Proof = { readonly kind: 'yes' | 'no' } | { readonly kind: 'unsaid'; readonly why: string };

/** The listing of a product of 10.6.1 and earlier, as it was before. */
export function listingOfProduct(
  appId: string,
  { queue, listings }: Pick<OperationState, 'queue' | 'listings'>,
): Listing | undefined {
  const keys = [
    ...(queue?.queue.flatMap(part => part.pools.map(pool => pool.key)) ?? []),
    ...entitlementsOfApp(appId),
  ];
  return productListing({ appId, itemId: queue?.itemId, keys, listings: listings ?? [] });
}

const ownsSeats = (listing: Listing): boolean =>
  listing.status !== 'expired' && (listing.maxUsers !== 0 || listing.pools.some(({ num }) => num > 0));

/** What an operation is about, of what was read: other products change by themselves, and so do counts of members. */
function ownText(operation: SingleOperation, state: OperationState, before: OperationState): string {
  if (operation.name !== 'removeAllEntitlements') return stateText(state);
  const itemId = listingOfProduct(operation.appId, before)?.itemId;
  return stateText([state.queue?.queue, state.listings?.find(one => one.itemId === itemId)]);
}

/** True where the portal says the same before and after of what the operation is about. */
export const sameState = (
  operation: SingleOperation,
  before: OperationState,
  after: OperationState,
): boolean => ownText(operation, before, before) === ownText(operation, after, before);

/**
 * True where the portal would be as the operation was to leave it without it, too: it was so before, or its own queue and the end of its license
 * bring it about by then.
 * @param at epoch ms of the later read.
 */
export function comesByItself(operation: SingleOperation, before: OperationState, at: number): boolean {
  if (operation.name !== 'removeAllEntitlements') return proofOf(operation, before, before).kind === 'yes';
  const listing = listingOfProduct(operation.appId, before);
  return productCourse(listing, before.queue?.queue ?? [], at).some(
    moment =>
      moment.queue.length === 0 &&
      (moment.listing?.maxUsers ?? 0) === 0 &&
      (moment.listing?.pools ?? []).every(({ num }) => num === 0),
  );
}

/**
 * Holds the state after an operation to what it was to bring about.
 * @param before tells which listing is the product's: after its removal the portal may not name it.
 */
export function proofOf(operation: SingleOperation, before: OperationState, after: OperationState): Proof {
  switch (operation.name) {
    case 'populateLicense': {
      const populated = after.populated?.populated;
      return populated === undefined
        ? { kind: 'unsaid', why: l10n.t('the portal does not say whether its license is populated') }
        : { kind: populated ? 'yes' : 'no' };
    }
    case 'updateLicenseManager': {
      const manager = after.license?.licenseManager;
      return manager === undefined
        ? { kind: 'unsaid', why: l10n.t('the portal does not say which license manager it uses') }
        : { kind: sameManager(manager, operation) ? 'yes' : 'no' };
    }
    case 'removeAllEntitlements': {
      if ((after.queue?.queue.length ?? 0) > 0) return { kind: 'no' };
      if (after.listings === undefined)
        return {
          kind: 'unsaid',
          why: l10n.t('nothing is queued any more, and the listings could not be read'),
        };
      const listing = listingOfProduct(operation.appId, before);
      if (listing !== undefined) {
        const now = after.listings.find(({ itemId }) => itemId === listing.itemId);
        return { kind: now !== undefined && ownsSeats(now) ? 'no' : 'yes' };
      }
      return {
        kind: 'unsaid',
        why: l10n.t('nothing is queued any more, and which listing is the product’s could not be told'),
      };
    }
  }
}
