// What a command that changes members is about: the portal, the listing and the members, of rows, of arguments or asked for.
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { PortalId } from '../../core/ids';
import type { DesiredChange } from '../../core/planTypes';
import { PortalError } from '../../core/problem';
import type { App } from '../app';
import { notUnderstood } from '../notUnderstood';
import { portalOfRequest } from '../portalOfRequest';
import { readArguments } from '../readArguments';
import { targetsOf, type NodeTarget } from '../tree/nodeTarget';
import { pickMembers } from '../tree/pickMembers';
import { knownRefusal, pickProduct, productsOf, type Product } from './pickers';

type WriteApp = Omit<App, 'plans'>;

interface Arguments {
  readonly portalId?: string | undefined;
  readonly itemId?: string | undefined;
  readonly usernames?: readonly string[] | undefined;
  readonly from?: string | undefined;
  readonly entitlements?: readonly string[] | undefined;
  readonly mode?: DesiredChange['mode'] | undefined;
}

interface WriteRequest {
  readonly portalId: PortalId;
  readonly targets: readonly NodeTarget[];
  readonly given: Arguments;
}

/**
 * Rows or arguments → one portal that may be written to; asks when neither says.
 * @returns undefined when cancelled.
 * @throws PortalError `badInput` for arguments that are not understood or rows of several portals, and what `requireWrite` refuses with.
 */
export async function writeRequest(
  app: WriteApp,
  schema: v.GenericSchema<unknown, Arguments>,
  args: readonly unknown[],
): Promise<WriteRequest | undefined> {
  const targets = targetsOf(args[0], args[1]);
  // What is no row must be understood whole: a misspelt field must never widen a change. A row's target may have fields of its own.
  const parsed = v.safeParse(schema, args[0] ?? {});
  const given = parsed.success
    ? parsed.output
    : targets.length > 0
      ? {}
      : readArguments(schema, args[0], notUnderstood);
  const portalId = await portalOfRequest(app, targets, given.portalId);
  if (portalId === undefined) return undefined;
  await app.requireWrite(portalId);
  return { portalId, targets, given };
}

/**
 * The one product that the rows or arguments name; asks when neither does.
 * @returns undefined when cancelled.
 * @throws PortalError `badInput` for several of them or one that the portal does not have, and what is known to speak against changing it.
 */
export async function productOf(
  app: WriteApp,
  request: WriteRequest,
  title: string,
): Promise<Product | undefined> {
  const ids = new Set(
    [...request.targets.map(target => target.itemId), request.given.itemId].filter(id => id !== undefined),
  );
  if (ids.size > 1) {
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t('The selected rows belong to several listings. Select rows of one listing.'),
    );
  }
  const [id] = ids;
  if (id === undefined) return pickProduct(app, request.portalId, title);
  const product = (await productsOf(app, request.portalId)).find(one => one.itemId === id);
  if (product === undefined) {
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t(
        'The portal has no listing, app bundle or user type extension {0} that is licensed per user.',
        id,
      ),
    );
  }
  const refusal = knownRefusal(app, request.portalId, product);
  if (refusal !== undefined) throw refusal;
  return product;
}

/** The members that the rows or arguments name, each once; asks when neither does. Undefined when cancelled. */
export async function usersOf(
  app: WriteApp,
  request: WriteRequest,
  title: string,
): Promise<readonly string[] | undefined> {
  const names = [
    ...new Set(
      [...request.targets.map(target => target.username), ...(request.given.usernames ?? [])].filter(
        name => name !== undefined,
      ),
    ),
  ];
  return names.length > 0 ? names : pickMembers(app, request.portalId, { many: true, title });
}
