// What has become otherwise between the preview of an import and now: what was agreed to is what was shown, and nothing else may be sent.
import { userKey } from '../ids';
import { l10n } from '../l10n';
import type { ImportPlan, ImportRow, OverAssigned, OverAssignment } from '../planTypes';
import { importRowName } from './importRowText';
import { licenseDateText } from './licenseDate';
import { firstNames, overAssignedLine } from './overAssignedText';

/** What a preview rests on. */
export type Previewed = Pick<ImportPlan, 'rows' | 'overAssigned' | 'unknown' | 'unknownKeys'>;

/** A sentence has room for so many names. */
const namesShown = 10;

/**
 * What is worse or other now than the preview said, in sentences; none where it still holds. Fewer seats over and fewer members locked out than
 * were agreed to are covered by the agreement, and so is what was not known then and is known now. Counts of members change by themselves and
 * are told only where somebody is locked out.
 */
export function previewChanges(was: Previewed, now: Previewed): readonly string[] {
  return [
    ...rowChanges(was.rows, now.rows),
    ...(now.overAssigned === undefined ? [] : overChanges(was.overAssigned, now.overAssigned)),
    ...newlyUnknown(was, now),
  ];
}

/** What was known and is not: by what it is about, since the sentences quote the portal, which says it in other words each time. */
function newlyUnknown(was: Previewed, now: Previewed): readonly string[] {
  const keyOf = ({ unknownKeys }: Previewed, sentence: string, index: number): string =>
    unknownKeys?.[index] ?? sentence;
  const told = new Set((was.unknown ?? []).map((sentence, index) => keyOf(was, sentence, index)));
  return (now.unknown ?? []).filter((sentence, index) => !told.has(keyOf(now, sentence, index)));
}

const rowKey = ({ section, name, effective }: ImportRow): string =>
  JSON.stringify([section, name.toLowerCase(), effective]);

/** Two things may have one name, such as a level of two products: their rows count as a set, whatever their order. */
function rowsByKey(rows: readonly ImportRow[]): ReadonlyMap<string, readonly ImportRow[]> {
  const found = new Map<string, ImportRow[]>();
  for (const row of rows) found.set(rowKey(row), [...(found.get(rowKey(row)) ?? []), row]);
  const order = (one: number | undefined, other: number | undefined): number => (one ?? -1) - (other ?? -1);
  for (const list of found.values())
    list.sort((a, b) => order(a.before, b.before) || order(a.endsBefore, b.endsBefore));
  return found;
}

/** Each row that the portal now has other seats or another end for. A row that one of them lacks says that there is nothing of it. */
function rowChanges(was: readonly ImportRow[], now: readonly ImportRow[]): readonly string[] {
  const [earlier, later] = [rowsByKey(was), rowsByKey(now)];
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap(key => {
    const [before, after] = [earlier.get(key) ?? [], later.get(key) ?? []];
    return Array.from({ length: Math.max(before.length, after.length) }, (_, index) =>
      rowChange(before[index], after[index]),
    ).flat();
  });
}

function rowChange(was: ImportRow | undefined, now: ImportRow | undefined): readonly string[] {
  const row = was ?? now;
  if (row === undefined) return [];
  const seats = was === undefined ? 0 : was.before;
  const seatsNow = now === undefined ? 0 : now.before;
  const number = (value: number | undefined): string => value?.toLocaleString('en') ?? l10n.t('not known');
  const name =
    row.effective === undefined
      ? importRowName(row)
      : l10n.t('{0} from {1}', importRowName(row), row.effective);
  if (seats !== undefined && seats !== seatsNow)
    return [
      l10n.t('{0}: the preview had {1}, the portal has {2} now.', name, number(seats), number(seatsNow)),
    ];
  if (was === undefined || now === undefined || was.endsBefore === now.endsBefore) return [];
  // Nothing was known of it then, neither its seats nor its end.
  if (seats === undefined && was.endsBefore === undefined) return [];
  const date = (at: number | undefined): string =>
    at === undefined ? l10n.t('no end') : licenseDateText(at);
  return [
    l10n.t(
      '{0}: the preview had {1}, the portal has {2} now.',
      l10n.t('{0}, its end', name),
      date(was.endsBefore),
      date(now.endsBefore),
    ),
  ];
}

function overChanges(was: OverAssigned | undefined, now: OverAssigned): readonly string[] {
  const worse = now.items.filter(item => !covers(was, item)).map(overAssignedLine);
  const strangers = new Set(
    Object.entries(now.rosters).flatMap(([key, names]) => {
      const seen = new Set(was?.rosters[key]?.map(userKey));
      return names.filter(name => !seen.has(userKey(name)));
    }),
  );
  return [
    ...worse.map(line => l10n.t('Over-assigned: {0}.', line)),
    ...(was === undefined || strangers.size === 0
      ? []
      : [l10n.t('Locked out as well: {0}.', firstNames([...strangers], namesShown, false))]),
  ];
}

/** Whether as much, or more, was agreed to. */
function covers(was: OverAssigned | undefined, item: OverAssignment): boolean {
  return (
    was?.items.some(
      one =>
        one.label === item.label &&
        (one.onlyIf === undefined || one.onlyIf === item.onlyIf) &&
        (one.atOnce ? item.atOnce : one.at === item.at) &&
        one.by >= item.by &&
        one.lockedOut.count >= item.lockedOut.count &&
        (one.lockedOut.atLeast || !item.lockedOut.atLeast),
    ) ?? false
  );
}
