// What lies in SecretStorage of a portal's journal.
import { l10n } from '../../core/l10n';
import type { PortalId } from '../../core/ids';
import { chainFindings } from '../../core/journalRegister';
import type { ChainPoint, JournalAnchor, RegisterRead } from '../../core/journalRegister';

export const anchorKey = (id: PortalId): string => `arcgisEntitlements.journal.${id}`;

const isPoint = (value: unknown): value is ChainPoint =>
  typeof value === 'object' && value !== null && 'lines' in value && 'head' in value;

/** @throws Error where the text is no anchor */
export function parseAnchor(text: string | undefined): JournalAnchor | undefined {
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  if (!isPoint(value)) throw new Error(l10n.t('it is no anchor of a journal'));
  const { open = {}, breaks = [], late } = value as Partial<JournalAnchor>;
  return { lines: value.lines, head: value.head, open, breaks, ...(late === undefined ? {} : { late }) };
}

/** Whether the register still has what was anchored. */
export const holds = ({ lines }: RegisterRead, anchor: ChainPoint | undefined): boolean =>
  chainFindings(lines, anchor).every(({ kind }) => kind === 'torn' || kind === 'junk');

/** More stretches than this are told as one. */
const mostLate = 200;

/** What was anchored late before, and the lines that are now. */
export function lateOf(
  before: JournalAnchor | undefined,
  from: number,
  to: number,
  at: number,
): Pick<JournalAnchor, 'late'> {
  const late = [...(before?.late ?? []), ...(from <= to ? [{ from, to, at }] : [])];
  const [first, second, ...rest] = late;
  if (late.length <= mostLate || first === undefined || second === undefined)
    return late.length === 0 ? {} : { late };
  return { late: [{ from: first.from, to: second.to, at: second.at }, ...rest] };
}
