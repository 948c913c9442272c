// Remove All Entitlements of a product (10.6.1 and earlier): what the portal has of it now, who holds it, and what is kept.
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { appName, entitlementName } from '../../core/catalog';
import { knownAppIds } from '../../core/files/appIds';
import { count } from '../../core/format';
import { inertLabel, inertText } from '../../core/inertText';
import type { PortalId } from '../../core/ids';
import type { Branch } from '../../core/branches';
import type { EntitlementsPart, Holder, Listed, Listing } from '../../core/model';
import type { OperationPlan } from '../../core/planTypes';
import { messageOf, PortalError } from '../../core/problem';
import { removalSeen } from '../../services/apply/operationHolds';
import { listingOfProduct } from '../../services/apply/operationState';
import type { KeptFile, SnapshotStore } from '../../services/snapshots/snapshotTypes';
import type { Desk } from '../plan/planDesk';
import { day } from '../../core/planWords';
import { licenseRequest, notThere, reading, type LicenseApp } from './licenseRequest';
import { freshPart } from '../../core/olderRows';

const RemoveArguments = v.strictObject({
  portalId: v.optional(v.string()),
  appId: v.optional(v.pipe(v.string(), v.regex(/^[\w.-]+$/))),
});

export function removeAllEntitlements(
  app: LicenseApp,
  desk: Desk,
  snapshots: Pick<SnapshotStore, 'list'>,
): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const request = await licenseRequest<v.InferOutput<typeof RemoveArguments>>(
      app,
      RemoveArguments,
      {},
      args,
    );
    if (request === undefined) return;
    const { portalId, targets, given, organization } = request;
    if (organization.kind !== 'legacy')
      throw notThere(
        organization.kind === 'enterprise'
          ? vscode.l10n.t(
              '{0} takes one license file for everything: to remove a product, import a license file without it.',
              organization.name,
            )
          : vscode.l10n.t(
              '{0} is an ArcGIS Online organization: its licenses are managed in My Esri, and cannot be removed here.',
              organization.name,
            ),
      );
    const ids = new Set(targets.flatMap(({ appId }) => appId ?? []));
    if (ids.size > 1)
      throw new PortalError(
        { kind: 'badInput' },
        vscode.l10n.t('Several products are selected. Select one: each is removed for itself.'),
      );
    const appId = given.appId ?? [...ids][0] ?? (await pickProduct(app, portalId));
    if (appId === undefined) return;
    const plan = await reading(vscode.l10n.t('Reading what is imported for {0}…', appName(appId)), () =>
      planOf(app, snapshots, portalId, appId),
    );
    await desk.proposeOperation(plan);
  };
}

async function pickProduct(app: LicenseApp, portalId: PortalId): Promise<string | undefined> {
  const items = await reading(vscode.l10n.t('Reading what is imported…'), () =>
    Promise.all(
      knownAppIds.map(async appId => {
        const branch = await app.inventory.load({ portalId, name: 'entitlementsQueue', key: appId });
        const parts = branch.state === 'ready' ? branch.value.queue.length : 0;
        return {
          label: inertLabel(appName(appId)),
          description: parts === 0 ? appId : `${appId} · ${vscode.l10n.t('{0} queued', count(parts))}`,
          appId,
        };
      }),
    ),
  );
  const picked = await vscode.window.showQuickPick(items, {
    ignoreFocusOut: true,
    matchOnDescription: true,
    title: vscode.l10n.t('Remove All Entitlements'),
    placeHolder: vscode.l10n.t('Of which product?'),
  });
  return picked?.appId;
}

const partWords = (part: EntitlementsPart): string =>
  part.pools.length === 0
    ? vscode.l10n.t('nothing')
    : part.pools.map(({ key, num }) => `${entitlementName(key)} ${count(num)}`).join(', ');

async function planOf(
  app: LicenseApp,
  snapshots: Pick<SnapshotStore, 'list'>,
  portalId: PortalId,
  appId: string,
): Promise<OperationPlan> {
  const createdAt = app.clock.now();
  const [queueBranch, listings] = await Promise.all([
    app.inventory.refresh({ portalId, name: 'entitlementsQueue', key: appId }),
    app.inventory.refresh({ portalId, name: 'listings' }),
  ]);
  if (queueBranch.state === 'failed') throw queueBranch.problem;
  const queue = queueBranch.state === 'ready' ? queueBranch.value : undefined;
  const listing = listingOfProduct(appId, {
    ...(queue === undefined ? {} : { queue }),
    ...(listings.state === 'ready' ? { listings: listings.value } : {}),
  });
  const holders =
    listing === undefined
      ? undefined
      : await app.inventory.refresh({ portalId, name: 'holders', key: listing.itemId });
  const kept = (await snapshots.list(portalId)).files.find(
    file => file.operation === 'importEntitlements' && file.appId === appId,
  );
  const name = appName(appId);
  return {
    kind: 'operation',
    id: randomUUID(),
    portalId,
    createdAt,
    title: vscode.l10n.t('Remove all entitlements of {0}', name),
    operation: { name: 'removeAllEntitlements', appId },
    does: [
      vscode.l10n.t('The portal ends what is in effect of {0} and forgets every queued part.', name),
      vscode.l10n.t('What the portal says now is kept first, for comparison: it cannot be imported again.'),
      vscode.l10n.t(
        'Who holds what stays on record at the portal, and comes back when entitlements of {0} are imported again.',
        name,
      ),
    ],
    now: [
      ...nowRows(listing),
      ...(queue?.queue ?? []).map(part => ({
        name: vscode.l10n.t('Queued from {0}', part.startDateStr ?? vscode.l10n.t('an unknown date')),
        value: partWords(part),
      })),
    ],
    warnings: [
      ...(holders === undefined ? [] : holderWarning(name, holders)),
      ...(listing === undefined
        ? [
            vscode.l10n.t(
              'What is in effect of {0} is not known: no listing of the portal, or more than one, looks like it.',
              name,
            ),
          ]
        : []),
      keptWarning(name, kept),
    ],
    seen: removalSeen(
      queue,
      listing,
      holders?.state === 'ready' ? freshPart(holders.value).items : undefined,
    ),
    typed: name,
  };
}

function nowRows(listing: Listing | undefined): OperationPlan['now'] {
  if (listing === undefined) return [];
  return [
    ...(listing.maxUsers === undefined
      ? []
      : [{ name: vscode.l10n.t('Members that may hold it'), value: count(listing.maxUsers) }]),
    ...listing.pools.map(({ key, num }) => ({ name: entitlementName(key), value: count(num) })),
  ];
}

function holderWarning(name: string, branch: Branch<Listed<Holder>>): string[] {
  if (branch.state === 'failed')
    return [vscode.l10n.t('Who holds {0} could not be read: {1}', name, messageOf(branch.problem))];
  if (branch.state !== 'ready') return [];
  const { items, partial } = branch.value;
  if (items.length === 0) return [vscode.l10n.t('Nobody holds {0}.', name)];
  const offline = items.filter(one => one.offline).length;
  const members =
    partial === undefined ? count(items.length) : vscode.l10n.t('at least {0}', count(items.length));
  return [
    items.length === 1 && partial === undefined
      ? vscode.l10n.t('1 member holds {0} and cannot use it from then on.', name)
      : vscode.l10n.t('{0} members hold {1} and cannot use it from then on.', members, name),
    ...(offline === 0 ? [] : [vscode.l10n.t('{0} of them have taken it offline.', count(offline))]),
  ];
}

function keptWarning(name: string, kept: KeptFile | undefined): string {
  const at = kept?.imports.at(-1)?.at;
  return kept === undefined || at === undefined
    ? vscode.l10n.t(
        'No file of {0} was imported from here. To get it back you need its entitlements file.',
        name,
      )
    : vscode.l10n.t(
        'To get it back, the last file that was imported from here is kept: {0} of {1}.',
        inertText(kept.name),
        day(at),
      );
}
