// The future license of a portal (`getFutureLicense`, 10.7.1 and later): what starts or ends when, with how many seats.
import { localDateTime, utcDateTime } from './format';
import type { UserTypeId } from './ids';
import { l10n } from './l10n';
import { nameOfFuture, nameOfUserType, type NamedParts } from './licenseNames';
import { markdownText } from './markdown';
import type { FutureLicenseItem, UserType } from './model';

/**
 * True for an entry of 0 seats without a successor: it says that the current license ends then, not that 0 seats are licensed (wire reference
 * 13.7).
 * @param all every entry of the portal.
 */
export const endsThen = (item: FutureLicenseItem, all: readonly FutureLicenseItem[]): boolean =>
  item.maximum === 0 &&
  !all.some(other => other.section === item.section && other.id === item.id && other.maximum > 0);

/** What is told of a portal's future license. */
export interface FutureLicense {
  readonly portalName: string;
  /** IANA zone of the portal. */
  readonly timeZone: string;
  /** When it was read, ms epoch. */
  readonly at: number;
  readonly items: readonly FutureLicenseItem[];
  /** What is known of the present license, for the names and for what is there now. */
  readonly parts: NamedParts;
  /** The user types that it is asked of; all of the license where absent. */
  readonly of?: readonly UserTypeId[];
}

/** As Markdown, to read, to copy and to save: by date. No text of a portal can become markup. */
export function futureLicenseText(future: FutureLicense): string {
  const { portalName, at, items, parts, of } = future;
  const types = of?.map(id => parts.userTypes.find(type => type.id === id) ?? { id, name: id });
  const told = items
    .filter(item => of === undefined || (item.section === 'userTypes' && of.some(id => id === item.id)))
    .toSorted((a, b) => (a.startsAt ?? Infinity) - (b.startsAt ?? Infinity));
  const title =
    types === undefined
      ? l10n.t('Future license of {0}', portalName)
      : l10n.t('Future license of {0}: {1}', portalName, types.map(nameOfUserType).join(', '));
  return [
    `# ${markdownText(title)}`,
    '',
    markdownText(
      l10n.t('Read at {0}. What is imported and has not started yet, and what ends.', utcDateTime(at)),
    ),
    '',
    ...(told.length === 0
      ? [markdownText(l10n.t('None: the portal names nothing that starts later, and nothing that ends.')), '']
      : table(
          [l10n.t('Part of the license'), l10n.t('Name'), l10n.t('What happens'), l10n.t('When')],
          told.map(item => [
            sectionName(item.section),
            nameOfFuture(item, parts),
            whatHappens(item, items),
            whenOf(item.startsAt, future),
          ]),
        )),
    ...(types ?? []).flatMap(type => missing(type, told)),
    ...(types === undefined ? [] : nowLines(types, future)),
  ].join('\n');
}

const count = (n: number): string => n.toLocaleString('en');

function sectionName(section: FutureLicenseItem['section']): string {
  switch (section) {
    case 'userTypes':
      return l10n.t('User type');
    case 'appBundles':
      return l10n.t('App bundle');
    case 'apps':
      return l10n.t('App');
    case 'extensions':
      return l10n.t('Extension');
  }
}

function whatHappens(item: FutureLicenseItem, all: readonly FutureLicenseItem[]): string {
  if (endsThen(item, all)) return l10n.t('ends: no seats from then on');
  return item.maximum === 1
    ? l10n.t('1 seat from then on')
    : l10n.t('{0} seats from then on', count(item.maximum));
}

/** In UTC, and in the portal's zone where that is another one. */
function whenOf(at: number | undefined, { timeZone }: FutureLicense): string {
  if (at === undefined) return l10n.t('the portal does not say when');
  return timeZone === 'UTC'
    ? utcDateTime(at)
    : l10n.t('{0} ({1} in {2})', utcDateTime(at), localDateTime(at, timeZone), timeZone);
}

/** Of several types, those of which nothing is told are named: their silence is no oversight. */
function missing(type: Pick<UserType, 'id' | 'name'>, told: readonly FutureLicenseItem[]): readonly string[] {
  return told.length === 0 || told.some(({ id }) => id === type.id)
    ? []
    : [markdownText(l10n.t('{0}: none. Nothing of it starts later or ends.', nameOfUserType(type))), ''];
}

function nowLines(types: readonly UserType[], future: FutureLicense): readonly string[] {
  const number = (value: number | undefined): string =>
    value === undefined ? l10n.t('not reported') : count(value);
  return [
    `## ${markdownText(l10n.t('Now'))}`,
    '',
    ...table(
      [l10n.t('User type'), l10n.t('Members'), l10n.t('Seats'), l10n.t('Ends')],
      types.map(type => [
        nameOfUserType(type),
        number(type.current),
        number(type.maximum),
        type.expiresAt === undefined ? l10n.t('no expiry reported') : whenOf(type.expiresAt, future),
      ]),
    ),
  ];
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  `| ${head.map(markdownText).join(' | ')} |`,
  `| ${head.map(() => '---').join(' | ')} |`,
  ...rows.map(cells => `| ${cells.map(markdownText).join(' | ')} |`),
  '',
];
