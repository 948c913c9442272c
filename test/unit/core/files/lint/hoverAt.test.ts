import assert from 'node:assert/strict';
import { entitlement, itemId } from '../../../../../src/core/ids';
import { hoverAt } from '../../../../../src/core/files/lint/hoverAt';
import type { LintInput } from '../../../../../src/core/files/lint/lintTypes';
import { assignments, layouts, licenseFile, part, roster, secret, text } from '../sampleFiles';
import { enterprise, facts, holders, now, pro, without } from './lintSample';

/** The hover over the first `word` of the text: its title, and its lines as they are shown. */
function over(word: string, source: string, more: Partial<LintInput> = {}): readonly string[] | undefined {
  const offset = source.indexOf(word);
  assert.notEqual(offset, -1, word);
  const input = { name: 'entitlements.json', text: source, now, timeZone: 'UTC', ...more };
  const found = hoverAt(input, offset + 1);
  if (found === undefined) return undefined;
  assert.ok(source.slice(found.offset, found.offset + found.length).includes(word));
  return [found.title, ...found.lines.map(line => line.message)];
}

const known = {
  ...facts,
  listings: [{ ...pro, pools: [{ key: entitlement('networkAnalystN'), num: 250 }] }],
  holders: { pro1: { items: [...holders(243, ['networkAnalystN'], 9), ...holders(7, ['desktopStdN'], 7)] } },
};
const extension = 'Extension of ArcGIS Pro: it needs a license level as well.';

describe('hover', () => {
  it('an entitlement of an entitlements file: what it is, and its seats on the portal', () => {
    const source = text(layouts['parts']);
    assert.deepEqual(over('networkAnalystN', source), ['Network Analyst', extension]);
    assert.deepEqual(over('networkAnalystN', source, { facts: known }), [
      'Network Analyst',
      extension,
      'ArcGIS Pro on Riverbend: 250 seats, 243 held, 9 idle for a year.',
    ]);
    const cut = {
      items: holders(243, ['networkAnalystN'], 9),
      partial: { kind: 'portalLimit', limit: 243 } as const,
    };
    assert.deepEqual(
      over('networkAnalystN', source, { facts: { ...known, holders: { pro1: cut } } })?.at(-1),
      'ArcGIS Pro on Riverbend: 250 seats, at least 243 held, at least 9 idle for a year.',
    );
    assert.deepEqual(over('desktopStdN', source)?.[0], 'ArcGIS Pro Standard');
    assert.deepEqual(over('arcgisprodesktop', source), [
      'ArcGIS Pro',
      'Product that the file is imported as.',
    ]);
  });

  it('a year is 365 days, and never counts as idle', () => {
    const day = 86_400_000;
    const [one] = holders(1, ['networkAnalystN']);
    assert.ok(one !== undefined);
    const unused = { username: one.username, entitlements: one.entitlements, offline: false };
    const items = [{ ...one, lastUsed: now - 365 * day }, { ...one, lastUsed: now - 364 * day }, unused];
    const shown = over('networkAnalystN', text(part()), {
      facts: { ...known, holders: { pro1: { items } } },
    });
    assert.match(shown?.at(-1) ?? '', /3 held, 2 idle for a year/);
  });

  it('what could not be read is told, and what was not tried is not', () => {
    const source = text(part());
    const failed = { ...without(known, 'holders'), unread: [{ what: 'holders', why: 'timeout' }] as const };
    assert.deepEqual(over('networkAnalystN', source, { facts: failed })?.slice(2), [
      'ArcGIS Pro on Riverbend: 250 seats. Who holds them is not known here.',
      'Riverbend was not read: timeout',
    ]);
    const none = { ...without(known, 'listings'), unread: [{ what: 'listings', why: 'denied' }] as const };
    assert.deepEqual(over('networkAnalystN', source, { facts: none })?.slice(2), [
      'Riverbend was not read: denied',
    ]);
    assert.deepEqual(over('networkAnalystN', source, { facts: { ...known, listings: [] } })?.slice(2), [
      'Riverbend has none of it.',
    ]);
  });

  it('license strings and signatures say that they are secret, and nothing else', () => {
    for (const value of [part(), part({ nested: true }), layouts['currentQueue']]) {
      const source = text(value);
      assert.deepEqual(over(secret, source, { facts: known })?.[0], 'License string');
      assert.deepEqual(over('c2FtcGxl', source)?.[0], 'Signature');
      for (let at = 0; at < source.length; at++) {
        const shown = hoverAt(
          { name: 'entitlements.json', text: source, now, timeZone: 'UTC', facts: known },
          at,
        );
        const words = JSON.stringify(shown ?? '');
        assert.ok(!words.includes('canary') && !words.includes('c2FtcGxl'), words);
      }
    }
    assert.deepEqual(over('c2FtcGxl', text(licenseFile))?.[0], 'Signature');
    const lost = text(part({ seats: { [secret]: 1 } }));
    assert.deepEqual(over('FEATURE', lost)?.[0], `(${secret.length} characters)`);
  });

  it('member assignments and rosters', () => {
    const source = text(assignments);
    assert.deepEqual(over('networkAnalystN', source), ['Network Analyst', extension]);
    const seats = 'ArcGIS Pro on Riverbend: 250 seats, 243 held, 9 idle for a year.';
    assert.deepEqual(over('networkAnalystN', source, { facts: known })?.[2], seats);
    assert.deepEqual(over('networkAnalystN', source, { facts: known, itemId: itemId('pro1') })?.[2], seats);
    assert.deepEqual(
      over('networkAnalystN', source, { facts: known, itemId: itemId('x') })?.[2],
      'Riverbend has none of it.',
    );
    assert.deepEqual(over('ana.keller', source, { facts: known }), undefined);
    assert.deepEqual(over('desktopAdvN', roster, { name: 'a.csv' })?.[0], 'ArcGIS Pro Advanced');
    assert.deepEqual(over('3DAnalystN', roster, { name: 'a.csv' })?.[0], '3D Analyst');
    const named = text([{ ...assignments, listing: 'ArcGIS Pro' }]);
    assert.deepEqual(
      over('networkAnalystN', named, { facts: enterprise })?.at(-1),
      'ArcGIS Pro on Riverbend: 5 seats, 0 held, 0 idle for a year.',
    );
  });

  it('portal license files: user types, apps, extensions, bundles, capabilities and what apps consist of', () => {
    const source = text({
      MyEsri: {
        definitions: { userTypes: [{ id: 'storytellerUT' }] },
        provision: {
          userTypes: [{ id: 'creatorUT' }, { id: 'editorUT' }],
          apps: [
            {
              id: 'arcgisprodesktop',
              entitlements: [
                { apiName: 'desktopStdN', num: 1 },
                { apiName: 'strange', num: 1 },
              ],
            },
          ],
          extensions: [{ id: 'advediting' }],
          appBundles: [{ appBundleItemId: '99d7956c7e824ff4ab27422e2a26c2b7' }],
          portalCapabilities: [{ id: 'ips' }],
        },
      },
    });
    const on = { facts: enterprise };
    assert.deepEqual(over('creatorUT', source), ['Creator', 'User type.']);
    assert.deepEqual(over('creatorUT', source, on), [
      'Creator',
      'User type.',
      'Riverbend: 60 seats, 45 members.',
    ]);
    assert.deepEqual(over('editorUT', source, on), ['Contributor', 'User type.']);
    assert.deepEqual(over('storytellerUT', source, on)?.at(-1), 'Riverbend has none of it.');
    assert.deepEqual(over('arcgisprodesktop', source, on), [
      'ArcGIS Pro',
      'App.',
      'ArcGIS Pro on Riverbend: 49 seats, 12 held, 0 idle for a year.',
    ]);
    assert.deepEqual(
      over('advediting', source, on)?.at(-1),
      'Advanced Editing on Riverbend: 10 seats, 0 held, 0 idle for a year.',
    );
    assert.deepEqual(over('99d7956c7e824ff4ab27422e2a26c2b7', source), [
      'Essential Apps bundle',
      'App bundle.',
    ]);
    assert.deepEqual(over('ips', source, on), [
      'Indoor Positioning System',
      'Portal capability: licensed or not, without seats.',
      'Riverbend has none of it.',
    ]);
    assert.deepEqual(over('desktopStdN', source, on), [
      'ArcGIS Pro Standard',
      'License level of ArcGIS Pro.',
      'ArcGIS Pro on Riverbend: 20 seats, 12 held, 0 idle for a year.',
    ]);
    assert.deepEqual(over('strange', source)?.slice(0, 2), ['strange', 'Entitlement of ArcGIS Pro.']);
  });

  it('nothing over other places, other files and offsets outside', () => {
    const source = text(part());
    for (const word of ['maxUsers', '27000', '01-Jul-2026', 'lm1.riverbend', 'orgEntitlements'])
      assert.equal(over(word, source, { facts: known }), undefined, word);
    assert.equal(over('"signature"', source), undefined);
    assert.equal(over('creatorUT', '{"id": "creatorUT"}', { name: 'x.json' }), undefined);
    for (const at of [-1, source.length, source.length + 5])
      assert.equal(hoverAt({ name: 'entitlements.json', text: source, now, timeZone: 'UTC' }, at), undefined);
  });
});
