// What an import would change, from the two sides of a comparison: one row per thing and date on which the difference begins.
import type { ItemId } from '../../ids';
import type {
  FormEntry,
  FormGroup,
  FormPair,
  FormPart,
  FormSection,
  FormValue,
  NormalForm,
} from './normalForm';
import { entryKey, friendlyOrder } from './normalForm';

export const differenceKinds = ['added', 'raised', 'lowered', 'dropped', 'changed'] as const;
/** `changed`: the same seats, and another end, version or license manager. */
export type DifferenceKind = (typeof differenceKinds)[number];

export interface Difference {
  readonly kind: DifferenceKind;
  readonly section: FormSection;
  readonly id: string;
  readonly itemId?: ItemId;
  /** For people, and with what the portal calls it. */
  readonly name: string;
  readonly label: string;
  /** Ms epoch from which it differs; absent for now, infinite without a date. */
  readonly from?: number;
  /** What the portal has, and what it has with the file. Absent: nothing of it. */
  readonly before?: FormValue;
  readonly after?: FormValue;
  /** Members that hold it now, where known; at least so many where the list was cut. */
  readonly held?: number;
  readonly heldAtLeast?: boolean;
  /** So many more hold it now than there would be seats: at least, with `heldAtLeast`. */
  readonly over?: number;
  /** {@link entryKey} of where it stands in the texts. */
  readonly key: string;
}

export interface Held {
  readonly members: number;
  readonly atLeast: boolean;
}

/** Who holds an entry now; undefined where it is not known. */
export type HeldBy = (entry: {
  readonly section: FormSection;
  readonly id: string;
  readonly itemId?: ItemId;
}) => Held | undefined;

export interface Comparison {
  /** By date, then by section and in the order of the texts. */
  readonly differences: readonly Difference[];
  /** Things that are the same now, each counted once. */
  readonly unchanged: number;
}

interface Found {
  readonly group: FormGroup;
  readonly entry: FormEntry;
}
type State = ReadonlyMap<string, Found>;

/**
 * The difference of both sides now and from each date on which either has a part. On a date counts what is in effect then on each side: a part that
 * one side does not have leaves that side as it was. A difference that was there before is not told again.
 */
export function compareForms(pair: FormPair, heldBy: HeldBy = () => undefined): Comparison {
  const froms = [
    ...new Set([...pair.portal.parts, ...pair.file.parts].map(part => part.from ?? Number.NEGATIVE_INFINITY)),
  ].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const differences: Difference[] = [];
  let unchanged = 0;
  let portal: State | undefined;
  let file: State | undefined;
  for (const from of froms) {
    const parts = [partAt(pair.portal, from), partAt(pair.file, from)] as const;
    const [portalBefore, fileBefore] = [portal, file];
    portal = stateAfter(portal, parts[0], pair.replaces, from);
    file = stateAfter(file, parts[1], pair.replaces, from);
    // Of a side that has said nothing yet it is not known what it has.
    if (portal === undefined || file === undefined) continue;
    const partId = (parts[0] ?? parts[1])?.id ?? '';
    const isFirst = portalBefore === undefined || fileBefore === undefined;
    const rows: Difference[] = [];
    for (const key of new Set([...portal.keys(), ...file.keys()])) {
      const [was, will] = [portal.get(key), file.get(key)];
      const known = was ?? will;
      if (known === undefined) continue;
      const kind = kindOf(known.group.section, was?.entry, will?.entry);
      if (kind === undefined) {
        if (isFirst) unchanged += 1;
        continue;
      }
      const isNew =
        isFirst ||
        !same(portalBefore.get(key)?.entry, was?.entry) ||
        !same(fileBefore.get(key)?.entry, will?.entry);
      if (isNew) rows.push(rowOf(kind, known, partId, from, was?.entry, will?.entry, heldBy));
    }
    rows.sort((a, b) => sectionRank(a) - sectionRank(b) || friendlyOrder(a, b));
    for (const row of rows) differences.push(row);
  }
  return { differences, unchanged };
}

const sections: readonly FormSection[] = [
  'userType',
  'appBundle',
  'app',
  'extension',
  'capability',
  'entitlement',
  'fact',
];
const sectionRank = ({ section }: Difference): number => sections.indexOf(section);

const partAt = (form: NormalForm, from: number): FormPart | undefined =>
  form.parts.find(part => (part.from ?? Number.NEGATIVE_INFINITY) === from);

/** A side that has said nothing yet stays unknown. */
function stateAfter(
  state: State | undefined,
  part: FormPart | undefined,
  replaces: boolean,
  from: number,
): State | undefined {
  const own = (part?.groups ?? []).flatMap(group =>
    group.entries.map(entry => [entryKey('', group.id, entry.id), { group, entry }] as const),
  );
  if (part !== undefined && replaces) return new Map(own);
  if (state === undefined && part === undefined) return undefined;
  const kept = [...(state ?? [])].filter(([, { entry }]) => entry.ends === undefined || entry.ends > from);
  // An own entry of 0 seats first takes the place of the one before it: nothing is left of either.
  return new Map([...new Map([...kept, ...own])].filter(([, { entry }]) => entry.seats !== 0));
}

const same = (a: FormValue | undefined, b: FormValue | undefined): boolean =>
  a?.seats === b?.seats &&
  a?.ends === b?.ends &&
  a?.text === b?.text &&
  (a === undefined) === (b === undefined);

function kindOf(
  section: FormSection,
  before: FormValue | undefined,
  after: FormValue | undefined,
): DifferenceKind | undefined {
  if (same(before, after)) return undefined;
  if (section === 'fact' && (before === undefined || after === undefined)) return undefined;
  if (before === undefined) return 'added';
  if (after === undefined) return 'dropped';
  if (before.seats === undefined || after.seats === undefined || before.seats === after.seats)
    return 'changed';
  return after.seats > before.seats ? 'raised' : 'lowered';
}

function rowOf(
  kind: DifferenceKind,
  { group, entry }: Found,
  partId: string,
  from: number,
  before: FormEntry | undefined,
  after: FormEntry | undefined,
  heldBy: HeldBy,
): Difference {
  const held = heldBy({
    section: group.section,
    id: entry.id,
    ...(entry.itemId === undefined ? {} : { itemId: entry.itemId }),
  });
  // What the file leaves out has no seats; where it has the thing without a number, nothing is known to be over.
  const seats = after === undefined ? 0 : after.seats;
  const over = held === undefined || seats === undefined ? 0 : Math.max(0, held.members - seats);
  return {
    kind,
    section: group.section,
    id: entry.id,
    ...(entry.itemId === undefined ? {} : { itemId: entry.itemId }),
    name: entry.name,
    label: entry.label,
    ...(from === Number.NEGATIVE_INFINITY ? {} : { from }),
    ...(before === undefined ? {} : { before: valueOf(before) }),
    ...(after === undefined ? {} : { after: valueOf(after) }),
    ...(held === undefined ? {} : { held: held.members, heldAtLeast: held.atLeast }),
    ...(over === 0 ? {} : { over }),
    key: entryKey(partId, group.id, entry.id),
  };
}

const valueOf = ({ seats, ends, text }: FormValue): FormValue => ({
  ...(seats === undefined ? {} : { seats }),
  ...(ends === undefined ? {} : { ends }),
  ...(text === undefined ? {} : { text }),
});
