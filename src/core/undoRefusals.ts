// Why an operation of the journal is not taken back or gone on with, and what to do instead.
import type { JournalOperation } from './journalOperations';
import { l10n } from './l10n';
import type { PortalConnection } from './model';
import type { MemberPlan, Plan } from './planTypes';

/** Why an import or an operation of the license has no inverse, and what to do instead. */
export function whyNoInverse(plan: Exclude<Plan, MemberPlan>): string {
  if (plan.kind === 'import')
    return l10n.t(
      '“{0}” was an import: the portal cannot take one back. To have what was there before, import the file that was imported before it: run “Import an Earlier File Again…”.',
      plan.title,
    );
  switch (plan.operation.name) {
    case 'releaseLicense':
      return l10n.t(
        '“{0}” took back offline licenses: only the members themselves can take them offline again, in ArcGIS Pro.',
        plan.title,
      );
    case 'removeAllEntitlements':
      return l10n.t(
        '“{0}” removed all entitlements: the portal has no way back. Import their file again: run “Import an Earlier File Again…”.',
        plan.title,
      );
    case 'updateLicenseManager':
      return l10n.t(
        '“{0}” set the license manager: to go back, run “Update License Manager…” with the host and port from before, which Show Journal tells.',
        plan.title,
      );
    case 'populateLicense':
      return l10n.t(
        '“{0}” populated the portal’s license: the portal has no way back. To have the license from before, run “Import an Earlier File Again…”.',
        plan.title,
      );
  }
}

/**
 * Why nothing of an operation can be planned at this portal now; undefined where it can.
 * @param connection the portal as it is saved now, absent where it was removed.
 * @param isBusy whether this window is applying a plan to it.
 */
export function whyNotNow(
  { planned, finished }: Pick<JournalOperation, 'planned' | 'finished'>,
  connection: Pick<PortalConnection, 'orgId' | 'name'> | undefined,
  isBusy: boolean,
): string | undefined {
  if (connection === undefined) return l10n.t('The portal of this operation is not connected any more.');
  const { orgId, name } = connection;
  // Empty where a portal did not say it.
  if (planned.orgId !== '' && orgId !== '' && planned.orgId !== orgId)
    return l10n.t(
      '“{0}” was carried out on {1}, another organization than {2} is now. Nothing is planned.',
      planned.plan.title,
      planned.portalName,
      name,
    );
  return finished === undefined && isBusy
    ? l10n.t('A plan is being applied to {0}. Wait until it ends, or cancel it in the Plan view.', name)
    : undefined;
}
