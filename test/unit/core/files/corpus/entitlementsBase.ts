// Valid entitlements files in every layout of wire reference 16.1, as values.
import { proSeats } from './facts';

export interface PartWords {
  readonly date?: string;
  readonly startDate?: number;
  readonly maxUsers?: number;
  readonly seats?: Readonly<Record<string, number>>;
  readonly host?: string;
  /** Signature and license manager inside `orgEntitlements` (syntax block of seed 003). */
  readonly nested?: boolean;
}

export function part({
  date = '01-Jul-2026',
  startDate = Date.parse(`${date} UTC`) || 0,
  maxUsers = 40,
  seats = proSeats,
  host = 'lm1.riverbend.example',
  nested = false,
}: PartWords = {}): Record<string, unknown> {
  const beside = { signature: 'c2lnbmF0dXJl'.repeat(8), licenseManagerInfo: { hostname: host, port: 27000 } };
  const features = Object.entries(seats).map(([key, num]) => [
    key,
    { num, license: `FEATURE ${key} SIGN=7f3a` },
  ]);
  const org = {
    maxUsers,
    startDate,
    startDateStr: date,
    entitlements: Object.fromEntries(features) as Record<string, unknown>,
  };
  return nested ? { orgEntitlements: { ...org, ...beside } } : { orgEntitlements: org, ...beside };
}

const later = { date: '01-Jul-2027' };

export interface Layout {
  readonly name: string;
  readonly make: (words?: PartWords) => unknown;
  /** Where the parts stand, in the order of the file. */
  readonly parts: readonly (readonly (string | number)[])[];
}

/** `words` are of the first part. */
export const layouts: readonly Layout[] = [
  { name: 'single part', make: words => ({ appId: 'arcgisprodesktop', ...part(words) }), parts: [[]] },
  { name: 'list of parts', make: words => [part(words), part(later)], parts: [[0], [1]] },
  {
    name: 'current and queue',
    make: words => ({
      itemId: 'ab12',
      appId: 'arcgisprodesktop',
      current: part(words),
      queue: [part(later)],
    }),
    parts: [['current'], ['queue', 0]],
  },
  {
    name: 'parts by name',
    make: words => ({ appId: 'arcgisprodesktop', parts: [part(words), part(later)] }),
    parts: [
      ['parts', 0],
      ['parts', 1],
    ],
  },
  { name: 'single part, nested', make: words => part({ ...words, nested: true }), parts: [[]] },
];
