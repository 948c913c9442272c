// Update License Manager: which hosts and port the portal is to name to ArcGIS Pro and its like, and what it names now.
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { appName } from '../../core/catalog';
import { knownAppIds } from '../../core/files/appIds';
import { inertText } from '../../core/inertText';
import {
  defaultManagerPort,
  hostProblem,
  managerHosts,
  portOf,
  sameManager,
  type HostProblem,
} from '../../core/licenseManager';
import type { LicenseManager } from '../../core/model';
import { messageOf, PortalError } from '../../core/problem';
import type { Desk } from '../plan/planDesk';
import { licenseRequest, notThere, reading, type LicenseApp, type LicenseRequest } from './licenseRequest';

const ManagerArguments = v.strictObject({
  portalId: v.optional(v.string()),
  hostname: v.optional(v.string()),
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
});
type Given = v.InferOutput<typeof ManagerArguments>;

/** What the portal says of its license managers. */
interface Said {
  /** The one it uses, where it says it. */
  readonly used?: LicenseManager;
  readonly rows: readonly { readonly name: string; readonly value: string }[];
}

export function updateLicenseManager(app: LicenseApp, desk: Desk): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const request = await licenseRequest<Given>(app, ManagerArguments, {}, args);
    if (request === undefined) return;
    const { portalId, given, organization } = request;
    if (organization.kind === 'online')
      throw notThere(
        vscode.l10n.t(
          '{0} is an ArcGIS Online organization, which has no license manager of its own.',
          organization.name,
        ),
      );
    const said = await reading(vscode.l10n.t('Reading the license manager…'), () => whatIsSaid(app, request));
    const hostname = given.hostname ?? (await askHosts(said));
    if (hostname === undefined) return;
    const problem = hostProblem(hostname);
    if (problem !== undefined) throw new PortalError({ kind: 'badInput' }, hostWords(problem));
    const port = given.port ?? (await askPort(said));
    if (port === undefined) return;
    const hosts = managerHosts(hostname);
    const manager: LicenseManager = { hostname: hosts.join(','), port };
    await desk.proposeOperation({
      kind: 'operation',
      id: randomUUID(),
      portalId,
      createdAt: app.clock.now(),
      title: vscode.l10n.t('Use the license manager {0}', managerWords(manager)),
      operation: { name: 'updateLicenseManager', ...manager },
      does: [
        hosts.length === 1
          ? vscode.l10n.t('The portal names this license manager to ArcGIS Pro and the other desktop apps.')
          : vscode.l10n.t(
              'The portal names these license managers to ArcGIS Pro and the other desktop apps: the first one, then its backups.',
            ),
        vscode.l10n.t('The portal restarts by itself: nobody can use it until it is back.'),
        vscode.l10n.t('Seats, queued parts and what members hold stay as they are.'),
      ],
      now: said.rows,
      warnings: [
        ...(said.used !== undefined && sameManager(said.used, manager)
          ? [vscode.l10n.t('The portal says that it uses this license manager already.')]
          : []),
        ...(hosts.length > 1
          ? [vscode.l10n.t('Every backup needs the same authorizations as the first license manager.')]
          : []),
        ...(said.used === undefined
          ? [
              vscode.l10n.t(
                'The portal does not say which license manager it uses: that it took this one cannot be read back.',
              ),
            ]
          : []),
      ],
    });
  };
}

const managerWords = ({ hostname, port }: LicenseManager): string =>
  vscode.l10n.t('{0}, port {1}', managerHosts(hostname).join(', '), String(port));

/** 10.7 and later may say it in the `license` resource; before that only the queued parts of the products name one. */
async function whatIsSaid(app: LicenseApp, { portalId, organization }: LicenseRequest<Given>): Promise<Said> {
  const unsaid = { name: vscode.l10n.t('License manager'), value: vscode.l10n.t('not reported') };
  if (organization.kind === 'enterprise') {
    const license = await app.inventory.refresh({ portalId, name: 'license' });
    if (license.state === 'failed') throw license.problem;
    const used = license.state === 'ready' ? license.value.licenseManager : undefined;
    return used === undefined
      ? { rows: [unsaid] }
      : { used, rows: [{ name: vscode.l10n.t('License manager'), value: managerWords(used) }] };
  }
  const queued = await Promise.all(
    knownAppIds.map(async appId => {
      const branch = await app.inventory.load({ portalId, name: 'entitlementsQueue', key: appId });
      if (branch.state === 'failed') return [{ name: appName(appId), value: messageOf(branch.problem) }];
      const parts = branch.state === 'ready' ? branch.value.queue : [];
      const managers = new Set(
        parts.flatMap(part => (part.licenseManager === undefined ? [] : [managerWords(part.licenseManager)])),
      );
      return [...managers].map(value => ({
        name: vscode.l10n.t('Queued for {0}', appName(appId)),
        value,
      }));
    }),
  );
  return { rows: [unsaid, ...queued.flat()] };
}

export function hostWords(problem: HostProblem): string {
  switch (problem.kind) {
    case 'none':
      return vscode.l10n.t('Name at least one host.');
    case 'notAHost':
      return vscode.l10n.t(
        '{0} is no host name. Write the name alone, without a port or an address; separate backups by commas.',
        problem.host,
      );
    case 'notQualified':
      return vscode.l10n.t(
        '{0} is not fully qualified: computers outside of its network would not find it. Write it with its domain, such as {0}.example.com.',
        problem.host,
      );
    case 'twice':
      return vscode.l10n.t('{0} is there twice.', problem.host);
  }
}

async function askHosts({ used, rows }: Said): Promise<string | undefined> {
  const now = rows.map(({ name, value }) => `${name}: ${value}`).join(' · ');
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Update License Manager (1/2)'),
    prompt: inertText(
      vscode.l10n.t('Fully qualified host name; backups after it, separated by commas. Now: {0}', now),
    ),
    value: used?.hostname ?? '',
    placeHolder: 'lm1.example.com,lm2.example.com',
    ignoreFocusOut: true,
    validateInput: value => {
      const problem = hostProblem(value);
      return problem === undefined ? undefined : hostWords(problem);
    },
  });
  return text?.trim();
}

async function askPort({ used }: Said): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Update License Manager (2/2)'),
    prompt: vscode.l10n.t('Port of the license manager, 1 to 65535'),
    value: String(used?.port ?? defaultManagerPort),
    ignoreFocusOut: true,
    validateInput: value =>
      portOf(value) === undefined ? vscode.l10n.t('A whole number of 1 to 65535') : undefined,
  });
  return text === undefined ? undefined : portOf(text);
}
