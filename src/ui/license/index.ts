// The commands for the rest of a portal's license. Each ends in a plan on the desk, or only shows; none of them writes.
import { Command } from '../commandIds';
import type { SnapshotStore } from '../../services/snapshots/snapshotTypes';
import type { Desk } from '../plan/planDesk';
import { updateLicenseManager } from './licenseManagerUpdate';
import { showFutureLicense } from './futureLicense';
import type { LicenseApp } from './licenseRequest';
import { populateLicense } from './populateLicense';
import { releaseLicense } from './releaseLicense';
import { removeAllEntitlements } from './removeEntitlements';

export type LicenseCommand =
  | typeof Command.releaseLicense
  | typeof Command.updateLicenseManager
  | typeof Command.populateLicense
  | typeof Command.removeAllEntitlements
  | typeof Command.showFutureLicense;

export function licenseHandlers(
  app: LicenseApp,
  desk: Desk,
  snapshots: Pick<SnapshotStore, 'list'>,
  showText: (name: string, text: string) => Promise<void>,
): Readonly<Record<LicenseCommand, (...args: unknown[]) => Promise<void>>> {
  return {
    [Command.releaseLicense]: releaseLicense(app, desk),
    [Command.updateLicenseManager]: updateLicenseManager(app, desk),
    [Command.populateLicense]: populateLicense(app, desk),
    [Command.removeAllEntitlements]: removeAllEntitlements(app, desk, snapshots),
    [Command.showFutureLicense]: showFutureLicense(app, showText),
  };
}
