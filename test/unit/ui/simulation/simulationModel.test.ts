import assert from 'node:assert/strict';
import { entitlement, userTypeId, username } from '../../../../src/core/ids';
import type { Member } from '../../../../src/core/model';
import { readingsThatDiffer } from '../../../../src/core/timeline/readings';
import { simulate } from '../../../../src/core/timeline/simulate';
import type { SimulationInput } from '../../../../src/core/timeline/simulationInput';
import type { SimulationData } from '../../../../src/shared/simulation';
import { simulationData } from '../../../../src/ui/simulation/simulationModel';
import { memberNames, memberRows, shortageKey } from '../../../../src/ui/simulation/simulationShortages';
import {
  connection,
  day,
  entitlementsFile,
  holder,
  holders,
  input,
  july,
  now,
  portalInput,
  pro,
} from './fixture';

const dataOf = (
  given: SimulationInput,
  more: Partial<Parameters<typeof simulationData>[1]> = {},
): SimulationData =>
  simulationData(simulate(given), {
    ...(given.file === undefined ? {} : { file: { name: 'entitlements.json', unsaved: false } }),
    portalName: connection.name,
    readAt: now - day,
    others: readingsThatDiffer(given),
    language: 'en',
    ...more,
  });

describe('what the simulation page shows', () => {
  it('says the first shortage with its instant in UTC and in the zone of the portal, and whom it locks out', () => {
    const { verdict } = dataOf(input);
    assert.equal(verdict.tone, 'error');
    assert.match(
      verdict.text,
      /^From 2027-07-01 00:00 UTC \(Jun 30, 2027, 5:00\sPM GMT-7 in America\/Los_Angeles\), “ArcGIS Pro: Network Analyst” is over-assigned by 2: 5 are held, and there are 3 seats\. Nobody of the 6 members who have the product could sign in to it until 2 seats are given back\.$/,
    );
  });

  it('says that there is none, and is less sure of it where something is not known', () => {
    const enough = { ...input, holders: { pro: { items: holders.slice(0, 3) } } };
    const { verdict, shortages, unknown } = dataOf(enough);
    assert.deepEqual([verdict.tone, shortages, unknown], ['ok', [], []]);
    assert.match(verdict.text, /^No shortage: .* last one known, 2027-07-01 00:00 UTC/);
    const blind = dataOf({ ...input, holders: {} });
    assert.equal(blind.verdict.tone, 'warning');
    assert.ok(blind.unknown.length > 0);
  });

  it('is a warning where what is over-assigned already gets no worse', () => {
    const { verdict } = dataOf({
      ...portalInput,
      listings: [{ ...pro, pools: [{ key: entitlement('networkAnalystN'), num: 4 }] }],
    });
    assert.equal(verdict.tone, 'warning');
    assert.match(
      verdict.text,
      /^Nothing gets worse than it is.*Now, “ArcGIS Pro: Network Analyst” is over-assigned by 1/,
    );
  });

  it('names the file with its unsaved changes, the product, the portal, when its state was read, and the zone', () => {
    const { title, facts } = dataOf(input, { file: { name: 'entitlements.json', unsaved: true } });
    assert.equal(title, 'Simulation of entitlements.json at Riverbend');
    const read = facts.find(({ label }) => label === 'State read')?.text ?? '';
    assert.match(read, /^2026-11-21 12:00 UTC \(Nov 21, 2026, 4:00\sAM GMT-8 in America\/Los_Angeles\)$/);
    assert.deepEqual(
      facts.flatMap(({ label, text }) => (label === 'State read' ? [] : [`${label}: ${text}`])),
      [
        'File: entitlements.json (with unsaved changes of the editor)',
        'Product: arcgisprodesktop',
        'Portal: Riverbend',
        'Time zone: America/Los_Angeles',
      ],
    );
  });

  it('has every figure of every boundary, before the import too, and never a zero for what is not known', () => {
    const { boundaries, subjects, focus } = dataOf(input);
    assert.deepEqual(
      boundaries.map(({ short, at }) => [short, at]),
      [
        ['Import', now],
        ['2027-07-01', july],
      ],
    );
    const network = subjects.find(one => one.label === 'ArcGIS Pro: Network Analyst');
    assert.deepEqual(network?.before?.seats, 5);
    assert.deepEqual(
      network.cells.map(({ seats, held, over }) => [seats, held, over]),
      [
        [5, 5, 0],
        [3, 5, 2],
      ],
    );
    assert.equal(focus, network.key);
    assert.equal(subjects[0], network, 'what falls short comes first');
    const blind = dataOf({ ...input, holders: {} }).subjects[0];
    assert.ok(blind !== undefined);
    assert.ok(blind.cells.every(cell => cell.held === undefined && cell.over === 0));
    assert.match(blind.cells[0]?.words ?? '', /holders not known/);
  });

  it('asks for no seats back of what ends altogether', () => {
    const { verdict } = dataOf({ ...portalInput, listings: [{ ...pro, endsAt: july }] });
    assert.match(verdict.text, /Nobody of the 6 members who have the product could sign in to it then\./);
  });

  it('says where the portal might behave otherwise, and what then', () => {
    const parts = ['01-Jul-2026', '01-Jul-2027'].map((date, index) => ({
      orgEntitlements: {
        maxUsers: 10,
        startDateStr: date,
        entitlements:
          index === 0
            ? { desktopAdvN: { num: 10, license: 'x' }, networkAnalystN: { num: 5, license: 'x' } }
            : { desktopAdvN: { num: 10, license: 'x' } },
      },
      signature: 'x',
    }));
    const { verdict, notices } = dataOf({ ...input, file: entitlementsFile(parts) });
    assert.match(
      verdict.text,
      /no seats are left of “ArcGIS Pro: Network Analyst”, and 5 are held\. Nobody of the 6 members who have the product could sign in to it until 5 seats are given back\./,
    );
    assert.deepEqual(
      notices.map(({ text }) => text),
      ['If this portal merges the parts that are in effect: nothing gets worse than it is.'],
    );
  });
});

describe('the members of a shortage', () => {
  const timeline = simulate(input);
  const shortage = timeline.shortages[0];
  assert.ok(shortage !== undefined);
  const key = shortageKey(shortage);
  const names = (list: 'over' | 'locked'): readonly string[] =>
    memberRows(timeline, key, list, 0, 'en').rows.map(({ name }) => name);

  it('are two lists: who is to be reduced, the offline ones who were passed over last, and who is locked out', () => {
    assert.deepEqual(names('over'), ['never', 'old', 'away']);
    assert.deepEqual([...names('locked')].sort(), ['away', 'never', 'new1', 'new2', 'old', 'plain']);
    const shown = dataOf(input).shortages[0];
    assert.equal(shown?.over.heading, 'Over by 2');
    assert.equal(shown.over.total, 3);
    assert.match(shown.over.note, /1 have it offline/);
    assert.equal(shown.locked.heading, 'Locked out until corrected: 6 members');
  });

  it('say since when they are idle, and who is offline since when', () => {
    const { rows } = memberRows(timeline, key, 'over', 0, 'en');
    assert.deepEqual(
      rows.map(({ detail, offline }) => [detail, offline]),
      [
        ['never used it', undefined],
        ['last used 2026-01-26 (10 months ago)', undefined],
        ['last used 2025-10-18 (13 months ago), offline since 2026-10-13', true],
      ],
    );
  });

  it('can be copied whole, those to be reduced without the offline ones, who cannot be', () => {
    const key = shortageKey(timeline.shortages[0]!);
    assert.deepEqual(memberNames(timeline, key, 'over'), ['never', 'old']);
    assert.equal(memberNames(timeline, key, 'locked').length, 6);
    assert.deepEqual(memberNames(timeline, '0 nothing', 'over'), []);
  });

  it('come a hundred at a time, and none for a shortage that is not there', () => {
    const many = Array.from({ length: 230 }, (_, index) => holder(`m${index}`, ['networkAnalystN']));
    const large = simulate({ ...input, holders: { pro: { items: many } } });
    const first = large.shortages[0];
    assert.ok(first !== undefined);
    const pages = [0, 100, 200, 300].map(
      start => memberRows(large, shortageKey(first), 'locked', start, 'en').rows.length,
    );
    assert.deepEqual(pages, [100, 100, 30, 0]);
    assert.deepEqual(memberRows(timeline, 'no such', 'over', 0, 'en'), { rows: [], total: 0 });
  });

  it('of a user type leave its administrators in, and say when somebody last signed in', () => {
    const member = (name: string, role: string): Member => ({
      username: username(name),
      fullName: '',
      role,
      userType: userTypeId('creatorUT'),
      provider: 'arcgis',
      disabled: false,
    });
    const type = { id: userTypeId('creatorUT'), name: 'Creator', maximum: 2, current: 2, expiresAt: july };
    const portal = simulate({
      portalKind: 'enterprise',
      now,
      timeZone: 'UTC',
      listings: [],
      futureLicense: [],
      members: { items: [member('boss', 'org_admin'), member('ann', 'org_user')] },
      license: { userTypes: [type], appBundles: [], apps: [], extensions: [], capabilities: [] },
    });
    const ends = portal.shortages[0];
    assert.ok(ends !== undefined);
    assert.deepEqual(memberRows(portal, shortageKey(ends), 'locked', 0, 'en').rows, [
      { name: 'ann', detail: 'never signed in' },
    ]);
  });
});
