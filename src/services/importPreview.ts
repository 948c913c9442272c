// What an import would change, as the portal is now: read for the preview, and once more before anything is sent.
import { unlessAborted } from '../core/async';
import type { EntitlementsFile } from '../core/files/entitlementsFile';
import { entitlementsPlanRows } from '../core/files/entitlementsPlanRows';
import type { PlanRows } from '../core/files/entitlementsPlanRows';
import { readImportFile } from '../core/files/importFile';
import { licensePlanRows } from '../core/files/licensePlanRows';
import { previewChanges } from '../core/files/previewChanges';
import { productState } from '../core/files/productState';
import { l10n } from '../core/l10n';
import type { LicenseFileContent, PortalConnection } from '../core/model';
import type { ImportPlan } from '../core/planTypes';
import { messageOf, PortalError } from '../core/problem';
import type { FileUpload } from '../arcgis/portalClient';
import { importOutlook } from './importSimulation';
import type { ImportOutlook, OutlookDeps, WhyUnread } from './importSimulation';
import type { Branch } from './inventoryTypes';
import { freshPart } from '../core/olderRows';

export interface ImportPreview extends PlanRows {
  readonly outlook: ImportOutlook;
}

/**
 * The preview of an `importEntitlements`.
 * @throws PortalError without a sign-in or the right to look: nothing that follows could work. What else cannot be read is not known to the preview.
 */
export async function previewEntitlements(
  deps: OutlookDeps,
  connection: PortalConnection,
  content: EntitlementsFile,
  appId: string,
): Promise<ImportPreview> {
  const { inventory, clock } = deps;
  const { id: portalId } = connection;
  const why: WhyUnread = {};
  const queue = valueOf(await inventory.refresh({ portalId, name: 'entitlementsQueue', key: appId }));
  const listings = valueOf(await inventory.refresh({ portalId, name: 'listings' }), why, 'listings');
  const product = productState(content, queue, listings ?? [], appId);
  const holders =
    product.listing === undefined
      ? undefined
      : valueOf(await inventory.refresh({ portalId, name: 'holders', key: product.listing.itemId }));
  return {
    ...entitlementsPlanRows(content, product.withHolders(holders && freshPart(holders)), clock.now()),
    outlook: await importOutlook(
      deps,
      connection,
      { kind: 'entitlements', content, appId },
      {
        ...(listings === undefined ? {} : { listings }),
        ...(queue === undefined ? {} : { queue }),
        ...(product.listing === undefined ? {} : { itemId: product.listing.itemId }),
        why,
      },
    ),
  };
}

/**
 * The preview of an `importLicense`.
 * @param said what the portal, or else we, read in the file.
 * @throws PortalError as {@link previewEntitlements} does.
 */
export async function previewLicense(
  deps: OutlookDeps,
  connection: PortalConnection,
  said: LicenseFileContent,
): Promise<ImportPreview> {
  const { inventory, clock } = deps;
  const { id: portalId } = connection;
  const why: WhyUnread = {};
  const [readLicense, future, readListings] = await Promise.all([
    inventory.refresh({ portalId, name: 'license' }),
    inventory.refresh({ portalId, name: 'futureLicense' }),
    inventory.refresh({ portalId, name: 'listings' }),
  ]);
  const license = valueOf(readLicense, why, 'license');
  const listings = valueOf(readListings, why, 'listings');
  const state = {
    ...(license === undefined ? {} : { license }),
    // 10.7.0 has no such operation, and who may call it is not documented: without it the plan says that it is not known.
    ...(future.state === 'ready' ? { future: future.value } : {}),
    ...(listings === undefined ? {} : { listings }),
  };
  return {
    ...licensePlanRows(said, state, clock.now()),
    outlook: await importOutlook(deps, connection, { kind: 'license', content: said }, { ...state, why }),
  };
}

/**
 * Reads the portal once more and compares it with what the preview showed: seats, ends, who would be locked out, and what could not be told.
 * @param file what would be sent: the plan does not hold it.
 * @param signal ends the waiting; what is being read is shared with others and goes on.
 * @returns what is otherwise now, in sentences; none where the preview still holds.
 * @throws PortalError `staleState` where the file cannot be read as it was for the preview, else as {@link previewEntitlements} does.
 */
export async function changesSincePreview(
  deps: OutlookDeps,
  plan: ImportPlan,
  file: FileUpload,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const now = await unlessAborted(previewOf(deps, plan, file), signal);
  const { outlook } = now;
  return previewChanges(plan, { rows: now.rows, ...outlook });
}

/** The same preview, as the portal is now. */
async function previewOf(deps: OutlookDeps, plan: ImportPlan, file: FileUpload): Promise<ImportPreview> {
  const connection = deps.connections.get(plan.portalId);
  if (connection === undefined)
    throw new PortalError({ kind: 'badInput' }, l10n.t('There is no saved portal "{0}".', plan.portalId));
  if (plan.operation === 'importLicense') {
    if (plan.validated !== undefined) return previewLicense(deps, connection, plan.validated);
    throw notRead(plan, l10n.t('what the portal reads in it is not known'));
  }
  const { content } = readImportFile(plan.fileName, file.text, 'entitlements');
  if (content?.kind === 'entitlements')
    return previewEntitlements(deps, connection, content, plan.appId ?? '');
  throw notRead(plan, l10n.t('it cannot be read as an entitlements file'));
}

const notRead = ({ fileName }: ImportPlan, why: string): PortalError =>
  new PortalError(
    { kind: 'staleState' },
    l10n.t(
      'Whether the preview of {0} still holds cannot be told: {1}. Nothing was imported. Preview the import again.',
      fileName,
      why,
    ),
  );

/**
 * The value of a branch. What could not be read is unknown to the preview, which says so; but without a sign-in or the right to look, nothing
 * that follows can work.
 */
function valueOf<T>(branch: Branch<T>, why?: WhyUnread, what?: keyof WhyUnread): T | undefined {
  if (branch.state === 'ready') return branch.value;
  if (branch.state === 'failed') {
    if (['signIn', 'forbidden', 'otherHost'].includes(branch.problem.fault.kind)) throw branch.problem;
    if (why !== undefined && what !== undefined) why[what] = messageOf(branch.problem);
  }
  return undefined;
}
