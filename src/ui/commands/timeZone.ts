// The time zone of a portal: the licenses end by it, and the administrator says which it is, since no portal does.
import * as vscode from 'vscode';
import { isTimeZone } from '../../core/format';
import type { PortalConnection } from '../../core/model';
import { PortalError } from '../../core/problem';

/** A zone by its IANA name, or that of whichever computer the program runs on. */
export type ZoneChoice = 'computer' | { readonly timeZone: string };

interface ZoneItem extends vscode.QuickPickItem {
  readonly choice?: ZoneChoice;
}

/** Such as `UTC+02:00`: what a zone is away from UTC at a time (epoch ms). */
function offsetOf(timeZone: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return name === 'GMT' ? 'UTC' : name.replace('GMT', 'UTC');
}

/** The connection with another zone. The computer's is what it is without one. */
export function withZone(connection: PortalConnection, choice: ZoneChoice): PortalConnection {
  if (choice !== 'computer') return { ...connection, timeZone: choice.timeZone };
  const rest: { -readonly [Key in keyof PortalConnection]: PortalConnection[Key] } = { ...connection };
  delete rest.timeZone;
  return rest;
}

/**
 * What a program asked for: empty means the computer's.
 * @throws PortalError `badInput` for a name that is no IANA zone.
 */
export function timeZoneOf(text: string): ZoneChoice {
  if (text.trim() === '') return 'computer';
  if (isTimeZone(text.trim())) return { timeZone: text.trim() };
  throw new PortalError(
    { kind: 'badInput' },
    vscode.l10n.t('timeZone: "{0}" is no IANA time zone. Write one such as Europe/Zurich.', text),
  );
}

/** Asks for the zone of a portal; the computer's and the present one come first. Undefined when cancelled. */
export async function pickTimeZone({ name, timeZone }: PortalConnection): Promise<ZoneChoice | undefined> {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const now = Date.now();
  const item = (zone: string, isCurrent: boolean): ZoneItem => ({
    label: zone,
    description: [offsetOf(zone, now), ...(isCurrent ? [vscode.l10n.t('current')] : [])].join(' · '),
    choice: { timeZone: zone },
  });
  // The list of the runtime has the zones of places; UTC is none.
  const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
  const items: ZoneItem[] = [
    {
      label: vscode.l10n.t('This computer’s time zone'),
      description: [
        own,
        offsetOf(own, now),
        ...(timeZone === undefined ? [vscode.l10n.t('current')] : []),
      ].join(' · '),
      choice: 'computer',
    },
    ...(timeZone === undefined || !isTimeZone(timeZone) ? [] : [item(timeZone, true)]),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...zones.filter(zone => zone !== timeZone).map(zone => item(zone, false)),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Time zone of {0}', name),
    placeHolder: vscode.l10n.t('Where does the portal’s day begin and end?'),
    matchOnDescription: true,
  });
  return picked?.choice;
}
