// Release Offline License: which members' licenses, what the portal can take back, and the plan for it.
import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { appName } from '../../core/catalog';
import { count } from '../../core/format';
import { inertLabel, inertText } from '../../core/inertText';
import { userKey, type ItemId, type Username } from '../../core/ids';
import type { Organization } from '../../core/model';
import type { OfflineRelease, OperationPlan } from '../../core/planTypes';
import { isAbort, messageOf, PortalError } from '../../core/problem';
import { releasableApps, releasableAt, releaseRule } from '../../core/release';
import type { ReleasableApp } from '../../core/release';
import { partialText } from '../../core/tree/treeModelRow';
import { readProducts } from '../../services/products';
import { appOf, readOfflineHolders, type OfflineHolders } from '../../services/offlineHolders';
import type { Desk } from '../plan/planDesk';
import { day, offlineWords } from '../../core/planWords';
import { treeWords } from '../tree/treeWords';
import { licenseRequest, notThere, reading, type LicenseApp, type LicenseRequest } from './licenseRequest';

/** What keybindings, tasks and tests may pass instead of tree rows (README, "Commands"). Nothing in it skips the preview. */
const ReleaseArguments = v.strictObject({
  portalId: v.optional(v.string()),
  usernames: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
  appId: v.optional(v.picklist(releasableApps)),
});
type Given = v.InferOutput<typeof ReleaseArguments>;

const readsAtOnce = 4;

/** A member of a listing whose license is to be taken back. */
interface Wanted {
  readonly username: Username;
  readonly itemId: ItemId;
  readonly title: string;
  readonly app: ReleasableApp;
}

export function releaseLicense(app: LicenseApp, desk: Desk): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const request = await licenseRequest<Given>(app, ReleaseArguments, {}, args);
    if (request === undefined) return;
    const { organization } = request;
    if (organization.kind === 'online') throw onlineRefusal(organization);
    const wanted = request.targets.some(({ username }) => username !== undefined)
      ? await ofRows(app, request)
      : await ofOffline(app, request);
    if (wanted === undefined || wanted.length === 0) return;
    const plan = await reading(vscode.l10n.t('Reading the offline licenses…'), () =>
      planOf(app, request, wanted),
    );
    if (plan === undefined) {
      await vscode.window.showInformationMessage(
        vscode.l10n.t('None of these licenses is offline: there is nothing to release.'),
      );
      return;
    }
    await desk.proposeOperation(plan);
  };
}

const onlineRefusal = (organization: Organization): PortalError =>
  notThere(
    vscode.l10n.t(
      '{0} is an ArcGIS Online organization, which has no operation to release an offline license. Ask the member to return it in ArcGIS Pro on the same machine (Project > Licensing); where that machine is lost, Esri Support releases it.',
      organization.name,
    ),
  );

/** The members of the selected rows. The product is told by the listing, and asked for where it cannot be told. */
async function ofRows(app: LicenseApp, request: LicenseRequest<Given>): Promise<Wanted[] | undefined> {
  const { portalId, targets, organization } = request;
  const { products } = await readProducts(app, portalId);
  const apps = new Map<ItemId, { readonly title: string; readonly app: ReleasableApp }>();
  const wanted = new Map<string, Wanted>();
  for (const { username, itemId } of targets) {
    if (username === undefined || itemId === undefined) {
      throw new PortalError(
        { kind: 'badInput' },
        vscode.l10n.t('The selection mixes holders with other rows. Select holders alone.'),
      );
    }
    let known = apps.get(itemId);
    if (known === undefined) {
      const product = products.find(one => one.itemId === itemId);
      const title = product?.title ?? itemId;
      const told = product && appOf(product);
      const chosen = told ?? (await pickApp(title, organization));
      if (chosen === undefined) return undefined;
      known = { title, app: chosen };
      apps.set(itemId, known);
    }
    wanted.set(`${itemId}\n${userKey(username)}`, { username, itemId, ...known });
  }
  return [...wanted.values()];
}

async function pickApp(title: string, { kind, version }: Organization): Promise<ReleasableApp | undefined> {
  const picked = await vscode.window.showQuickPick(
    releasableAt(kind, version).map(app => ({ label: appName(app), description: app, app })),
    {
      ignoreFocusOut: true,
      placeHolder: vscode.l10n.t('Which product is {0}? The portal has to be told.', inertLabel(title)),
    },
  );
  return picked?.app;
}

/** From the palette or a program: those who are offline now, of whom the administrator chooses. */
async function ofOffline(
  app: LicenseApp,
  { portalId, given, organization }: LicenseRequest<Given>,
): Promise<readonly Wanted[] | undefined> {
  const { holders, notWhole } = await reading(vscode.l10n.t('Looking for offline licenses…'), () =>
    readOfflineHolders(app, portalId),
  );
  const rest = missingWords(notWhole);
  const ofApp = holders.filter(holder => given.appId === undefined || holder.app === given.appId);
  if (given.usernames !== undefined) {
    const { usernames } = given;
    const absent = usernames.filter(name => !ofApp.some(one => userKey(one.username) === userKey(name)));
    if (absent.length > 0) {
      throw new PortalError(
        { kind: 'badInput' },
        [vscode.l10n.t('No offline license is known of: {0}.', absent.join(', ')), rest].join(' ').trim(),
      );
    }
    const keys = new Set(usernames.map(userKey));
    return ofApp.filter(one => keys.has(userKey(one.username)));
  }
  const offered = ofApp.filter(one => refusalOf(one, organization) === undefined);
  const other = new Set(ofApp.filter(one => !offered.includes(one)).map(({ title }) => title));
  // What this portal cannot take back is no choice, and is not kept quiet about either.
  const more = [
    ...(other.size === 0
      ? []
      : [vscode.l10n.t('Not released by this portal’s version: {0}.', [...other].join(', '))]),
    rest,
  ].join(' ');
  if (offered.length === 0) {
    await vscode.window.showInformationMessage(
      inertText(
        [vscode.l10n.t('Nobody at {0} has an offline license that can be released.', organization.name), more]
          .join(' ')
          .trim(),
      ),
    );
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(
    offered
      .toSorted((a, b) => a.username.localeCompare(b.username) || a.title.localeCompare(b.title))
      .map(holder => ({
        label: inertLabel(holder.username),
        description: inertLabel([holder.title, offlineWords(holder)].join(' · ')),
        holder,
      })),
    {
      canPickMany: true,
      ignoreFocusOut: true,
      matchOnDescription: true,
      title: vscode.l10n.t('Release Offline License'),
      placeHolder: [vscode.l10n.t('Whose offline license shall be taken back?'), more].join(' ').trim(),
    },
  );
  return picked?.map(({ holder }) => holder);
}

function missingWords(notWhole: OfflineHolders['notWhole']): string {
  return notWhole
    .map(one =>
      'problem' in one
        ? vscode.l10n.t('{0} could not be read: {1}', one.title, one.problem.message)
        : `${one.title}: ${partialText(one.partial, 0, treeWords)}.`,
    )
    .join(' ');
}

/** Why a license cannot be taken back at this portal. */
function refusalOf({ title, app }: Wanted, { name, kind, version }: Organization): string | undefined {
  const rule = releaseRule(kind, version, app);
  switch (rule.kind) {
    case 'can':
      return undefined;
    case 'online':
      return title;
    case 'proOnly':
      return rule.least === undefined
        ? vscode.l10n.t(
            '{0} can only release offline licenses of ArcGIS Pro, and this is {1}. Ask the member to return it on the same machine.',
            name,
            title,
          )
        : vscode.l10n.t(
            '{0} is version {1}: offline licenses of {2} can be released since ArcGIS Enterprise {3}. Ask the member to return it on the same machine.',
            name,
            version ?? '',
            title,
            rule.least,
          );
  }
}

/** Reads each license now. @returns undefined where none is offline. */
async function planOf(
  app: LicenseApp,
  { portalId, organization }: LicenseRequest<Given>,
  wanted: readonly Wanted[],
): Promise<OperationPlan | undefined> {
  for (const one of wanted) {
    const refusal = refusalOf(one, organization);
    if (refusal !== undefined) throw notThere(refusal);
  }
  const client = app.connections.client(portalId);
  const limit = pLimit(readsAtOnce);
  const createdAt = app.clock.now();
  const warnings: string[] = [];
  const returned: string[] = [];
  const rows = await Promise.all(
    wanted.map(one =>
      limit(async () => {
        try {
          return { one, holder: await client.holder(one.itemId, one.username) };
        } catch (error) {
          if (isAbort(error)) throw error;
          warnings.push(
            vscode.l10n.t(
              'What {0} holds of {1} could not be read, and is left out: {2}',
              one.username,
              one.title,
              messageOf(error),
            ),
          );
          return undefined;
        }
      }),
    ),
  );
  const releases: OfflineRelease[] = [];
  for (const row of rows) {
    if (row === undefined) continue;
    const { one, holder } = row;
    if (holder?.offline !== true) {
      returned.push(one.username);
      continue;
    }
    const rule = releaseRule(organization.kind, organization.version, one.app);
    releases.push({
      id: `r${releases.length + 1}`,
      username: holder.username,
      itemId: one.itemId,
      title: one.title,
      ...(rule.kind === 'can' && rule.appId !== undefined ? { appId: rule.appId } : {}),
      ...(holder.offlineSince === undefined ? {} : { since: holder.offlineSince }),
    });
    if (rule.kind === 'can' && rule.unsure === true)
      warnings.push(
        vscode.l10n.t(
          'The portal does not say its version. One before 11.3 does not look at the product, and would release an offline license of ArcGIS Pro of {0} instead of {1}.',
          holder.username,
          one.title,
        ),
      );
  }
  if (returned.length > 0)
    warnings.push(vscode.l10n.t('Not offline, and left out: {0}', returned.join(', ')));
  const [only] = releases;
  if (only === undefined) {
    // A failure is no answer: it is told as what it is.
    if (rows.includes(undefined)) throw new PortalError({ kind: 'incomplete', limit: 0 }, warnings.join(' '));
    return undefined;
  }
  return {
    kind: 'operation',
    id: randomUUID(),
    portalId,
    createdAt,
    title:
      releases.length === 1
        ? vscode.l10n.t('Release the offline license of {0} ({1})', only.username, only.title)
        : vscode.l10n.t('Release the offline licenses of {0} members', count(releases.length)),
    operation: { name: 'releaseLicense', releases },
    does: [
      only.since === undefined || releases.length > 1
        ? vscode.l10n.t('The portal takes the offline licenses back: what the members hold stays theirs.')
        : vscode.l10n.t(
            'The portal takes the license back that is offline since {0}: what the member holds stays theirs.',
            day(only.since),
          ),
      vscode.l10n.t(
        'The machine that has it can neither use nor return it afterwards: release only what a member cannot return.',
      ),
    ],
    now: [],
    warnings,
  };
}
