// What a portal answered to `validateLicense`, as Markdown: no text of the file or the portal can become markup, and no license string is in it.
import { appName, entitlementName } from '../catalog';
import { localDateTime, utcDateTime } from '../format';
import { l10n } from '../l10n';
import { nameOfUserType } from '../licenseNames';
import { userTypeId } from '../ids';
import { markdownText } from '../markdown';
import type { GrantedItem, LicenseFileContent } from '../model';

export interface Validation {
  readonly fileName: string;
  /** What was sent, in words: the file on disk, or the text of the editor. */
  readonly source: string;
  readonly portalName: string;
  /** IANA zone of the portal. */
  readonly timeZone: string;
  /** Epoch ms. */
  readonly at: number;
  readonly said: LicenseFileContent;
}

/** The document that shows the answer (wire reference 13.3). Times are in UTC and in the portal's zone. */
export function validationText({ fileName, source, portalName, timeZone, at, said }: Validation): string {
  const moment = (time: number | undefined): string =>
    time === undefined
      ? ''
      : timeZone === 'UTC'
        ? utcDateTime(time)
        : l10n.t('{0} ({1} in {2})', utcDateTime(time), localDateTime(time, timeZone), timeZone);
  const nameOf = ({ id, name }: GrantedItem): string =>
    name === undefined || name === '' ? appName(id) : name;
  const typeName = ({ id, name }: GrantedItem): string =>
    nameOfUserType({ id: userTypeId(id), name: name ?? '' });
  const row = (section: string, item: GrantedItem, called: string): string[] => [
    section,
    called,
    item.maximum === undefined ? '' : String(item.maximum),
    (item.pools ?? []).map(({ key, num }) => `${entitlementName(key)} ${num}`).join(', '),
    moment(item.startsAt),
    moment(item.expiresAt),
  ];
  const rows = [
    ...said.userTypes.map(item => row(l10n.t('User type'), item, typeName(item))),
    ...said.apps.map(item => row(l10n.t('App'), item, nameOf(item))),
    ...said.extensions.map(item => row(l10n.t('Extension'), item, nameOf(item))),
    ...said.appBundles.map(item => row(l10n.t('App bundle'), item, nameOf(item))),
    ...(said.capabilities ?? []).map(item => row(l10n.t('Capability'), item, nameOf(item))),
  ];
  const head = [
    l10n.t('Part of the license'),
    l10n.t('Name'),
    l10n.t('Seats'),
    l10n.t('Entitlements'),
    l10n.t('Starts'),
    l10n.t('Ends'),
  ];
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |`;
  return [
    `# ${markdownText(l10n.t('{0} accepts {1}', portalName, fileName))}`,
    '',
    markdownText(l10n.t('Asked at {0}. Sent: {1}.', utcDateTime(at), source)),
    '',
    markdownText(
      said.version === undefined
        ? l10n.t('The portal names no version for the file.')
        : l10n.t('Version of the file: {0}.', said.version),
    ),
    '',
    markdownText(l10n.t('Nothing was changed: the file is not imported.')),
    '',
    ...(rows.length === 0
      ? [markdownText(l10n.t('The portal does not say what the file holds.'))]
      : [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)]),
    '',
  ].join('\n');
}
