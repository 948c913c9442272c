import assert from 'node:assert/strict';
import type { PortalFacts } from '../../../../../src/core/files/lint/lintTypes';
import { entitlement } from '../../../../../src/core/ids';
import { layouts, part, secret, text } from '../sampleFiles';
import { facts, fixed, holders, linted, pro, problemsOf } from './lintSample';

/** One part with another license manager. */
const managed = (
  hostname: unknown,
  port: unknown = 27000,
  date = '01-Jul-2026',
): Record<string, unknown> => ({ ...part({ date }), licenseManagerInfo: { hostname, port } });
const nestedManager = (hostname: string, port: number): Record<string, unknown> => {
  const one = part({ nested: true });
  return {
    orgEntitlements: { ...(one['orgEntitlements'] as object), licenseManagerInfo: { hostname, port } },
  };
};
const seats = (list: Record<string, number>, date = '01-Jul-2026', maxUsers = 25): Record<string, unknown> =>
  part({ seats: list, date, maxUsers });
const held = (...list: Parameters<typeof holders>): PortalFacts => ({
  ...facts,
  holders: { pro1: { items: holders(...list) } },
});

describe('entitlements files, checked alone', () => {
  for (const [layout, value] of Object.entries(layouts)) {
    it(`nothing is wrong with a valid file: ${layout}`, () => assert.deepEqual(linted(value), []));
    it(`nor against a portal that has the same: ${layout}`, () => {
      assert.deepEqual(linted(value, { facts: held(5, ['desktopStdN', 'networkAnalystN']) }), []);
    });
  }

  it('the example of the documentation has dates that disagree, which is information', () => {
    const odd = { appId: 'arcgisprodesktop', ...part({ date: '10-Sep-2015', startDate: 21_432_374_576 }) };
    assert.deepEqual(linted(odd), ['information lint.datesDisagree «21432374576»']);
    assert.deepEqual(linted(part({ date: '10-Sep-2015', startDate: 0 })), [], '0 is never compared');
    const late = part({ date: '01-Jul-2026', startDate: Date.UTC(2026, 6, 1, 23, 59) });
    assert.deepEqual(linted(late), [], 'the same day is the same date');
  });

  it('a misspelt entitlement is told with what it is near to; a new one is not', () => {
    const source = text(seats({ desktopStdN: 1, networkAnalistN: 2, brandNewN: 3 }));
    assert.deepEqual(linted(source), ['warning lint.unknownFeatureNear «"networkAnalistN"»']);
    assert.match(problemsOf(source)[0]?.message ?? '', /networkAnalistN.*Did you mean networkAnalystN/);
    assert.deepEqual(
      linted(seats({ DESKTOPSTDN: 1, drone2map: 2 })),
      [],
      'case and other products are no fault',
    );
  });

  it('dates: not readable, out of order, twice, past, the end', () => {
    assert.deepEqual(linted(part({ date: '2026-07-01' })), ['warning lint.dateUnreadable «"2026-07-01"»']);
    assert.deepEqual(linted(part({ date: '31-Feb-2027' })), ['warning lint.dateUnreadable «"31-Feb-2027"»']);
    assert.deepEqual(linted([part({ date: '01-Jul-2027' }), part({ date: '01-Jul-2026' })]), [
      'warning lint.partsOutOfOrder «"01-Jul-2026"»',
    ]);
    assert.deepEqual(linted([part(), part({ date: '01-Jul-2027' }), part({ date: '01-jul-2027' })]), [
      'warning lint.partsOverlap «"01-jul-2027"»',
    ]);
    assert.deepEqual(linted([part({ date: '01-Jul-2025' }), part(), part({ date: '01-Jul-2027' })]), [
      'information lint.partPast «"01-Jul-2025"»',
    ]);
    const sameDay = ['warning lint.partsOverlap «"01-Jul-2026"»'];
    assert.deepEqual(linted([part(), part()]), sameDay, 'on the same day neither is past');
    const zero = part({ date: '01-Jul-2028', maxUsers: 0, seats: { desktopStdN: 0 } });
    assert.deepEqual(linted([part(), zero]), ['information lint.zeroPart «"01-Jul-2028"»']);
    const undated = {
      ...zero,
      orgEntitlements: { maxUsers: 0, entitlements: { desktopStdN: { num: 0, license: 'x' } } },
    };
    assert.deepEqual(linted([part(), undated]), ['information lint.zeroPartUndated «"orgEntitlements"»']);
    assert.deepEqual(linted([undated]), ['warning lint.zeroPartNow «"orgEntitlements"»']);
    assert.deepEqual(linted(part({ maxUsers: 0, seats: { desktopStdN: 1 } })), [], 'seats are left');
  });

  it('every message about what is signed says to get a new file', () => {
    const zero = part({ date: '01-Jul-2028', maxUsers: 0, seats: { desktopStdN: 0 } });
    const undated = {
      ...zero,
      orgEntitlements: { maxUsers: 0, entitlements: { desktopStdN: { num: 0, license: 'x' } } },
    };
    const org = (more: object): Record<string, unknown> => ({
      ...part(),
      orgEntitlements: { ...(part()['orgEntitlements'] as object), ...more },
    });
    const faulty: readonly unknown[] = [
      seats({ desktopStdM: 1 }),
      seats({ lumberToolN: 1, desktopStdN: 20 }),
      seats({ desktopStdN: -1 }),
      part({ date: '10-Sep-2015', startDate: 21_432_374_576, maxUsers: 1 }),
      part({ date: 'soon' }),
      [part({ date: '01-Jul-2025' }), part(), part(), part({ date: '01-Jan-2024' })],
      [part(), zero, undated],
      [undated],
      part({ date: '01-Jul-2025', maxUsers: 0, seats: { desktopStdN: 0 } }),
      [part({ date: '01-Jul-2027' })],
      { appId: 'arcgisprodesktop', a: [part()], b: [part()] },
      org({ licenseManagerInfo: { hostname: 'lm1', port: 0 } }),
      org({ maxUsers: 'x', entitlements: [] }),
      { ...part(), orgEntitlements: { startDateStr: '01-Jul-2026', entitlements: {} } },
      {
        orgEntitlements: {
          maxUsers: 5,
          startDateStr: '01-Jul-2026',
          entitlements: { desktopStdN: { num: 1 } },
        },
      },
    ];
    const holding = { pro1: { items: holders(12, ['desktopStdN']) } };
    const told = faulty.flatMap(value => problemsOf(text(value), { facts: { ...facts, holders: holding } }));
    assert.deepEqual(
      told.filter(one => !/get a new file/.test(one.message)).map(one => one.message),
      [],
    );
    const codes = new Set<string>(told.map(one => one.code));
    for (const code of [
      'lint.unknownFeature',
      'lint.unknownFeatureNear',
      'lint.featureDropped',
      'lint.numBelowHeld',
      'lint.usersBelowHeld',
      'lint.datesDisagree',
      'lint.dateUnreadable',
      'lint.partsOutOfOrder',
      'lint.partsOverlap',
      'lint.partPast',
      'lint.zeroPart',
      'lint.zeroPartUndated',
      'lint.zeroPartHeld',
      'lint.partStartsLater',
      'lint.partsNotRead',
      'lint.maximumUnreadable',
      'lint.maximumMissing',
      'lint.hostNotQualified',
      'lint.hostsDiffer',
      'lint.portRange',
      'entitlements.num',
      'entitlements.noFeatures',
      'entitlements.noLicense',
      'entitlements.noSignature',
    ])
      assert.ok(codes.has(code), code);
  });

  it('a start date of 0 is never compared: the text decides when a part starts', () => {
    assert.deepEqual(linted([part({ startDate: 0 }), part({ date: '01-Jul-2027', startDate: 0 })]), []);
    assert.deepEqual(
      linted([part({ date: '01-Jul-2025', startDate: 0 }), part({ startDate: 0 })]),
      ['information lint.partPast «"01-Jul-2025"»'],
      'by their texts the second has replaced the first',
    );
  });

  it('an id of another product, written or chosen', () => {
    const wrong = { appId: 'drone2map', ...part() };
    assert.deepEqual(linted(wrong, { facts }), ['warning lint.wrongAppId «"drone2map"»']);
    assert.match(fixed(text(wrong), 'lint.wrongAppId') ?? '', /"appId": "arcgisprodesktop"/);
    assert.deepEqual(linted(part(), { appId: 'navigator' }), ['warning lint.wrongAppId «"orgEntitlements"»']);
    assert.equal(fixed(text(part()), 'lint.wrongAppId', { appId: 'navigator' }), undefined);
    assert.deepEqual(linted(seats({ brandNewN: 1 }), { appId: 'navigator' }), [], 'no entitlement tells');
    const mixed = { appId: 'drone2map', ...seats({ drone2map: 1, desktopStdN: 1 }) };
    assert.deepEqual(linted(mixed), [], 'one of its own is enough');
    const proto = seats({ constructor: 1, toString: 2 });
    assert.deepEqual(linted(proto), []);
  });
});

describe('the license manager of an entitlements file', () => {
  it('host names without a domain', () => {
    assert.deepEqual(linted(managed('lm1')), ['warning lint.hostNotQualified «"lm1"»']);
    assert.deepEqual(linted(managed('localhost')), ['warning lint.hostNotQualified «"localhost"»']);
    assert.deepEqual(linted(managed('lm1.riverbend.example, lm2')), [
      'warning lint.hostNotQualified «"lm1.riverbend.example, lm2"»',
    ]);
    for (const fine of ['10.1.2.3', 'fe80::1', 'lm1.riverbend.example.', 'a.b,c.d'])
      assert.deepEqual(linted(managed(fine)), [], fine);
  });

  it("are repaired from the file's own full name, then from the portal's domain", () => {
    const both = text([managed('LM1.other.example'), managed('lm1', 27000, '01-Jul-2027')]);
    assert.match(
      fixed(both, 'lint.hostNotQualified', { facts }) ?? '',
      /"LM1\.other\.example".*"LM1\.other\.example"/s,
    );
    const one = text(managed('lm1, lm2'));
    const repaired = fixed(one, 'lint.hostNotQualified', { facts }) ?? '';
    assert.match(repaired, /"hostname": "lm1\.riverbend\.example, lm2\.riverbend\.example"/);
    assert.deepEqual(linted(repaired), []);
    assert.equal(fixed(one, 'lint.hostNotQualified'), undefined, 'no domain is known');
    assert.equal(fixed(text(managed('localhost')), 'lint.hostNotQualified', { facts }), undefined);
    const bare = { ...facts, portalUrl: 'https://portal.example' };
    assert.match(fixed(one, 'lint.hostNotQualified', { facts: bare }) ?? '', /lm1\.portal\.example/);
    const address = { ...facts, portalUrl: 'http://127.0.0.1:7443/portal' };
    assert.equal(fixed(one, 'lint.hostNotQualified', { facts: address }), undefined);
  });

  it("the portal's domain is a guess that keeps the name that is registered", () => {
    const one = text(managed('lm1'));
    const written = (portalUrl: string): unknown => {
      const found = problemsOf(one, { facts: { ...facts, portalUrl } });
      const fix = found.find(({ code }) => code === 'lint.hostNotQualified')?.fixes?.[0];
      assert.equal(fix?.isGuess, fix === undefined ? undefined : true);
      return fix?.edits[0]?.newText;
    };
    for (const [portal, host] of [
      ['council.gov.uk', 'lm1.council.gov.uk'],
      ['gis.council.gov.uk', 'lm1.council.gov.uk'],
      ['city.com.au', 'lm1.city.com.au'],
      ['firm.co.uk', 'lm1.firm.co.uk'],
      ['ministry.gouv.fr', 'lm1.ministry.gouv.fr'],
      ['gis.riverbend.example', 'lm1.riverbend.example'],
      ['gis.city.de', 'lm1.city.de'],
      ['riverbend.example', 'lm1.riverbend.example'],
      ['maps.gis.riverbend.example', 'lm1.gis.riverbend.example'],
    ])
      assert.equal(written(`https://${portal ?? ''}/portal`), `"${host ?? ''}"`, portal);
    assert.equal(written('https://riverbend.westeurope.cloudapp.azure.com/portal'), undefined);
    const own = problemsOf(text([managed('lm1'), managed('lm1.a.example', 27000, '01-Jul-2027')]));
    assert.equal(own[0]?.fixes?.[0]?.isGuess, undefined, "the file's own name is none");
  });

  it('what is no host name is told, and nothing of it is written', () => {
    for (const bad of ['', null, 123, secret]) {
      const source = text(managed(bad));
      const found = problemsOf(source, { facts });
      assert.deepEqual(
        found.map(({ code, fixes, offset, length }) => [code, fixes, source.slice(offset, offset + length)]),
        [['lint.hostUnreadable', undefined, JSON.stringify(bad)]],
      );
      assert.doesNotMatch(found[0]?.message ?? '', /SIGN|characters/);
    }
    assert.deepEqual(linted({ ...part(), licenseManagerInfo: {} }), ['warning lint.hostUnreadable «{»']);
    assert.deepEqual(linted(managed('lm_1')), ['warning lint.hostNotQualified «"lm_1"»']);
    assert.deepEqual(linted(managed(`${'long'.repeat(15)}.a.example`)), [], 'DNS has longer labels');
  });

  it('a port that is left out is told, and written', () => {
    const source = text({ ...part(), licenseManagerInfo: { hostname: 'lm1.a.example' } });
    assert.deepEqual(linted(source), ['warning lint.portMissing «"hostname"»']);
    const repaired = fixed(source, 'lint.portMissing') ?? '';
    assert.deepEqual(linted(repaired), []);
    assert.match(repaired, /"hostname": "lm1\.a\.example", "port": 27000/);
  });

  it('semicolons between host names become commas', () => {
    const source = text(managed('a.example;b.example'));
    assert.deepEqual(linted(source), ['warning lint.hostBlank «"a.example;b.example"»']);
    assert.match(fixed(source, 'lint.hostBlank') ?? '', /"a\.example,b\.example"/);
  });

  it('host names that differ take the first', () => {
    const source = text([
      managed('lm1.a.example,lm2.a.example'),
      managed('LM2.a.example, lm1.a.example', 27000, '01-Jul-2027'),
      managed('lm3.a.example', 27000, '01-Jul-2028'),
    ]);
    assert.deepEqual(linted(source), ['warning lint.hostsDiffer «"lm3.a.example"»']);
    assert.deepEqual(linted(fixed(source, 'lint.hostsDiffer') ?? ''), []);
    const short = text([managed('lm1'), managed('lm1.a.example', 27000, '01-Jul-2027')]);
    assert.equal(fixed(short, 'lint.hostsDiffer'), undefined, 'the first part is the one to repair');
    assert.deepEqual(linted(fixed(short, 'lint.hostNotQualified') ?? ''), []);
  });

  it('host names that differ get no fix that writes a short name into another part', () => {
    const source = text([managed('licold'), managed('lic2.riverbend.example', 27000, '01-Jul-2027')]);
    assert.deepEqual(linted(source), [
      'warning lint.hostNotQualified «"licold"»',
      'warning lint.hostsDiffer «"lic2.riverbend.example"»',
    ]);
    assert.equal(fixed(source, 'lint.hostsDiffer'), undefined);
    assert.match(fixed(source, 'lint.hostsDiffer', { facts }) ?? '', /"licold\.riverbend\.example"/);
  });

  it('ports out of range become 27000', () => {
    for (const bad of [0, 65_536, -1, 1.5, '27000', null]) {
      const source = text(managed('lm1.a.example', bad));
      assert.deepEqual(linted(source), [`error lint.portRange «${JSON.stringify(bad)}»`]);
      assert.deepEqual(linted(fixed(source, 'lint.portRange') ?? ''), []);
    }
    for (const fine of [1, 65_535]) assert.deepEqual(linted(managed('lm1.a.example', fine)), []);
  });

  it('nothing inside the signed part is repaired: a new file is needed', () => {
    const source = text([nestedManager('lm1', 0), managed('lm2.a.example', 27000, '01-Jul-2027')]);
    const found = problemsOf(source, { facts });
    assert.deepEqual(
      found.map(one => [one.code, one.fixes === undefined]),
      [
        ['lint.hostNotQualified', true],
        ['lint.portRange', true],
        ['lint.hostsDiffer', false],
      ],
    );
    for (const one of found.slice(0, 2)) assert.match(one.message, /get a new file/);
    const signed = JSON.parse(source) as { orgEntitlements: unknown }[];
    for (const one of found.flatMap(problem => problem.fixes ?? [])) {
      const edit = one.edits[0];
      assert.ok(edit !== undefined);
      const after = source.slice(0, edit.offset) + edit.newText + source.slice(edit.offset + edit.length);
      const parts = JSON.parse(after) as { orgEntitlements: unknown }[];
      assert.deepEqual(
        parts.map(p => p.orgEntitlements),
        signed.map(p => p.orgEntitlements),
      );
    }
  });

  it('a license string in the wrong place is not shown', () => {
    for (const misplaced of [secret, 'A1b2C3d4'.repeat(8), 'FEATURE desktopStdN 12AB'])
      for (const one of problemsOf(text([managed('lm1.a.example'), managed(misplaced)])))
        assert.ok(!one.message.includes(misplaced), one.message);
  });
});

describe('entitlements files, checked against a portal', () => {
  it('entitlements that neither the listing nor the catalog has', () => {
    const source = text(seats({ desktopStdN: 20, networkAnalystN: 5, brandNewN: 3, desktpStdN: 1 }));
    assert.deepEqual(linted(source, { facts }), [
      'warning lint.unknownFeature «"brandNewN"»',
      'warning lint.unknownFeatureNear «"desktpStdN"»',
    ]);
    assert.match(problemsOf(source, { facts })[0]?.message ?? '', /ArcGIS Pro on Riverbend/);
    const known = {
      ...facts,
      listings: [{ ...pro, pools: [...pro.pools, { key: entitlement('brandNewN'), num: 0 }] }],
    };
    assert.deepEqual(
      linted(seats({ desktopStdN: 20, networkAnalystN: 5, BRANDNEWN: 3 }), { facts: known }),
      [],
    );
    assert.deepEqual(linted(source, { facts: { ...facts, listings: [] } }), [
      'warning lint.unknownFeatureNear «"desktpStdN"»',
    ]);
  });

  it('what the file drops, once, in the part from which it is gone', () => {
    const later = seats({ desktopStdN: 20 }, '01-Jul-2027');
    const source = text([
      seats({ desktopStdN: 20, networkAnalystN: 5 }),
      later,
      seats({ desktopStdN: 20 }, '01-Jul-2028'),
    ]);
    const found = problemsOf(source, { facts });
    assert.deepEqual(linted(source, { facts }), ['warning lint.featureDropped «"entitlements"»']);
    const second = source.indexOf('"entitlements"', source.indexOf('01-Jul-2027'));
    assert.equal(found[0]?.offset, second);
    assert.match(found[0].message, /networkAnalystN/);
    const old = seats({ desktopStdN: 20 }, '01-Jul-2025');
    const [full, end] = [part(), part({ date: '01-Jul-2028', maxUsers: 0, seats: {} })];
    assert.deepEqual(linted([old, full, end], { facts }), [
      'information lint.partPast «"01-Jul-2025"»',
      'information lint.zeroPart «"01-Jul-2028"»',
    ]);
  });

  it('seats and members below those held, in parts that still count', () => {
    const below = held(21, ['desktopStdN'], 3);
    assert.deepEqual(linted(part({ maxUsers: 20 }), { facts: below }), [
      'warning lint.usersBelowHeld «20»',
      'warning lint.numBelowHeld «20»',
    ]);
    assert.deepEqual(linted(part({ seats: { desktopStdN: 21, networkAnalystN: 0 } }), { facts: below }), []);
    const zero = part({ date: '01-Jul-2028', maxUsers: 0, seats: { desktopStdN: 0 } });
    assert.deepEqual(
      linted(
        [part({ date: '01-Jul-2025' }), part({ seats: { desktopStdN: 30, networkAnalystN: 5 } }), zero],
        { facts: below },
      ),
      ['information lint.partPast «"01-Jul-2025"»', 'information lint.zeroPart «"01-Jul-2028"»'],
    );
    const cut = {
      ...below,
      holders: {
        pro1: { items: holders(21, ['DESKTOPSTDN']), partial: { kind: 'portalLimit', limit: 21 } as const },
      },
    };
    assert.match(
      problemsOf(text(part()), { facts: cut })[0]?.message ?? '',
      /at least 21 are held on Riverbend/,
    );
    assert.deepEqual(linted(part(), { facts }), [], 'nobody knows who holds it');
  });
});
