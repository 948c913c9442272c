// Who holds what an import is about, and which members count for it: read for its outlook.
import { includedProLevel } from '../core/catalog';
import { count } from '../core/format';
import type { UserTypeId } from '../core/ids';
import { l10n } from '../core/l10n';
import { isRefused } from '../core/licensedProducts';
import { nameOfUserType } from '../core/licenseNames';
import type { Holder, Listed, Member, PartialReason, PortalConnection, UserType } from '../core/model';
import { isAbort, messageOf } from '../core/problem';
import { holdersOfBundle } from '../core/timeline/heldProducts';
import type { HeldProduct } from '../core/timeline/heldProducts';
import { membersInQuestion, membersMatter } from '../core/timeline/membersMatter';
import { readingsOf } from '../core/timeline/readings';
import { simulate } from '../core/timeline/simulate';
import type { SimulationInput } from '../core/timeline/simulationInput';
import type { TimelineSubject } from '../core/timeline/timelineTypes';
import type { Connections } from './connectionTypes';
import type { Branch, Inventory } from './inventoryTypes';
import { freshPart } from '../core/olderRows';

/** With so many members the whole list is read; above it, those of the user types in question. */
const readWhole = 2_000;
/** So many rows of a user type are read; a search of the portal ends there, too (wire reference 6.5). */
const mostOfType = 10_000;
/** So many lists are read at a time. */
const atATime = 4;

export type Unread = NonNullable<SimulationInput['unread']>[number] & {
  /** Of what exactly, such as an item id. */
  readonly item?: string;
};

/** Why a list is not whole. */
export interface CutList {
  /** An item id, or `members`: the same whatever words the portal finds for it. */
  readonly item: string;
  /** A whole sentence. */
  readonly text: string;
}

export interface ReadHolders {
  /** By item id. A product that could not be read is not there, and is in `unread`. */
  readonly holders: Readonly<Record<string, Listed<Holder>>>;
  /** Which lists are not whole. */
  readonly cut: readonly CutList[];
}

/** Never throws for what a portal does. */
export async function readHolders(
  { inventory }: { readonly inventory: Pick<Inventory, 'refresh'> },
  { id: portalId }: Pick<PortalConnection, 'id'>,
  products: readonly HeldProduct[],
  unread: Unread[],
): Promise<ReadHolders> {
  const holders: Record<string, Listed<Holder>> = {};
  const cut: CutList[] = [];
  const rest = [...products];
  const read = async ({ itemId: key, isBundle }: HeldProduct): Promise<Listed<Holder> | string> =>
    isBundle
      ? outcome(await inventory.refresh({ portalId, name: 'bundleHolders', key }), holdersOfBundle)
      : outcome(await inventory.refresh({ portalId, name: 'holders', key }), freshPart);
  const next = async (): Promise<void> => {
    for (let product = rest.shift(); product !== undefined; product = rest.shift()) {
      const found = await read(product);
      if (typeof found === 'string') {
        const { itemId: item, label } = product;
        unread.push({ what: 'holders', item, why: `${label}: ${found}` });
      } else {
        holders[product.itemId] = found;
        cut.push(...cutText(found.partial, product.label, product.itemId));
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, next));
  return { holders, cut };
}

/** The list, or why there is none. */
function outcome<T>(branch: Branch<T>, asHolders: (value: T) => Listed<Holder>): Listed<Holder> | string {
  if (branch.state === 'ready') return asHolders(branch.value);
  // The portal was forgotten meanwhile.
  if (branch.state !== 'failed') return l10n.t('Reading who holds it was stopped.');
  // What cannot be assigned to members at all is held by nobody. What has expired is held as before.
  return isRefused(branch.problem) ? { items: [] } : messageOf(branch.problem);
}

export interface ReadPeople {
  readonly input: Pick<SimulationInput, 'members' | 'userTypes'>;
  /** Which lists are not whole. */
  readonly cut: readonly CutList[];
}

/**
 * The members, where they have a part in what falls short: those of a user type that is short or that nobody counts, and where a product with levels
 * of ArcGIS Pro is short those who have one through their user type. All members where they are few.
 * @param known with the holders
 */
export async function readMembers(
  { connections }: { readonly connections: Pick<Connections, 'client'> },
  { id: portalId }: Pick<PortalConnection, 'id'>,
  known: SimulationInput,
  unread: Unread[],
): Promise<ReadPeople> {
  const none = { input: {}, cut: [] };
  if (known.file?.kind !== 'license' || known.license === undefined) return none;
  const times = readingsOf(known).map(reading => simulate({ ...known, reading }).subjects);
  if (!times.some(membersMatter)) return none;
  try {
    const client = connections.client(portalId);
    if ((known.license.currentMembers ?? Infinity) <= readWhole) {
      const members = await client.members();
      return { input: { members }, cut: cutText(members.partial, l10n.t('a user type'), 'members') };
    }
    const items: Member[] = [];
    const counted: UserType[] = [];
    const cut: CutList[] = [];
    let partial: PartialReason | undefined;
    // One search after the other: each has up to 10,000 rows.
    for (const type of userTypesInQuestion(times)) {
      const found = await client.searchMembers({ userType: type.id, limit: mostOfType });
      items.push(...found.items);
      if (found.partial === undefined) counted.push({ ...type, current: found.items.length });
      else {
        partial ??= found.partial;
        cut.push(...cutText(found.partial, nameOfUserType(type), type.id));
      }
    }
    const members = { items, ...(partial === undefined ? {} : { partial }) };
    return { input: { members, userTypes: counted }, cut };
  } catch (error) {
    if (isAbort(error)) throw error;
    unread.push({ what: 'members', why: messageOf(error) });
    return none;
  }
}

/** Under any of the readings, each once. */
function userTypesInQuestion(
  times: readonly (readonly TimelineSubject[])[],
): readonly Pick<UserType, 'id' | 'name'>[] {
  const found = new Map<UserTypeId, Pick<UserType, 'id' | 'name'>>();
  for (const subjects of times) {
    const { userTypes, withLevels } = membersInQuestion(subjects);
    for (const { userType: id, label } of subjects) {
      if (id === undefined || found.has(id)) continue;
      if (userTypes.includes(id) || (withLevels && includedProLevel(id) !== undefined))
        found.set(id, { id, name: label });
    }
  }
  return [...found.values()];
}

/** @param what the product or user type, as people call it */
function cutText(partial: PartialReason | undefined, what: string, item: string): readonly CutList[] {
  const text = textOf(partial, what);
  return text === undefined ? [] : [{ item, text }];
}

function textOf(partial: PartialReason | undefined, what: string): string | undefined {
  switch (partial?.kind) {
    case undefined:
      return undefined;
    case 'portalLimit':
      return l10n.t(
        'The portal ends the list of who has {0} at {1} rows: more may be over-assigned than can be told.',
        what,
        count(partial.limit),
      );
    case 'pageFailed':
      return l10n.t(
        'The list of who has {0} could not be read to its end: more may be over-assigned than can be told. {1}',
        what,
        partial.message,
      );
    case 'paged':
    case 'cancelled':
      return l10n.t(
        'The list of who has {0} was not read to its end: more may be over-assigned than can be told.',
        what,
      );
  }
}
