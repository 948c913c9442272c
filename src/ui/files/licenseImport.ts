// Import of entitlements files (10.6.1 and earlier) and portal license files (10.7 and later): from the file to a plan of one request.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { EntitlementsFile } from '../../core/files/entitlementsFile';
import { entitlementsPlanRows } from '../../core/files/entitlementsPlanRows';
import type { PlanRows } from '../../core/files/entitlementsPlanRows';
import { problem } from '../../core/files/fileProblem';
import type { TextSpan } from '../../core/files/fileProblem';
import { flavourProblem } from '../../core/files/flavourProblem';
import type { LicenseFile } from '../../core/files/licenseFile';
import { licensePlanRows } from '../../core/files/licensePlanRows';
import { productState } from '../../core/files/productState';
import { inertText } from '../../core/inertText';
import type { PortalId } from '../../core/ids';
import type { LicenseFileContent, PortalConnection } from '../../core/model';
import type { ImportPlan } from '../../core/planTypes';
import { PortalError, isPortalError } from '../../core/problem';
import { redact } from '../../core/redact';
import { importOutlook } from '../../services/importSimulation';
import type { ImportOutlook } from '../../services/importSimulation';
import type { Branch } from '../../services/inventoryTypes';
import { withAbort } from '../adapters';
import type { App } from '../app';
import { pickAppId } from './picks';
import type { OpenedFile } from './refusal';
import { refuse } from './refusal';
import { say, subjectOf } from './words';

/** Proposes the import of an entitlements file; refuses it where the portal is of another kind. */
export async function importEntitlements(
  app: App,
  file: OpenedFile,
  content: EntitlementsFile,
  connection: PortalConnection,
  wanted: string | undefined,
): Promise<void> {
  await refuseOtherFlavour(file, content.at, 'entitlements', connection);
  const appId = wanted ?? content.appId ?? (await pickAppId(content));
  if (appId === undefined) return;
  const { rows, warnings, outlook } = await reading(connection, async () => {
    const queue = await readNow(
      app.inventory.refresh({ portalId: connection.id, name: 'entitlementsQueue', key: appId }),
    );
    const listings = await readNow(app.inventory.refresh({ portalId: connection.id, name: 'listings' }));
    const product = productState(content, queue, listings ?? [], appId);
    const holders =
      product.listing === undefined
        ? undefined
        : await readNow(
            app.inventory.refresh({ portalId: connection.id, name: 'holders', key: product.listing.itemId }),
          );
    const facts = {
      ...(listings === undefined ? {} : { listings }),
      ...(queue === undefined ? {} : { queue }),
      ...(product.listing === undefined ? {} : { itemId: product.listing.itemId }),
    };
    return {
      ...entitlementsPlanRows(content, product.withHolders(holders), app.clock.now()),
      outlook: await importOutlook(app, connection, { kind: 'entitlements', content, appId }, facts),
    };
  });
  await app.plans.proposeImport(
    planOf(app, file, connection.id, {
      operation: 'importEntitlements',
      appId,
      title: vscode.l10n.t('Import {0} for {1}', subjectOf(file), appId),
      rows,
      warnings,
      outlook,
    }),
    file.upload.file,
  );
}

/** Proposes the import of a portal license file, once the portal has looked at it (`validateLicense`). */
export async function importLicense(
  app: App,
  file: OpenedFile,
  content: LicenseFile,
  connection: PortalConnection,
): Promise<void> {
  const said = await validated(app, file, content, connection);
  const { rows, warnings, outlook } = await reading(connection, async () => {
    const [license, future, listings] = await Promise.all([
      readNow(app.inventory.refresh({ portalId: connection.id, name: 'license' })),
      app.inventory.refresh({ portalId: connection.id, name: 'futureLicense' }),
      readNow(app.inventory.refresh({ portalId: connection.id, name: 'listings' })),
    ]);
    const state = {
      ...(license === undefined ? {} : { license }),
      // 10.7.0 has no such operation, and who may call it is not documented: without it the plan says that it is not known.
      ...(future.state === 'ready' ? { future: future.value } : {}),
      ...(listings === undefined ? {} : { listings }),
    };
    return {
      ...licensePlanRows(said, state, app.clock.now()),
      outlook: await importOutlook(app, connection, { kind: 'license', content: said }, state),
    };
  });
  await app.plans.proposeImport(
    planOf(app, file, connection.id, {
      operation: 'importLicense',
      title: vscode.l10n.t('Import the portal license {0}', subjectOf(file)),
      rows,
      validated: said,
      warnings,
      outlook,
    }),
    file.upload.file,
  );
}

async function refuseOtherFlavour(
  file: OpenedFile,
  at: TextSpan,
  kind: 'entitlements' | 'portalLicense',
  connection: PortalConnection,
): Promise<void> {
  const found = flavourProblem(kind, connection.kind, connection.name, at);
  if (found !== undefined) await refuse(file, [found]);
}

/** What the portal reads in the file; where it answers without content, what we read. */
async function validated(
  app: App,
  file: OpenedFile,
  content: LicenseFile,
  connection: PortalConnection,
): Promise<LicenseFileContent> {
  const said = await askPortal(app, file, content, connection);
  if (!grantsAnything(said)) return content.content;
  // The documented answer has no capabilities: the file itself says them.
  const capabilities = said.capabilities ?? content.content.capabilities;
  return capabilities === undefined ? said : { ...said, capabilities };
}

/**
 * What the portal reads in a license file (`validateLicense`); changes nothing.
 * @throws PortalError `badInput` for a portal of another kind and where the portal refuses the file, which is shown at its place.
 */
export async function askPortal(
  app: Pick<App, 'connections'>,
  file: OpenedFile,
  content: LicenseFile,
  connection: PortalConnection,
): Promise<LicenseFileContent> {
  await refuseOtherFlavour(file, content.at, 'portalLicense', connection);
  try {
    return await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        cancellable: true,
        title: inertText(vscode.l10n.t('{0} is validating {1}…', connection.name, file.name)),
      },
      (_progress, token) =>
        withAbort(token, signal =>
          app.connections.client(connection.id).validateLicense(file.upload.file, signal),
        ),
    );
  } catch (error) {
    // Only a refusal is about the file; sign-in, transport and the like are not its fault and go to the administrator as they are.
    if (!isPortalError(error) || error.fault.kind !== 'refused') throw error;
    const words = redact([error.message, ...error.details].join(' '));
    return refuse(file, [problem('error', content.at, 'portal.refused', connection.name, words)]);
  }
}

const grantsAnything = (content: LicenseFileContent): boolean =>
  [content.userTypes, content.appBundles, content.apps, content.extensions].some(list => list.length > 0);

/**
 * The value of a branch. What could not be read is unknown to the plan, which says so; but without a sign-in or the right to look, nothing that
 * follows can work.
 */
async function readNow<T>(loading: Promise<Branch<T>>): Promise<T | undefined> {
  const branch = await loading;
  if (branch.state === 'ready') return branch.value;
  if (branch.state === 'failed' && ['signIn', 'forbidden', 'otherHost'].includes(branch.problem.fault.kind)) {
    throw branch.problem;
  }
  return undefined;
}

async function reading<T>(connection: PortalConnection, read: () => Promise<T>): Promise<T> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: inertText(vscode.l10n.t('Reading what {0} has now…', connection.name)),
    },
    read,
  );
}

function planOf(
  app: App,
  file: OpenedFile,
  portalId: PortalId,
  more: Pick<ImportPlan, 'operation' | 'title' | 'rows' | 'validated'> & {
    readonly appId?: string;
    readonly warnings: PlanRows['warnings'];
    readonly outlook: ImportOutlook;
  },
): ImportPlan {
  const { warnings, outlook, ...rest } = more;
  return {
    kind: 'import',
    id: randomUUID(),
    portalId,
    createdAt: app.clock.now(),
    fileName: file.name,
    fileSize: file.upload.size,
    fileHash: file.upload.hash,
    source: file.upload.source,
    ...rest,
    ...(outlook.overAssigned === undefined ? {} : { overAssigned: outlook.overAssigned }),
    warnings: [
      ...(file.upload.warning === undefined ? [] : [file.upload.warning]),
      ...[...file.problems.filter(one => one.severity === 'warning'), ...warnings].map(say),
      ...outlook.unknown,
    ],
  };
}

/** The connection of a portal id. @throws PortalError `badInput` for an id that is not connected */
export function connectionOf(app: App, portalId: PortalId): PortalConnection {
  const connection = app.connections.get(portalId);
  if (connection === undefined) {
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t('There is no portal with the id {0}. Add it with "Add Portal…" first.', portalId),
    );
  }
  return connection;
}
