// A portal as plain facts, and the checks of a text as one line per problem.
import { entitlement, itemId, portalId, userTypeId, username } from '../../../../../src/core/ids';
import type { FileProblem } from '../../../../../src/core/files/fileProblem';
import { lintFile } from '../../../../../src/core/files/lint/lintFile';
import type { LintInput, PortalFacts } from '../../../../../src/core/files/lint/lintTypes';
import type { Holder, Listing } from '../../../../../src/core/model';
import { text } from '../sampleFiles';

export const now = Date.UTC(2026, 10, 22);
const day = 86_400_000;

/** `count` holders of `keys`, the first `idle` of them not seen for two years. */
export function holders(count: number, keys: readonly string[], idle = 0): readonly Holder[] {
  return Array.from({ length: count }, (_, index) => ({
    username: username(`${keys[0] ?? ''}.${index}`),
    entitlements: keys.map(entitlement),
    lastUsed: now - (index < idle ? 730 * day : day),
    offline: false,
  }));
}

export const pro: Listing = {
  itemId: itemId('pro1'),
  title: 'ArcGIS Pro',
  status: 'active',
  maxUsers: 40,
  pools: [
    { key: entitlement('desktopStdN'), num: 20 },
    { key: entitlement('networkAnalystN'), num: 5 },
    { key: entitlement('oldAnalystN'), num: 0 },
  ],
  canDisconnect: true,
  hasListing: true,
};

export const facts: PortalFacts = {
  portalId: portalId('p'),
  portalName: 'Riverbend',
  portalUrl: 'https://gis.riverbend.example/portal',
  kind: 'legacy',
  timeZone: 'America/Los_Angeles',
  listings: [pro],
  unread: [],
};

export const enterprise: PortalFacts = {
  ...facts,
  kind: 'enterprise',
  userTypes: [{ id: userTypeId('editorUT'), name: 'Contributor' }],
  license: {
    userTypes: [
      { id: userTypeId('creatorUT'), name: 'creatorUT', maximum: 60, current: 45 },
      { id: userTypeId('viewerUT'), name: 'viewerUT', maximum: 9, current: 0 },
    ],
    appBundles: [],
    apps: [{ id: 'arcgisprodesktop', itemId: itemId('pro1'), maximum: 49 }],
    extensions: [{ id: 'advediting', itemId: itemId('ext1'), maximum: 10 }],
    capabilities: [{ id: 'indoorsmaps' }],
  },
  holders: { pro1: { items: holders(12, ['desktopStdN']) }, ext1: { items: [] } },
};

/** Problems of a value as `severity code «text it stands at»`, without the codes of reading alone. */
export function linted(value: unknown, more: Partial<LintInput> = {}): readonly string[] {
  const source = typeof value === 'string' ? value : text(value);
  return problemsOf(source, more).map(
    one => `${one.severity} ${one.code} «${source.slice(one.offset, one.offset + one.length)}»`,
  );
}

export const problemsOf = (source: string, more: Partial<LintInput> = {}): readonly FileProblem[] =>
  lintFile({ name: 'entitlements.json', text: source, now, timeZone: 'UTC', ...more }).problems;

/** The text with the first fix of the problem of that code carried out; undefined where it has none. */
export function fixed(source: string, code: string, more: Partial<LintInput> = {}): string | undefined {
  const edits = problemsOf(source, more).find(one => one.code === code)?.fixes?.[0]?.edits;
  if (edits === undefined) return undefined;
  return [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce(
      (before, edit) => before.slice(0, edit.offset) + edit.newText + before.slice(edit.offset + edit.length),
      source,
    );
}

/** Without some of what is known. */
export function without(known: PortalFacts, ...keys: readonly (keyof PortalFacts)[]): PortalFacts {
  const kept = Object.entries(known).filter(([key]) => !(keys as readonly string[]).includes(key));
  return Object.fromEntries(kept) as unknown as PortalFacts;
}
