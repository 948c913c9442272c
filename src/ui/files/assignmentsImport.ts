// Import of member assignments and rosters: from the file to wishes for members, which become a plan like any other.
import * as vscode from 'vscode';
import { assignableProducts, type AssignableProduct } from '../../core/files/assignableProducts';
import type { AssignmentsFile } from '../../core/files/assignmentsFile';
import { assignmentsToChanges, findListing } from '../../core/files/assignmentsToChanges';
import type { AssignmentChoices } from '../../core/files/assignmentsToChanges';
import { problem } from '../../core/files/fileProblem';
import { itemId, userKey } from '../../core/ids';
import type { ItemId } from '../../core/ids';
import type { PortalConnection } from '../../core/model';
import type { DesiredChange } from '../../core/planTypes';
import { PortalError } from '../../core/problem';
import { readProducts } from '../../services/products';
import type { App } from '../app';
import { pickEntitlements, pickListing, pickMode } from './picks';
import type { OpenedFile } from './refusal';
import { refuse } from './refusal';
import { subjectOf } from './words';
import { membersWords } from '../../core/timeline/timelineText';

/** What a caller may say in advance; what is missing is asked. */
export interface AssignmentsOptions {
  readonly itemId?: string;
  readonly mode?: DesiredChange['mode'];
}

/** Proposes the changes that the file asks for. Lines that ask for nothing are left out and counted in the plan's title. */
export async function importAssignments(
  app: App,
  file: OpenedFile,
  content: AssignmentsFile,
  connection: PortalConnection,
  options: AssignmentsOptions,
): Promise<void> {
  const listings = await listingsOf(app, connection);
  const members = new Set(content.assignments.flatMap(one => one.users.map(user => userKey(user.text)))).size;
  const asked = assignmentsToChanges(content, { mode: 'set', resolveListing: resolver(listings) });
  if (asked.unresolved.length > 0) {
    const found = asked.unresolved.map(one =>
      problem('error', one, 'assignments.unknownListing', one.text, connection.name),
    );
    await refuse(file, found);
  }
  const listing = asked.needsListing ? await chosenListing(listings, options.itemId, connection) : undefined;
  if (asked.needsListing && listing === undefined) return;
  const mode = options.mode ?? (await pickMode(members));
  if (mode === undefined) return;
  const choices: AssignmentChoices = {
    mode,
    resolveListing: resolver(listings),
    ...(listing === undefined ? {} : { listing }),
  };
  let wanted = assignmentsToChanges(content, choices);
  if (wanted.needsEntitlements) {
    const entitlements = await pickEntitlements(entitlementsOf(content, listings, listing));
    if (entitlements === undefined) return;
    wanted = assignmentsToChanges(content, { ...choices, entitlements });
  }
  if (wanted.changes.length === 0) {
    await refuse(file, [problem('error', wanted.ignored[0] ?? content.at, 'assignments.nothing')]);
  }
  await app.plans.propose({
    portalId: connection.id,
    title: titleOf(mode, subjectOf(file), wanted.changes, wanted.ignored.length),
    changes: wanted.changes,
  });
}

/** Finds the item id of a listing that a file names. */
export const resolver =
  (listings: readonly AssignableProduct[]) =>
  (name: string): ItemId | undefined =>
    findListing(name, listings)?.itemId;

/** @throws PortalError what kept the listings from being read: without them no name of the file can be told. */
export async function listingsOf(
  app: App,
  connection: PortalConnection,
): Promise<readonly AssignableProduct[]> {
  const { products, missing } = await readProducts(app, connection.id);
  const unread = missing.find(({ name }) => name === 'listings');
  if (unread !== undefined) throw unread.problem;
  return assignableProducts(
    products.flatMap(product => (product.kind === 'listing' ? [product.listing] : [])),
    products.flatMap(product => (product.kind === 'licensed' ? [product.item] : [])),
  );
}

/** The listing for lines that name none: `wanted`, else the administrator's choice; undefined when cancelled. @throws PortalError `badInput` for an unknown one */
export async function chosenListing(
  listings: readonly AssignableProduct[],
  wanted: string | undefined,
  connection: PortalConnection,
): Promise<ItemId | undefined> {
  if (wanted === undefined) return (await pickListing(listings))?.itemId;
  const found = listings.find(one => one.itemId === itemId(wanted));
  if (found === undefined) {
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t(
        'itemId: {0} has no listing or user type extension with the item id {1}.',
        connection.name,
        wanted,
      ),
    );
  }
  return found.itemId;
}

/** The entitlements of all listings that the file's bare lines are about. */
export function entitlementsOf(
  content: AssignmentsFile,
  listings: readonly AssignableProduct[],
  chosen: ItemId | undefined,
): readonly string[] {
  const resolve = resolver(listings);
  const about = new Set(
    content.assignments
      .filter(one => one.entitlements === undefined)
      .map(one => (one.listing === undefined ? chosen : resolve(one.listing.text))),
  );
  return [...new Set(listings.filter(one => about.has(one.itemId)).flatMap(one => one.entitlements))];
}

function titleOf(
  mode: DesiredChange['mode'],
  name: string,
  changes: readonly DesiredChange[],
  ignored: number,
): string {
  const members = membersWords(new Set(changes.map(one => userKey(one.username))).size);
  const titles = {
    add: vscode.l10n.t('Add the entitlements of {0} to {1}', name, members),
    remove: vscode.l10n.t('Remove the entitlements of {0} from {1}', name, members),
    set: vscode.l10n.t('Set {1} to exactly the entitlements of {0}', name, members),
  } as const satisfies Record<DesiredChange['mode'], string>;
  return ignored === 0
    ? titles[mode]
    : vscode.l10n.t('{0}; {1} lines without entitlements are left out', titles[mode], ignored);
}
