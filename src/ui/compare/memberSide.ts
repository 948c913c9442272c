// Member assignments against the portal's holders: what the file leaves open is asked once, as the import asks it.
import * as vscode from 'vscode';
import type { AssignableProduct } from '../../core/files/assignableProducts';
import type { AssignmentsFile } from '../../core/files/assignmentsFile';
import { assignmentsToChanges } from '../../core/files/assignmentsToChanges';
import type { AssignmentChoices } from '../../core/files/assignmentsToChanges';
import { assignmentForms } from '../../core/files/render/assignmentForms';
import { renderForms } from '../../core/files/render/renderForm';
import { userKey } from '../../core/ids';
import type { Holding, TargetState } from '../../core/planTypes';
import type { PortalConnection } from '../../core/model';
import { PortalError } from '../../core/problem';
import { readTargets } from '../../services/stateReader';
import type { App } from '../app';
import type { AssignmentsOptions } from '../files/assignmentsImport';
import { chosenListing, entitlementsOf, listingsOf, resolver } from '../files/assignmentsImport';
import { pickEntitlements, pickMode } from '../files/picks';
import type { Choices, Compared } from './comparisonTypes';
import { freshPart } from '../../core/olderRows';

type MemberChoices = Extract<Choices, { readonly kind: 'assignments' }>;

/** What the file does not say. Undefined when the administrator cancelled. @throws PortalError for a listing that does not exist */
export async function askForMembers(
  app: App,
  content: AssignmentsFile,
  connection: PortalConnection,
  options: AssignmentsOptions,
): Promise<MemberChoices | undefined> {
  const listings = await listingsOf(app, connection);
  const asked = assignmentsToChanges(content, { mode: 'set', resolveListing: resolver(listings) });
  refuseUnresolved(asked, connection);
  const listing = asked.needsListing ? await chosenListing(listings, options.itemId, connection) : undefined;
  if (asked.needsListing && listing === undefined) return undefined;
  const members = new Set(content.assignments.flatMap(one => one.users.map(user => userKey(user.text)))).size;
  const mode = options.mode ?? (await pickMode(members));
  if (mode === undefined) return undefined;
  const choices: MemberChoices = { kind: 'assignments', mode, ...(listing === undefined ? {} : { listing }) };
  if (!assignmentsToChanges(content, choicesOf(choices, listings)).needsEntitlements) return choices;
  const entitlements = await pickEntitlements(entitlementsOf(content, listings, listing));
  return entitlements === undefined ? undefined : { ...choices, entitlements };
}

/**
 * @param before the state that was compared with before: what others read since is taken over, and nothing is asked. Without it everything is read.
 */
export async function compareMembers(
  app: App,
  content: AssignmentsFile,
  connection: PortalConnection,
  choices: MemberChoices,
  before?: readonly TargetState[],
): Promise<Compared> {
  const listings = await listingsOf(app, connection);
  const asked = assignmentsToChanges(content, choicesOf(choices, listings));
  refuseUnresolved(asked, connection);
  const { changes } = asked;
  const items = [...new Set(changes.map(change => change.itemId))];
  const names = [...new Map(changes.map(change => [userKey(change.username), change.username])).values()];
  const isKnown =
    before !== undefined && items.every(item => before.some(state => state.target.itemId === item));
  const targets = isKnown
    ? before.map(state => followed(app, connection, state))
    : await readTargets(app, connection.id, items, names);
  const forms = assignmentForms(changes, targets);
  return {
    ...renderForms(forms),
    notCompared: forms.notCompared,
    changes: { differences: [], unchanged: forms.unchanged },
    members: forms.members,
    targets,
  };
}

const choicesOf = (
  { mode, listing, entitlements }: MemberChoices,
  listings: readonly AssignableProduct[],
): AssignmentChoices => ({
  mode,
  resolveListing: resolver(listings),
  ...(listing === undefined ? {} : { listing }),
  ...(entitlements === undefined ? {} : { entitlements }),
});

function refuseUnresolved(
  { unresolved }: ReturnType<typeof assignmentsToChanges>,
  connection: PortalConnection,
): void {
  const [first] = unresolved;
  if (first === undefined) return;
  throw new PortalError(
    { kind: 'badInput' },
    vscode.l10n.t(
      'No listing of {1}, or more than one, is called {0}. Write the item id of the listing.',
      first.text,
      connection.name,
    ),
  );
}

/** What the inventory knows by now of the holders, as after a plan or a refresh. A list that was cut says nothing of those it leaves out. */
function followed({ inventory }: App, { id }: PortalConnection, state: TargetState): TargetState {
  const branch = inventory.peek({ portalId: id, name: 'holders', key: state.target.itemId });
  if (branch.state !== 'ready') return state;
  const { items, partial } = freshPart(branch.value);
  const holdings = new Map<string, Holding>(partial === undefined ? [] : state.holdings);
  for (const holder of items) holdings.set(userKey(holder.username), holder);
  // Of these a single read has told what the list does not: which level comes with the user type.
  for (const key of state.included?.keys() ?? []) {
    const told = state.holdings.get(key);
    if (told !== undefined) holdings.set(key, told);
  }
  return { ...state, holdings, complete: partial === undefined };
}
