// What the commands about a portal's license have in common: which portal, of which kind, and who may write there.
import * as vscode from 'vscode';
import { inertText } from '../../core/inertText';
import type * as v from 'valibot';
import type { PortalId } from '../../core/ids';
import type { Organization } from '../../core/model';
import { PortalError } from '../../core/problem';
import type { App } from '../app';
import { notUnderstood } from '../notUnderstood';
import { portalOfRequest } from '../portalOfRequest';
import { readArguments } from '../readArguments';
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
  return requestTo(app, schema, none, args, portalId => app.requireWrite(portalId));
}

/** {@link licenseRequest} of a command that only reads: whoever is signed in may call it. */
export const readRequest = <Given extends { readonly portalId?: string | undefined }>(
  app: LicenseApp,
  schema: v.GenericSchema<unknown, Given>,
  none: Given,
  args: readonly unknown[],
): Promise<LicenseRequest<Given> | undefined> => requestTo(app, schema, none, args, () => Promise.resolve());

async function requestTo<Given extends { readonly portalId?: string | undefined }>(
  app: LicenseApp,
  schema: v.GenericSchema<unknown, Given>,
  none: Given,
  args: readonly unknown[],
  require: (portalId: PortalId) => Promise<void>,
): Promise<LicenseRequest<Given> | undefined> {
  const targets = targetsOf(args[0], args[1]);
  const given = targets.length > 0 ? none : readArguments(schema, args[0], notUnderstood);
  const portalId = await portalOfRequest(app, targets, given.portalId);
  if (portalId === undefined) return undefined;
  await require(portalId);
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
