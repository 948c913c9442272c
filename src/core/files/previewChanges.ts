// What has become otherwise between the preview of an import and now: what was agreed to is what was shown, and nothing else may be sent.
import { userKey } from '../ids';
import { l10n } from '../l10n';
import type { ImportPlan, ImportRow, OverAssigned, OverAssignment } from '../planTypes';
import { importRowName } from './importRowText';
import { licenseDateText } from './licenseDate';
import { firstNames, overAssignedLine } from './overAssignedText';

/** What a preview rests on. */
export type Previewed = Pick<ImportPlan, 'rows' | 'overAssigned' | 'unknown'>;

/** A sentence has room for so many names. */
const namesShown = 10;

/**
 * What is worse or other now than the preview said, in sentences; none where it still holds. Fewer seats over and fewer members locked out than
 * were agreed to are covered by the agreement, and so is what was not known then and is known now. Counts of members change by themselves and
 * are told only where somebody is locked out.
 */
export function previewChanges(was: Previewed, now: Previewed): readonly string[] {
  const told = new Set(was.unknown ?? []);
  return [
    ...rowChanges(was.rows, now.rows),
    ...(now.overAssigned === undefined ? [] : overChanges(was.overAssigned, now.overAssigned)),
    ...(now.unknown ?? []).filter(sentence => !told.has(sentence)),
  ];
}

const rowKey = ({ section, name, effective }: ImportRow): string =>
  JSON.stringify([section, name.toLowerCase(), effective]);

/** Each row that the portal now has other seats or another end for. A row that one of them lacks says that there is nothing of it. */
function rowChanges(was: readonly ImportRow[], now: readonly ImportRow[]): readonly string[] {
  const after = new Map(now.map(row => [rowKey(row), row]));
  const before = new Set(was.map(rowKey));
  return [
    ...was.flatMap(row => rowChange(row, after.get(rowKey(row)))),
    ...now.filter(row => !before.has(rowKey(row))).flatMap(row => rowChange(undefined, row)),
  ];
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
