// What the commands about a portal's license have in common: which portal, of which kind, and who may write there.
import * as vscode from 'vscode';
import { inertText } from '../../core/inertText';
import type * as v from 'valibot';
import type { PortalId } from '../../core/ids';
import type { Organization } from '../../core/model';
import { PortalError } from '../../core/problem';
import type { App } from '../app';
import { notUnderstood } from '../notUnderstood';
import { readArguments } from '../readArguments';
import { savedPortal } from '../savedPortal';
import { targetsOf, type NodeTarget } from '../tree/nodeTarget';

export type LicenseApp = Omit<App, 'plans'>;

export interface LicenseRequest<Given> {
  readonly portalId: PortalId;
  /** Rows that the command was called on; empty for a call from the palette or by a program. */
  readonly targets: readonly NodeTarget[];
  readonly given: Given;
  /** As it was just read. */
  readonly organization: Organization;
}

/**
 * Rows or arguments → one portal that may be written to; asks where neither says which.
 * @param none what is given where the command was called on rows.
 * @returns undefined when the administrator cancelled.
 * @throws PortalError `badInput` for arguments that are not understood or rows of several portals, and what `requireWrite` refuses with.
 */
export async function licenseRequest<Given extends { readonly portalId?: string | undefined }>(
  app: LicenseApp,
  schema: v.GenericSchema<unknown, Given>,
  none: Given,
  args: readonly unknown[],
): Promise<LicenseRequest<Given> | undefined> {
  const targets = targetsOf(args[0], args[1]);
  const given = targets.length > 0 ? none : readArguments(schema, args[0], notUnderstood);
  const portals = new Set(targets.map(target => target.portalId));
  if (portals.size > 1) {
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t('The selected rows belong to several portals. Select rows of one portal.'),
    );
  }
  const [selected] = portals;
  const portalId =
    given.portalId === undefined && selected === undefined
      ? await app.pickPortal()
      : savedPortal(app.connections, selected ?? given.portalId ?? '');
  if (portalId === undefined) return undefined;
  await app.requireWrite(portalId);
  const organization = await app.inventory.load({ portalId, name: 'organization' });
  if (organization.state === 'failed') throw organization.problem;
  if (organization.state !== 'ready') return undefined;
  return { portalId, targets, given, organization: organization.value };
}

/** Shows that something is being read; the work may take seconds. */
export const reading = <T>(title: string, work: () => Promise<T>): Thenable<T> =>
  vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: inertText(title) },
    work,
  );

/** A portal of another kind, with what to do there instead. */
export const notThere = (message: string): PortalError =>
  new PortalError({ kind: 'versionUnsupported' }, message);
