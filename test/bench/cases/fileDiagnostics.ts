// The check of a file of assignments with a line per member, against what a portal of as many members says.
import { lintFile } from '../../../src/core/files/lint/lintFile';
import type { LintInput } from '../../../src/core/files/lint/lintTypes';
import { entitlement, itemId, portalId, username } from '../../../src/core/ids';
import type { Holder, Member } from '../../../src/core/model';
import type { BenchCase, CaseResult } from '../benchTypes';
import { inTurn } from '../measure';
import { figure, growth, sizesOf } from './ground';

const listing = itemId('0123456789abcdef0123456789abcdef');
const keys = ['desktopAdvN', 'desktopStdN', 'desktopBasicN', 'spatialAnalystN', 'networkAnalystN'].map(
  entitlement,
);
/** Every so many lines have a fault: a name that is misspelt, or an entitlement that is not there. */
const faultEvery = 500;
const now = Date.UTC(2026, 5, 15);

interface File {
  readonly input: LintInput;
  readonly faults: number;
}

function fileOf(members: number): File {
  const names = Array.from({ length: members }, (_, index) => `member.number${index}@riverbend.example`);
  let faults = 0;
  const lines = names.map((name, index) => {
    if (index % faultEvery !== faultEvery - 1) return `${name},${keys[index % 3] ?? ''};spatialAnalystN`;
    faults++;
    return index % 2 === 0 ? `${name}x,desktopAdvN` : `${name},desktopAdwN`;
  });
  const people = names.map((name): Member => ({
    username: username(name),
    fullName: name,
    role: 'org_user',
    provider: 'arcgis',
    disabled: false,
  }));
  const holders = names.slice(0, Math.floor(members / 2)).map((name): Holder => ({
    username: username(name),
    entitlements: keys.slice(0, 1),
    offline: false,
  }));
  return {
    faults,
    input: {
      name: 'people.csv',
      text: ['user,entitlements', ...lines].join('\n'),
      now,
      timeZone: 'UTC',
      itemId: listing,
      facts: {
        portalId: portalId('bench'),
        portalName: 'Bench',
        portalUrl: 'https://gis.example/portal',
        kind: 'online',
        timeZone: 'UTC',
        listings: [
          {
            itemId: listing,
            title: 'ArcGIS Pro',
            status: 'active',
            maxUsers: members,
            pools: keys.map(key => ({ key, num: members })),
            canDisconnect: true,
            hasListing: true,
          },
        ],
        members: { items: people },
        holders: { [listing]: { items: holders } },
        unread: [],
      },
    },
  };
}

/** Time of one check, ms. @throws Error where it does not find what is wrong */
function check({ input, faults }: File): number {
  const started = performance.now();
  const { problems } = lintFile(input);
  const ms = performance.now() - started;
  if (problems.length < faults) throw new Error(`Found ${problems.length} problems of ${faults}.`);
  return ms;
}

/** The least that has to be done: every line split, every name and entitlement looked up. */
function lookUp({ input: { text, facts } }: File): number {
  const started = performance.now();
  const names = new Set<string>();
  for (const member of facts?.members?.items ?? []) names.add(member.username.toLowerCase());
  const known = new Set<string>(keys);
  let missing = 0;
  for (const line of text.split('\n').slice(1)) {
    const [name = '', list = ''] = line.split(',');
    if (!names.has(name.toLowerCase())) missing++;
    for (const key of list.split(';')) if (!known.has(key)) missing++;
  }
  if (missing === 0 && text.length > 100_000) throw new Error('Nothing is missing.');
  return performance.now() - started;
}

export const fileDiagnostics: BenchCase = {
  name: 'fileDiagnostics',
  title: 'The check of a file with a line per member',
  async run(bench): Promise<CaseResult> {
    const [small, large] = sizesOf(bench);
    const [tenth, whole] = [fileOf(small), fileOf(large)];
    const times = await inTurn(bench.sizes.tries, {
      tenth: () => Promise.resolve(check(tenth)),
      whole: () => Promise.resolve(check(whole)),
      limit: () => Promise.resolve(lookUp(whole)),
    });
    return {
      figures: [
        figure('product', 'read, checked, every fault with its place and words', large, times.whole),
        figure('product', 'a tenth of it', small, times.tenth),
        figure('limit', 'lines split, names and entitlements looked up', large, times.limit),
      ],
      verdicts: [growth('check of a file', times.tenth, times.whole)],
    };
  },
};
