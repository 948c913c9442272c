// A file is imported into the sample portal: afterwards the portal's own state and the file are the same text, over the real client.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { readImportFile } from '../../../../../src/core/files/importFile';
import { licenseDateText } from '../../../../../src/core/files/licenseDate';
import { compareForms } from '../../../../../src/core/files/render/compareForms';
import { entitlementForms } from '../../../../../src/core/files/render/entitlementForms';
import { licenseForms } from '../../../../../src/core/files/render/licenseForms';
import type { FormPair } from '../../../../../src/core/files/render/normalForm';
import { renderForms } from '../../../../../src/core/files/render/renderForm';
import { startBench } from '../../../services/bench';
import type { Bench } from '../../../services/bench';
import { part, secret } from '../sampleFiles';

const appId = 'arcgisprodesktop';
const dayMs = 86_400_000;

const example = (name: string): Promise<string> =>
  readFile(new URL(`../../../../fixtures/smallLicenses/${name}`, import.meta.url), 'utf8');

async function legacyForms(bench: Bench, text: string): Promise<FormPair> {
  const { content } = readImportFile('entitlements.json', text);
  assert.ok(content?.kind === 'entitlements');
  const queue = await bench.client().entitlementsQueue(appId);
  const listings = await bench.client().purchases();
  return entitlementForms(content, { appId, queue, listings }, bench.sample.state.clock.now());
}

async function enterpriseForms(bench: Bench, text: string): Promise<FormPair> {
  const { content } = readImportFile('license.json', text);
  assert.ok(content?.kind === 'portalLicense');
  const [license, future, listings] = await Promise.all([
    bench.client().license(),
    bench.client().futureLicense(),
    bench.client().purchases(),
  ]);
  return licenseForms(content.content, { license, future, listings }, bench.sample.state.clock.now());
}

function assertSame(pair: FormPair, mentions: readonly string[]): void {
  const { portal, file } = renderForms(pair);
  assert.equal(portal.text, file.text);
  JSON.parse(file.text);
  for (const word of mentions) assert.ok(file.text.includes(word), `${word} in ${file.text}`);
  assert.deepEqual(compareForms(pair).differences, []);
}

describe('what is imported is what is shown afterwards: 10.6.1 and earlier', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S', now: Date.parse('2026-11-22') });
  });
  after(() => bench.close());

  const roundTrip = async (text: string, mentions: readonly string[]): Promise<void> => {
    const before = await legacyForms(bench, text);
    const { portal, file } = renderForms(before);
    const { differences } = compareForms(before);
    // Two texts differ exactly where there is something to tell.
    assert.equal(portal.text !== file.text, differences.length > 0, `${portal.text}${file.text}`);
    await bench.client().importEntitlements(appId, { name: 'entitlements.json', text });
    assertSame(await legacyForms(bench, text), mentions);
  };

  it('the example, with its queue and its end', async () => {
    const text = await example('entitlements.json');
    assert.ok(compareForms(await legacyForms(bench, text)).differences.length > 0);
    await roundTrip(text, [
      '"from 01-Jul-2027"',
      '"from 01-Jul-2028"',
      '"Network Analyst (networkAnalystN)": 15',
    ]);
    assert.equal(compareForms(await legacyForms(bench, text)).unchanged, 7);
  });

  for (const decisions of [
    { emptyQueue: 'array' },
    { emptyQueue: 'object' },
    { getEntitlementsNesting: 'inside' },
  ] as const) {
    it(`a part alone, without a queue, however the portal answers: ${JSON.stringify(decisions)}`, async () => {
      const own = await startBench({ flavor: 'legacy', scale: 'S', decisions });
      try {
        const text = JSON.stringify({ appId, parts: [part({ startDate: 0, date: '01-Jan-2020' })] });
        await own.client().importEntitlements(appId, { name: 'f.json', text });
        assertSame(await legacyForms(own, text), [
          '"members": 25',
          '"ArcGIS Pro Standard (desktopStdN)": 20',
        ]);
      } finally {
        await own.close();
      }
    });
  }

  it('random files: parts in any order, seats of 0, parts that are over', async () => {
    const days = [-400, -30, 40, 400, 800];
    const parts = fc.uniqueArray(
      fc.record({
        day: fc.constantFrom(...days),
        maxUsers: fc.integer({ min: 0, max: 90 }),
        nested: fc.boolean(),
        seats: fc.dictionary(
          fc.constantFrom('desktopBasicN', 'desktopStdN', 'desktopAdvN', 'networkAnalystN', 'newThingN'),
          fc.integer({ min: 0, max: 40 }),
          { minKeys: 1 },
        ),
      }),
      { minLength: 1, maxLength: 4, selector: one => one.day },
    );
    const today = Math.floor(bench.sample.state.clock.now() / dayMs) * dayMs;
    await fc.assert(
      fc.asyncProperty(parts, async list => {
        const text = JSON.stringify({
          appId,
          parts: list.map(({ day, ...more }) =>
            part({ ...more, date: licenseDateText(today + day * dayMs) }),
          ),
        });
        assert.ok(text.includes(secret));
        await roundTrip(text, []);
      }),
      { numRuns: 30, seed: 3 },
    );
  });
});

describe('what is imported is what is shown afterwards: 10.7 and later', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench({ flavor: 'enterprise', scale: 'S', now: Date.parse('2026-11-22') });
  });
  after(() => bench.close());

  const roundTrip = async (text: string, mentions: readonly string[]): Promise<void> => {
    const before = await enterpriseForms(bench, text);
    const { portal, file } = renderForms(before);
    const { differences } = compareForms(before);
    assert.equal(portal.text !== file.text, differences.length > 0, `${portal.text}${file.text}`);
    await bench.client().importLicense({ name: 'license.json', text });
    assertSame(await enterpriseForms(bench, text), mentions);
  };

  it('the example, with every section', async () => {
    const text = await example('portal-license.entitlements.json');
    assert.ok(compareForms(await enterpriseForms(bench, text)).differences.length > 0);
    await roundTrip(text, [
      '"Creator (creatorUT)": { "seats": 40, "ends": "01-Jul-2027" }',
      '"app bundles"',
      '"portal capabilities"',
      '"entitlements of ArcGIS Pro (arcgisprodesktop)"',
    ]);
  });

  it('random files: successors, ends, gaps, entries that are over, seats of 0', async () => {
    const at = (days: number): number => Math.floor(Date.parse('2026-11-22') / dayMs + days) * dayMs;
    // What takes everything away is as frequent as what gives, and the same number comes again.
    const seats = fc.oneof(fc.constantFrom(0, 50), fc.integer({ min: 0, max: 90 }));
    const entry = fc.record({
      id: fc.constantFrom('creatorUT', 'viewerUT', 'editorUT', 'newUT'),
      maxUsers: seats,
      startDate: fc.constantFrom(0, at(-100), at(-5), at(50), at(200)),
      expiration: fc.constantFrom(-1, at(-2), at(50), at(120), at(300)),
    });
    const app = entry.map(one => ({ ...one, id: one.id === 'newUT' ? 'arcgisprodesktop' : 'Insights' }));
    const unique = <One extends { readonly id: string; readonly startDate: number }>(
      arb: fc.Arbitrary<One>,
    ) => fc.uniqueArray(arb, { minLength: 1, maxLength: 5, selector: one => `${one.id} ${one.startDate}` });
    await fc.assert(
      fc.asyncProperty(unique(entry), unique(app), async (userTypes, apps) => {
        const provision = {
          userTypes,
          apps,
          portalCapabilities: [{ id: 'ips', startDate: 0, expiration: -1 }],
        };
        await roundTrip(JSON.stringify({ MyEsri: { version: '11.4', provision }, signature: secret }), []);
      }),
      { numRuns: 90, seed: 4 },
    );
  });

  it('random files against the one before: a row of what differs on some day, and of nothing else', async () => {
    const today = Math.floor(bench.sample.state.clock.now() / dayMs) * dayMs;
    const at = (days: number): number => today + days * dayMs;
    type Entry = { readonly id: string; readonly maxUsers: number; readonly startDate: number };
    const entries = fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('creatorUT', 'viewerUT', 'editorUT'),
        maxUsers: fc.constantFrom(0, 0, 50, 80),
        startDate: fc.constantFrom(0, at(-5), at(50), at(200), at(300)),
      }),
      { minLength: 1, maxLength: 6, selector: one => `${one.id} ${one.startDate}` },
    );
    // The test's own reading of a file: what began last counts.
    const seatsAt = (list: readonly Entry[], id: string, time: number): number =>
      list
        .filter(one => one.id === id && one.startDate <= time)
        .reduce<Entry | undefined>(
          (last, one) => (last === undefined || one.startDate > last.startDate ? one : last),
          undefined,
        )?.maxUsers ?? 0;
    // Some entry has an end, so that ends are compared at all.
    const ending = { id: 'endingUT', maxUsers: 7, startDate: 0, expiration: at(400) };
    const textOf = (list: readonly Entry[]): string =>
      JSON.stringify({
        MyEsri: {
          version: '11.4',
          provision: { userTypes: [...list.map(one => ({ ...one, expiration: -1 })), ending] },
        },
        signature: secret,
      });
    await fc.assert(
      fc.asyncProperty(entries, entries, async (was, will) => {
        await bench.client().importLicense({ name: 'license.json', text: textOf(was) });
        const { differences } = compareForms(await enterpriseForms(bench, textOf(will)));
        const days = [at(0), at(50), at(200), at(300)];
        for (const id of ['creatorUT', 'viewerUT', 'editorUT']) {
          const rows = differences.filter(row => row.id === id);
          const differs = days.some(day => seatsAt(was, id, day) !== seatsAt(will, id, day));
          assert.equal(rows.length > 0, differs, `${id}: ${JSON.stringify(rows)}`);
          for (const { kind, from = at(0), before, after } of rows) {
            // The same seats with another end.
            if (kind === 'changed') continue;
            assert.equal(before?.seats ?? 0, seatsAt(was, id, from), `${id} before`);
            assert.equal(after?.seats ?? 0, seatsAt(will, id, from), `${id} after`);
          }
        }
        assert.ok(!differences.some(row => row.id === 'endingUT'));
      }),
      { numRuns: 60, seed: 5 },
    );
  });
});
