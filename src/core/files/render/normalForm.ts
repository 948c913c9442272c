// The one form in which a file and a portal's own state are compared: the same things in the same order under the same names, so that what
// differs between two texts differs in truth. License strings and signatures are in none of what it is made of.
import type { ItemId } from '../../ids';
import { entitlementKey } from '../../ids';
import { proExtensions, proLevelRank } from '../../catalog';
import { l10n } from '../../l10n';
import { licenseDateText } from '../licenseDate';

/** What an entry is about. `fact`: something of the whole part, such as its license manager; `member`: what one member holds. */
export type FormSection =
  'entitlement' | 'userType' | 'appBundle' | 'app' | 'extension' | 'capability' | 'fact' | 'member';

/** What one side says of an entry. What is absent is not said; seats of 0 are no entry at all. */
export interface FormValue {
  readonly seats?: number;
  /** Ms epoch. */
  readonly ends?: number;
  readonly text?: string;
}

export interface FormEntry extends FormValue {
  /** Tells the entry within its group, on both sides. */
  readonly id: string;
  /** The name for people, and the same with what the portal calls it: the same on both sides. */
  readonly name: string;
  readonly label: string;
  /** Where its holders are read, if it has an item of its own. */
  readonly itemId?: ItemId;
}

export interface FormGroup {
  readonly id: string;
  readonly section: FormSection;
  /** Without one its entries stand in the part itself. */
  readonly title?: string;
  readonly entries: readonly FormEntry[];
}

/** What holds from a date on (entitlements: all of it; a license: what starts then), or what a file says of one listing. */
export interface FormPart {
  readonly id: string;
  readonly title: string;
  /** Ms epoch; absent for what is in effect now. Infinite for a part that waits without a readable date. */
  readonly from?: number;
  readonly groups: readonly FormGroup[];
}

export interface NormalForm {
  /** What is compared, in words. */
  readonly subject: string;
  readonly parts: readonly FormPart[];
}

/** The two sides of a comparison, made together: what one of them cannot say is left out of both, and named. */
export interface FormPair {
  readonly portal: NormalForm;
  readonly file: NormalForm;
  /** Sentences for people: what is not compared, and why. */
  readonly notCompared: readonly string[];
  /** True: a part replaces the one before it (entitlements). False: it changes what it names (license). */
  readonly replaces: boolean;
}

/** "ArcGIS Pro Basic (desktopBasicN)"; the id alone where it has no other name. */
export const labelOf = (name: string, id: string): string => (name === id ? id : `${name} (${id})`);

/** The name and the label of an entry. */
export const called = (name: string, id = name): Pick<FormEntry, 'name' | 'label'> => ({
  name,
  label: labelOf(name, id),
});

/** The key of an entry in the texts and in the rows of a comparison. */
export const entryKey = (part: string, group: string, entry: string): string =>
  JSON.stringify([part, group, entry]);

/** The part in effect now. */
export const nowPart = (groups: readonly FormGroup[]): FormPart => ({
  id: 'now',
  title: l10n.t('in effect'),
  groups,
});

/** A part that starts at `from` (ms epoch, infinite without a date). The same day is the same part on both sides. */
export function datedPart(from: number, groups: readonly FormGroup[]): FormPart {
  if (!Number.isFinite(from)) return { id: 'undated', title: l10n.t('later, without a date'), from, groups };
  const day = licenseDateText(from);
  return { id: day, title: l10n.t('from {0}', day), from, groups };
}

/** What people expect first: Pro levels by rank, Pro extensions in the catalog's order, then by name; code units, so that no locale matters. */
export const inFriendlyOrder = (entries: readonly FormEntry[]): readonly FormEntry[] =>
  [...entries].sort(friendlyOrder);

/** Compares two entries for {@link inFriendlyOrder}. */
export const friendlyOrder = (
  a: Pick<FormEntry, 'id' | 'label'>,
  b: Pick<FormEntry, 'id' | 'label'>,
): number => rankOf(a.id) - rankOf(b.id) || compareTexts(a.label, b.label) || compareTexts(a.id, b.id);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const extensionOrder = new Map(proExtensions.map((key, index) => [entitlementKey(key), index]));

function rankOf(id: string): number {
  const level = proLevelRank(id);
  if (level > 0) return level;
  return 10 + (extensionOrder.get(entitlementKey(id)) ?? extensionOrder.size);
}
