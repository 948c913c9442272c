// What the portal has of what a file is about, through the inventory; who holds it is read only where seats would go.
import * as vscode from 'vscode';
import type { EntitlementsFile } from '../../core/files/entitlementsFile';
import type { LicenseFile } from '../../core/files/licenseFile';
import { compareForms } from '../../core/files/render/compareForms';
import type { Comparison, Held, HeldBy } from '../../core/files/render/compareForms';
import { entitlementForms } from '../../core/files/render/entitlementForms';
import { licenseForms } from '../../core/files/render/licenseForms';
import type { FormPair } from '../../core/files/render/normalForm';
import { renderForms } from '../../core/files/render/renderForm';
import { memberSeats } from '../../core/catalog';
import { entitlementKey } from '../../core/ids';
import type { PortalId } from '../../core/ids';
import type { Holder, Listed } from '../../core/model';
import { PortalError } from '../../core/problem';
import type { BranchName, BranchRef, BranchValues, Inventory } from '../../services/inventoryTypes';
import type { Compared } from './comparisonTypes';
import { freshPart } from '../../core/olderRows';

/** `anew` asks the portal, `known` takes what is at hand: a comparison follows what others read, and asks for nothing then. */
export type Reading = 'anew' | 'known';

export interface PortalSide {
  readonly inventory: Inventory;
  readonly portalId: PortalId;
  readonly now: number;
  readonly reading: Reading;
}

/** @throws PortalError where the portal does not say what nothing can be compared without */
export async function compareEntitlements(
  side: PortalSide,
  file: EntitlementsFile,
  appId: string,
): Promise<Compared> {
  const { portalId } = side;
  const queue = await needed(side, { portalId, name: 'entitlementsQueue', key: appId });
  const listings = await wanted(side, { portalId, name: 'listings' });
  const forms = entitlementForms(
    file,
    { appId, queue, ...(listings === undefined ? {} : { listings }) },
    side.now,
  );
  const holders = await holdersOf(side, forms.itemId);
  return comparedOf(
    forms,
    compareForms(
      forms,
      heldIn(() => holders, forms.itemId ?? ''),
    ),
  );
}

/** @throws PortalError where the portal does not say what it is licensed for */
export async function compareLicense(side: PortalSide, { content }: LicenseFile): Promise<Compared> {
  const { portalId } = side;
  const [license, future, listings] = await Promise.all([
    needed(side, { portalId, name: 'license' }),
    wanted(side, { portalId, name: 'futureLicense' }),
    wanted(side, { portalId, name: 'listings' }),
  ]);
  const forms = licenseForms(
    content,
    {
      license,
      ...(future === undefined ? {} : { future }),
      ...(listings === undefined ? {} : { listings }),
    },
    side.now,
  );
  const types = new Map(license.userTypes.map(type => [type.id as string, type.current]));
  // Whose seats go: of apps and extensions the license has no count, and each list may be long.
  const losing = compareForms(forms).differences.filter(
    row => row.kind === 'lowered' || row.kind === 'dropped',
  );
  const lists = new Map<string, Listed<Holder>>();
  const bundles = new Map<string, Held>();
  const items = new Map(losing.flatMap(row => (row.itemId === undefined ? [] : [[row.itemId, row.section]])));
  await Promise.all(
    [...items].map(async ([itemId, section]) => {
      if (section === 'appBundle') {
        const names = await wanted(side, { portalId, name: 'bundleHolders', key: itemId });
        if (names !== undefined)
          bundles.set(itemId, { members: names.items.length, atLeast: names.partial !== undefined });
        return;
      }
      const list = await holdersOf(side, itemId);
      if (list !== undefined) lists.set(itemId, list);
    }),
  );
  const byItem = heldIn(itemId => lists.get(itemId));
  const heldBy: HeldBy = entry => {
    if (entry.section === 'appBundle') return bundles.get(entry.itemId ?? '');
    if (entry.section !== 'userType') return byItem(entry);
    const members = types.get(entry.id);
    return members === undefined ? undefined : { members, atLeast: false };
  };
  return comparedOf(forms, compareForms(forms, heldBy));
}

const comparedOf = (forms: FormPair, changes: Comparison): Compared => ({
  ...renderForms(forms),
  notCompared: forms.notCompared,
  changes,
  members: [],
});

/** Holders by entitlement, and distinct ones of a whole product. */
function heldIn(listOf: (itemId: string) => Listed<Holder> | undefined, always?: string): HeldBy {
  const counts = new Map<string, ReadonlyMap<string, number>>();
  return ({ section, id, itemId }) => {
    const item = always ?? itemId ?? '';
    const list = listOf(item);
    if (list === undefined) return undefined;
    const atLeast = list.partial !== undefined;
    if (section === 'entitlement') {
      const held = counts.get(item) ?? countsOf(list);
      counts.set(item, held);
      return { members: held.get(id) ?? 0, atLeast };
    }
    return section === 'app' || section === 'extension' || id === memberSeats
      ? { members: list.items.filter(one => one.entitlements.some(key => key !== '')).length, atLeast }
      : undefined;
  };
}

function countsOf({ items }: Listed<Holder>): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const holder of items) {
    for (const key of new Set(holder.entitlements.map(entitlementKey)))
      held.set(key, (held.get(key) ?? 0) + 1);
  }
  return held;
}

async function holdersOf(side: PortalSide, itemId: string | undefined): Promise<Listed<Holder> | undefined> {
  if (itemId === undefined) return undefined;
  const list = await wanted(side, { portalId: side.portalId, name: 'holders', key: itemId });
  return list && freshPart(list);
}

/** The value of a branch, or nothing: what is built of it says what is not known. */
async function wanted<N extends BranchName>(
  { inventory, reading }: PortalSide,
  ref: BranchRef<N>,
): Promise<BranchValues[N] | undefined> {
  const branch = reading === 'anew' ? await inventory.refresh(ref) : inventory.peek(ref);
  if (branch.state === 'failed' && ['signIn', 'otherHost'].includes(branch.problem.fault.kind))
    throw branch.problem;
  // A value that could not be read anew is of another time, but still the portal's last word; the view of the portal says so.
  return branch.state === 'idle' || (branch.state === 'failed' && reading === 'anew')
    ? undefined
    : branch.value;
}

async function needed<N extends BranchName>(side: PortalSide, ref: BranchRef<N>): Promise<BranchValues[N]> {
  const value = await wanted(side, ref);
  if (value !== undefined) return value;
  const branch = side.inventory.peek(ref);
  if (branch.state === 'failed') throw branch.problem;
  throw new PortalError(
    { kind: 'badInput' },
    vscode.l10n.t('What the portal has is not known any more. Run "Compare with Portal" again.'),
  );
}
