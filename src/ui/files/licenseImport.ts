// Import of entitlements files (10.6.1 and earlier) and portal license files (10.7 and later): from the file to a plan of one request.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { EntitlementsFile } from '../../core/files/entitlementsFile';
import { chosenProductProblem } from '../../core/files/chosenProduct';
import { problem } from '../../core/files/fileProblem';
import type { TextSpan } from '../../core/files/fileProblem';
import { flavourProblem } from '../../core/files/flavourProblem';
import { namedWarning, titledRow, type NamingFacts } from '../../core/files/importNames';
import { withFileDates } from '../../core/files/withFileDates';
import type { LicenseFile } from '../../core/files/licenseFile';
import { inertText } from '../../core/inertText';
import type { PortalId } from '../../core/ids';
import type { LicenseFileContent, PortalConnection } from '../../core/model';
import type { ImportPlan } from '../../core/planTypes';
import { PortalError, isPortalError } from '../../core/problem';
import { redact } from '../../core/redact';
import { previewEntitlements, previewLicense } from '../../services/importPreview';
import type { ImportPreview } from '../../services/importPreview';
import { withAbort } from '../adapters';
import type { App } from '../app';
import { chosenAppId } from './chosenAppId';
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
  const appId = await chosenAppId(app.fileChoices, file.document?.uri, content, wanted);
  if (appId === undefined) return;
  const wrong = chosenProductProblem(file, content, appId, app.clock.now());
  if (wrong?.severity === 'error') await refuse(file, [wrong]);
  const draft = {
    operation: 'importEntitlements',
    appId,
    title: vscode.l10n.t('Import {0} for {1}', subjectOf(file), appId),
  } as const;
  await propose(app, file, connection, draft, async () => {
    const preview = await previewEntitlements(app, connection, content, appId);
    return wrong === undefined ? preview : { ...preview, warnings: [wrong, ...preview.warnings] };
  });
}

/** Proposes the import of a portal license file, once the portal has looked at it (`validateLicense`). */
export async function importLicense(
  app: App,
  file: OpenedFile,
  content: LicenseFile,
  connection: PortalConnection,
): Promise<void> {
  const said = await validated(app, file, content, connection);
  const draft = {
    operation: 'importLicense',
    title: vscode.l10n.t('Import the portal license {0}', subjectOf(file)),
    validated: said,
  } as const;
  await propose(app, file, connection, draft, () => previewLicense(app, connection, said));
}

/** What of a plan stays the same whatever the portal says by then. */
type Draft = Pick<ImportPlan, 'operation' | 'title' | 'appId' | 'validated'>;

/** Reads the portal and shows the preview; the desk makes it anew where the portal has changed until it is applied. */
async function propose(
  app: App,
  file: OpenedFile,
  connection: PortalConnection,
  draft: Draft,
  preview: () => Promise<ImportPreview>,
): Promise<void> {
  const make = async (): Promise<ImportPlan> =>
    planOf(app, file, connection.id, draft, await reading(connection, preview));
  await app.plans.proposeImport(await make(), file.upload.file, make);
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
  return withFileDates(said, content.content);
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
  draft: Draft,
  { rows: found, warnings, outlook }: ImportPreview,
): ImportPlan {
  const facts = namingFacts(app, portalId);
  const rows = found.map(row => titledRow(row, facts));
  return {
    kind: 'import',
    id: randomUUID(),
    portalId,
    createdAt: app.clock.now(),
    fileName: file.name,
    fileSize: file.upload.size,
    fileHash: file.upload.hash,
    source: file.upload.source,
    ...draft,
    rows,
    ...(outlook.overAssigned === undefined ? {} : { overAssigned: outlook.overAssigned }),
    ...(outlook.unknown.length === 0 ? {} : { unknown: outlook.unknown }),
    ...(outlook.unknownKeys === undefined ? {} : { unknownKeys: outlook.unknownKeys }),
    warnings: [
      ...(file.upload.warning === undefined ? [] : [file.upload.warning]),
      ...[
        ...file.problems.filter(one => one.severity === 'warning'),
        ...warnings.map(one => namedWarning(one, rows)),
      ].map(say),
      ...outlook.unknown,
    ],
  };
}

/** What is known of the portal's names by now; nothing is read for them. */
function namingFacts({ inventory }: App, portalId: PortalId): NamingFacts {
  const known = <N extends 'license' | 'userTypes' | 'appBundles' | 'listings'>(name: N) => {
    const branch = inventory.peek({ portalId, name });
    return branch.state === 'idle' ? undefined : branch.value;
  };
  return {
    license: known('license'),
    userTypes: known('userTypes'),
    appBundles: known('appBundles'),
    listings: known('listings'),
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
