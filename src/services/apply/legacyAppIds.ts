/**
 * The products that a portal up to 10.6.1 keeps entitlements for, by the `appId` its operations take: what the tree asks the queue of. The portal
 * lists them nowhere (wire reference 14.6).
 */
export { knownAppIds as legacyAppIds } from '../../core/files/appIds';
