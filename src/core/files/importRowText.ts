// A row of an import's before and after in words, for the plan's view and its document.
import { appName, entitlementName, listingName, userTypeName } from '../catalog';
import { l10n } from '../l10n';
import type { ImportRow } from '../planTypes';
import { licenseDateText } from './licenseDate';

/** The portal's title of what a row is about, else the field's own name, else the portal's id. */
export function importRowName({
  section,
  name,
  title,
}: Pick<ImportRow, 'section' | 'name' | 'title'>): string {
  if (title !== undefined) return title;
  switch (section) {
    case 'userType':
      return userTypeName(name);
    case 'app':
    case 'appBundle':
    case 'extension':
    case 'capability':
      // Files and resources name bundles by id or by item id (wire reference 13.3).
      return listingName(name) ?? appName(name);
    default:
      return entitlementName(name);
  }
}

/** What kind of thing a row is about. A section that is not known is shown as it came. */
export function importSectionName(section: string): string {
  const names: Readonly<Record<string, string>> = {
    entitlement: l10n.t('Entitlement'),
    queue: l10n.t('Queued entitlement'),
    userType: l10n.t('User type'),
    app: l10n.t('App'),
    appBundle: l10n.t('App bundle'),
    extension: l10n.t('Extension'),
    capability: l10n.t('Portal capability'),
  };
  return names[section] ?? section;
}

/** Seats before and after, how many are held, from when, and until when where the import moves the end. */
export function importRowWords(row: ImportRow): string {
  const number = (value: number | undefined): string => {
    if (value === undefined) return l10n.t('not known');
    if (row.section !== 'capability') return value.toLocaleString('en');
    return value > 0 ? l10n.t('licensed') : l10n.t('not licensed');
  };
  const ends = endWords(row);
  return [
    `${number(row.before)} → ${number(row.after)}`,
    ...(row.held === undefined ? [] : [l10n.t('{0} held', row.held.toLocaleString('en'))]),
    ...(row.effective === undefined ? [] : [l10n.t('from {0}', row.effective)]),
    ...(ends === undefined ? [] : [ends]),
  ].join(' · ');
}

function endWords({ before, after, endsBefore, endsAfter }: ImportRow): string | undefined {
  // Of what is taken away no end counts.
  if (after === 0) return undefined;
  const [was, will] = [endsBefore, endsAfter].map(at => (at === undefined ? undefined : licenseDateText(at)));
  if (was === will) return undefined;
  if (will === undefined) return l10n.t('ends {0} → no end named in the file', was ?? '');
  if (was !== undefined) return l10n.t('ends {0} → {1}', was, will);
  return before === undefined || before === 0
    ? l10n.t('ends {0}', will)
    : l10n.t('no end reported → ends {0}', will);
}
