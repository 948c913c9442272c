// Provision, revoke, revoke everything, copy licenses: each turns a choice into an intent and hands it to the plan desk. None of them writes.
import * as v from 'valibot';
import * as vscode from 'vscode';
import { bundleEntitlement, entitlementName } from '../../core/catalog';
import { count } from '../../core/format';
import { itemId as toItemId, username as toUsername, userKey, type ItemId } from '../../core/ids';
import type { DesiredChange } from '../../core/planTypes';
import { PortalError } from '../../core/problem';
import { copyWishes, revokeEverythingWishes } from '../../core/wishes';
import type { App } from '../app';
import { Command } from '../commandIds';
import type { Desk, OpenIntent } from '../plan/planDesk';
import { pickMembers } from '../tree/pickMembers';
import { allProducts, pickEntitlements, type Product } from './pickers';
import { productOf, usersOf, writeRequest } from './writeRequest';

/** What keybindings, tasks and tests may pass instead of tree rows (README, "Commands"). Nothing in it skips the confirmation. */
const members = { portalId: v.optional(v.string()), usernames: v.optional(v.array(v.string())) };
const choice = {
  ...members,
  itemId: v.optional(v.string()),
  entitlements: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
};
// One for each command: what only another one understands would be dropped, and dropping it widens the change.
const ProvisionArguments = v.strictObject({
  ...choice,
  mode: v.optional(v.picklist(['add', 'remove', 'set'])),
});
const RevokeArguments = v.strictObject(choice);
const RevokeEverythingArguments = v.strictObject(members);
const CopyArguments = v.strictObject({ ...members, from: v.optional(v.string()) });

type Handler = (...args: unknown[]) => Promise<void>;

export function writeHandlers(app: Omit<App, 'plans'>, desk: Desk): Readonly<Record<WriteCommand, Handler>> {
  async function provision(...args: unknown[]): Promise<void> {
    const request = await writeRequest(app, ProvisionArguments, args);
    if (request === undefined) return;
    const title = vscode.l10n.t('Provision');
    const product = await productOf(app, request, title);
    if (product === undefined) return;
    const mode = request.given.mode ?? 'add';
    const entitlements =
      request.given.entitlements ??
      (await pickEntitlements(app, request.portalId, product, `${title} · ${product.title}`));
    if (entitlements === undefined) return;
    const users = await usersOf(app, request, `${title} · ${product.title}`);
    if (users === undefined || users.length === 0) return;
    const what = names(entitlements, product);
    await desk.propose({
      portalId: request.portalId,
      title:
        mode === 'add'
          ? vscode.l10n.t('Give {0} to {1}', what, people(users))
          : mode === 'remove'
            ? vscode.l10n.t('Take {0} from {1}', what, people(users))
            : vscode.l10n.t('Set exactly {0} for {1}', what, people(users)),
      changes: users.map(name => ({
        itemId: product.itemId,
        username: toUsername(name),
        mode,
        entitlements,
      })),
    });
  }

  async function revoke(...args: unknown[]): Promise<void> {
    const request = await writeRequest(app, RevokeArguments, args);
    if (request === undefined) return;
    const title = vscode.l10n.t('Revoke');
    // Rows that name both a member and what it holds say everything: no question is left.
    const rows = request.targets.filter(
      target => target.username !== undefined && target.itemId !== undefined,
    );
    if (rows.length > 0 && rows.length !== request.targets.length) {
      throw new PortalError(
        { kind: 'badInput' },
        vscode.l10n.t(
          'The selection mixes members with other rows. Select members or their entitlements alone.',
        ),
      );
    }
    if (rows.length > 0) {
      const changes = rows.map(row =>
        revocation(row.itemId ?? toItemId(''), row.username ?? '', row.entitlement),
      );
      const users = [...new Set(rows.map(row => row.username ?? ''))];
      const single = rows.length === 1 ? rows[0] : undefined;
      const listing =
        new Set(rows.map(row => row.itemId)).size === 1
          ? (await productOf(app, request, title))?.title
          : undefined;
      // A provider's listing has its own item id as its entitlement: its title says more.
      const what =
        single?.entitlement !== undefined && single.entitlement !== String(single.itemId)
          ? entitlementName(single.entitlement)
          : (listing ?? vscode.l10n.t('the selected entitlements'));
      await desk.propose({
        portalId: request.portalId,
        title: vscode.l10n.t('Take {0} from {1}', what, people(users)),
        changes,
      });
      return;
    }
    const product = await productOf(app, request, title);
    if (product === undefined) return;
    const users = await usersOf(app, request, `${title} · ${product.title}`);
    if (users === undefined || users.length === 0) return;
    const entitlements = request.given.entitlements;
    await desk.propose({
      portalId: request.portalId,
      title: vscode.l10n.t(
        'Take {0} from {1}',
        entitlements === undefined ? product.title : names(entitlements, product),
        people(users),
      ),
      changes: users.flatMap(name =>
        entitlements === undefined
          ? [revocation(product.itemId, name, undefined)]
          : [{ itemId: product.itemId, username: toUsername(name), mode: 'remove' as const, entitlements }],
      ),
    });
  }

  async function revokeEverything(...args: unknown[]): Promise<void> {
    const request = await writeRequest(app, RevokeEverythingArguments, args);
    if (request === undefined) return;
    const users = await usersOf(app, request, vscode.l10n.t('Revoke everything'));
    if (users === undefined || users.length === 0) return;
    const usernames = users.map(toUsername);
    const title = vscode.l10n.t('Revoke everything from {0}', people(users));
    const intent = async (): Promise<OpenIntent> => {
      const { products, unknown } = await allProducts(app, request.portalId);
      return {
        portalId: request.portalId,
        title: titleOf(title, unknown),
        itemIds: products.map(product => product.itemId),
        usernames,
        changes: targets => revokeEverythingWishes(targets, usernames),
        anew: intent,
      };
    };
    await desk.proposeOpen(await intent());
  }

  async function copyLicensesFrom(...args: unknown[]): Promise<void> {
    const request = await writeRequest(app, CopyArguments, args);
    if (request === undefined) return;
    const selected = request.targets.find(target => target.username !== undefined)?.username;
    const from =
      request.given.from ??
      selected ??
      (
        await pickMembers(app, request.portalId, { many: false, title: vscode.l10n.t('Copy licenses from') })
      )?.[0];
    if (from === undefined) return;
    const users =
      request.given.usernames ??
      (await pickMembers(app, request.portalId, {
        many: true,
        title: vscode.l10n.t('Copy the licenses of {0} to', from),
      }));
    const to = (users ?? []).filter(name => userKey(name) !== userKey(from));
    if (to.length === 0) return;
    const source = toUsername(from);
    const receivers = to.map(toUsername);
    const title = vscode.l10n.t('Copy the licenses of {0} to {1}', from, people(to));
    const intent = async (): Promise<OpenIntent> => {
      const { products, unknown } = await allProducts(app, request.portalId);
      return {
        portalId: request.portalId,
        title: titleOf(title, unknown),
        itemIds: products.map(product => product.itemId),
        usernames: [source, ...receivers],
        anew: intent,
        changes: targets => {
          const { changes, unread } = copyWishes(targets, source, receivers);
          if (unread.length > 0) {
            throw new PortalError(
              { kind: 'incomplete', limit: 0 },
              vscode.l10n.t(
                'What {0} holds of {1} could not be read. Nothing was planned; try again.',
                from,
                unread.join(', '),
              ),
            );
          }
          return changes;
        },
      };
    };
    await desk.proposeOpen(await intent());
  }

  return {
    [Command.provision]: provision,
    [Command.revoke]: revoke,
    [Command.revokeEverything]: revokeEverything,
    [Command.copyLicensesFrom]: copyLicensesFrom,
  };
}
export type WriteCommand =
  | typeof Command.provision
  | typeof Command.revoke
  | typeof Command.revokeEverything
  | typeof Command.copyLicensesFrom;

/** Taking one entitlement, or (without one) the whole listing. */
function revocation(itemId: ItemId, name: string, entitlement: string | undefined): DesiredChange {
  return entitlement === undefined
    ? { itemId, username: toUsername(name), mode: 'set', entitlements: [] }
    : { itemId, username: toUsername(name), mode: 'remove', entitlements: [entitlement] };
}

/** What the plan leaves out stands in its title, which the preview, the question and the journal show. */
function titleOf(title: string, unknown: PortalError | undefined): string {
  return unknown === undefined
    ? title
    : vscode.l10n.t(
        '{0}, but not user type extensions: the portal’s license could not be read ({1})',
        title,
        unknown.message,
      );
}

function people(users: readonly string[]): string {
  return users.length === 1 ? (users[0] ?? '') : vscode.l10n.t('{0} members', count(users.length));
}

function names(entitlements: readonly string[], product: Product): string {
  if (product.kind === 'appBundle' || entitlements.some(key => key === bundleEntitlement))
    return product.title;
  return entitlements.length > 3
    ? vscode.l10n.t('{0} entitlements', count(entitlements.length))
    : entitlements
        // A provider's listing has its own item id as its entitlement: its title says more.
        .map(key => (key === product.itemId ? product.title : entitlementName(key)))
        .join(', ');
}
