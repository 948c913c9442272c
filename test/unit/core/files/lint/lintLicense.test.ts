import assert from 'node:assert/strict';
import { itemId } from '../../../../../src/core/ids';
import { licenseFile, text } from '../sampleFiles';
import { enterprise, holders, linted, now, problemsOf, without } from './lintSample';

const midnight = Date.UTC(2027, 6, 1);
const noon = midnight + 12 * 3_600_000;

interface Provision {
  readonly userTypes?: readonly unknown[];
  readonly apps?: readonly unknown[];
  readonly extensions?: readonly unknown[];
  readonly appBundles?: readonly unknown[];
}

/** A file that has all of the portal, but for what is given. */
const license = (more: Provision, without: readonly string[] = []): Record<string, unknown> => {
  const provision: Record<string, unknown> = {
    userTypes: [{ id: 'creatorUT', maxUsers: 60, expiration: noon }],
    apps: [{ id: 'arcgisprodesktop', maxUsers: 49, expiration: -1 }],
    extensions: [{ id: 'advediting', maxUsers: 10, expiration: -1 }],
    ...more,
  };
  return {
    MyEsri: {
      version: '11.4',
      provision: Object.fromEntries(Object.entries(provision).filter(([key]) => !without.includes(key))),
    },
    signature: 'x',
  };
};

describe('portal license files, checked alone', () => {
  it('an end that nobody names is information, an end of -1 is none', () => {
    assert.deepEqual(linted(licenseFile), ['information lint.expiryUnknown «"provision"»']);
    assert.deepEqual(linted(license({ userTypes: [{ id: 'creatorUT', maxUsers: 1, expiration: -1 }] })), []);
    const some = text(license({ userTypes: [{ id: 'creatorUT', maxUsers: 1 }] }));
    assert.deepEqual(linted(some), ['information lint.expiryPartlyUnknown «"provision"»']);
    assert.match(problemsOf(some)[0]?.message ?? '', /^1 of 3 entries of this file names no end/);
    assert.deepEqual(linted({ MyEsri: { version: '11' }, signature: 'x' }), [
      'warning license.noProvision «"MyEsri"»',
    ]);
  });

  it('midnight GMT is the evening before in the US, and the day itself in UTC (the zone case)', () => {
    const source = text(license({ apps: [{ id: 'arcgisprodesktop', maxUsers: 49, expiration: midnight }] }));
    const expected = [`warning lint.expiryDay «${midnight}»`];
    assert.deepEqual(linted(source, { timeZone: 'America/New_York' }), expected);
    assert.deepEqual(linted(source, { timeZone: 'UTC' }), []);
    assert.deepEqual(linted(source, { timeZone: 'Asia/Tokyo' }), []);
    const [alone] = problemsOf(source, { timeZone: 'America/New_York' });
    assert.match(
      alone?.message ?? '',
      /Ends 2027-07-01 00:00 UTC, which is 2027-06-30 20:00 in America\/New_York:/,
    );
    assert.match(alone?.message ?? '', /this computer/);
    const portals = { facts: enterprise, timeZone: 'UTC' };
    assert.deepEqual(linted(source, portals), expected);
    assert.match(problemsOf(source, portals)[0]?.message ?? '', /America\/Los_Angeles.*that of Riverbend/);
    const unset = { facts: { ...enterprise, isComputersZone: true as const }, timeZone: 'UTC' };
    assert.match(
      problemsOf(source, unset)[0]?.message ?? '',
      /this computer's time zone \(America\/Los_Angeles\), as none is set for Riverbend/,
    );
    const inUtc = { facts: { ...enterprise, timeZone: 'UTC' }, timeZone: 'America/New_York' };
    assert.deepEqual(linted(source, inUtc), []);
    assert.deepEqual(linted(source, { timeZone: 'Middle/Earth' }), [], 'a zone that nobody knows');
    const zoneless = { facts: { ...enterprise, timeZone: '' }, timeZone: 'America/New_York' };
    assert.match(problemsOf(source, zoneless)[0]?.message ?? '', /this computer/);
  });
});

describe('entries of a portal license file that end on another day', () => {
  it('are told once for each end, with how many more there are', () => {
    const ends = (...list: readonly number[]): unknown =>
      license({
        userTypes: list.map((expiration, index) => ({ id: `type${index}`, maxUsers: 1, expiration })),
      });
    const said = (...list: readonly number[]): readonly string[] =>
      problemsOf(text(ends(...list)), { timeZone: 'America/New_York' })
        .filter(one => one.code === 'lint.expiryDay')
        .map(one => one.message);
    const later = midnight + 86_400_000;
    const zone = 'The time zone is that of this computer, as no portal is chosen.';
    const other = 'in America/New_York: the licence ends on another day there than in UTC.';
    assert.deepEqual(said(midnight, later, midnight, midnight), [
      `Ends 2027-07-01 00:00 UTC, which is 2027-06-30 20:00 ${other} 2 more entries of this file end at the same time. ${zone}`,
      `Ends 2027-07-02 00:00 UTC, which is 2027-07-01 20:00 ${other} ${zone}`,
    ]);
    assert.match(said(midnight, midnight)[0] ?? '', /1 more entry of this file ends at the same time/);
  });
});

describe('portal license files, checked against a portal', () => {
  it('a file that has all of it is fine', () => {
    assert.deepEqual(linted(license({}), { facts: enterprise }), []);
  });

  it('maxima below the members of now', () => {
    const less = license({
      userTypes: [
        { id: 'creatorUT', maxUsers: 44, expiration: noon },
        { id: 'creatorut', maxUsers: 1, expiration: -1 },
      ],
      apps: [{ id: 'arcgisprodesktop', maxUsers: 11, expiration: -1 }],
      extensions: [{ id: 'advediting', maxUsers: 0, expiration: -1 }],
    });
    assert.deepEqual(linted(less, { facts: enterprise }), [
      'warning lint.maximumBelow «44»',
      'warning lint.maximumBelow «11»',
    ]);
    const [types] = problemsOf(text(less), { facts: enterprise });
    assert.match(types?.message ?? '', /Creator: the file has 44, and 45 members of Riverbend/);
    const equal = license({ userTypes: [{ id: 'creatorUT', maxUsers: 45, expiration: noon }] });
    assert.deepEqual(linted(equal, { facts: enterprise }), []);
    const replaced = license({
      userTypes: [
        { id: 'creatorUT', maxUsers: 1, startDate: now - 2, expiration: noon },
        { id: 'creatorUT', maxUsers: 60, startDate: now - 1, expiration: noon },
      ],
    });
    assert.deepEqual(linted(replaced, { facts: enterprise }), []);
    const source = text(replaced).replace('"maxUsers": 60', '"maxUsers": 44');
    assert.deepEqual(linted(source, { facts: enterprise }), ['warning lint.maximumBelow «44»']);
  });

  it('what is over is not compared with members, and what starts later is told with them', () => {
    const entry = { id: 'creatorUT', maxUsers: 44, startDate: now - 9, expiration: now - 1 };
    const over = license({ userTypes: [entry] });
    assert.deepEqual(linted(over, { facts: enterprise }), [`warning lint.ended «${now - 1}»`]);
    const later = { id: 'creatorUT', maxUsers: 60, startDate: midnight, expiration: -1 };
    const gap = text(license({ userTypes: [entry, later] }));
    assert.deepEqual(linted(gap, { facts: enterprise }), [
      `information lint.ended «${now - 1}»`,
      `warning lint.grantStartsLater «${midnight}»`,
    ]);
    assert.match(
      problemsOf(gap, { facts: enterprise })[1]?.message ?? '',
      /Creator: .*none before 2027-07-01 00:00 UTC, and 45 members of Riverbend/,
    );
    const going = license({ userTypes: [{ ...entry, maxUsers: 45, expiration: noon }, later] });
    assert.deepEqual(linted(going, { facts: enterprise }), []);
    const app = { id: 'arcgisprodesktop', maxUsers: 49, startDate: midnight, expiration: -1 };
    const apps = license({ apps: [app] });
    assert.deepEqual(linted(apps, { facts: enterprise }), [`warning lint.grantStartsLater «${midnight}»`]);
    const type = { id: 'creatorUT', maxUsers: 60, expiration: noon, apps: ['arcgisprodesktop'] };
    const included = license({ apps: [app], userTypes: [type] });
    assert.deepEqual(linted(included, { facts: enterprise }), [], 'the user type brings it until then');
    const nobody = license({
      extensions: [{ id: 'advediting', maxUsers: 9, startDate: midnight, expiration: -1 }],
    });
    assert.deepEqual(linted(nobody, { facts: enterprise }), [], 'nobody holds it');
  });

  it('seats of an entitlement below those held, with its numbers, and what an entry has none of', () => {
    const pro = (...entitlements: readonly unknown[]): string =>
      text(license({ apps: [{ id: 'arcgisprodesktop', maxUsers: 49, expiration: -1, entitlements }] }));
    const messages = (source: string): readonly string[] =>
      problemsOf(source, { facts: enterprise }).map(one => one.message);
    const [below] = messages(pro({ num: 7, apiName: 'desktopStdN' }));
    assert.match(below ?? '', /^desktopStdN of ArcGIS Pro: the file has 7, and 12 members of Riverbend/);
    const [lacks] = messages(pro({ num: 40, apiName: 'desktopAdvN' }));
    assert.match(lacks ?? '', /^ArcGIS Pro: members of Riverbend hold desktopStdN \(12\) now/);
    assert.deepEqual(messages(pro({ num: 12, apiName: 'desktopStdN' })), []);
  });

  it('user types, apps and extensions in use that the file lacks', () => {
    assert.deepEqual(
      linted(license({ userTypes: [{ id: 'viewerUT', maxUsers: 1, expiration: noon }] }), {
        facts: enterprise,
      }),
      ['warning lint.userTypeMissing «"userTypes"»'],
    );
    assert.deepEqual(linted(license({ apps: [] }), { facts: enterprise }), [
      'warning lint.appMissing «"apps"»',
    ]);
    assert.deepEqual(linted(license({}, ['apps']), { facts: enterprise }), [
      'warning lint.appMissing «"provision"»',
    ]);
    assert.deepEqual(linted(license({ extensions: [] }), { facts: enterprise }), [], 'nobody holds it');
    const byItem = license({ apps: [{ itemId: 'pro1', maxUsers: 49, expiration: -1 }] });
    assert.deepEqual(linted(byItem, { facts: enterprise }), [], 'an item id stands for the id');
    const included = license({
      apps: [],
      userTypes: [{ id: 'creatorUT', maxUsers: 60, expiration: noon, apps: ['arcgisprodesktop'] }],
    });
    assert.deepEqual(linted(included, { facts: enterprise }), []);
  });

  it('where the use is not known, that is said', () => {
    const unheld = without(enterprise, 'holders');
    assert.deepEqual(linted(license({ apps: [] }), { facts: unheld }), [
      'information lint.maybeMissing «"apps"»',
      'information lint.grantNotCompared «"extensions"»',
    ]);
    const cut = { items: [], partial: { kind: 'pageFailed', message: 'x' } as const };
    const unsure = { ...enterprise, holders: { pro1: cut, ext1: cut } };
    assert.deepEqual(linted(license({ apps: [] }), { facts: unsure }), [
      'information lint.maybeMissing «"apps"»',
      'information lint.grantNotCompared «"extensions"»',
    ]);
    const some = { pro1: { items: holders(3, ['x']), partial: cut.partial } };
    const [found] = problemsOf(text(license({ apps: [] })), { facts: { ...enterprise, holders: some } });
    assert.match(found?.message ?? '', /ArcGIS Pro \(arcgisprodesktop\).*at least 3 members of Riverbend/);
    const bundles = { ...enterprise.license, appBundles: [{ id: 'urbanSuiteAB', itemId: itemId('b1') }] };
    const bundled = {
      ...enterprise,
      license: { ...enterprise.license, ...bundles } as NonNullable<typeof enterprise.license>,
    };
    assert.deepEqual(linted(license({}), { facts: bundled }), [
      'information lint.maybeMissing «"provision"»',
    ]);
    const unread = without(enterprise, 'license', 'userTypes');
    assert.deepEqual(
      linted(license({ userTypes: [], apps: [{ id: 'x', maxUsers: 1, expiration: noon }] }), {
        facts: unread,
      }),
      [],
    );
  });

  it('an invalid zone of a connection is not told as a portal that is not chosen', () => {
    const value = license({ apps: [{ id: 'x', maxUsers: 1, expiration: Date.UTC(2027, 0, 1) }] });
    const odd = { ...without(enterprise, 'license', 'userTypes'), timeZone: 'Nowhere/Atlantis' };
    const [found] = problemsOf(text(value), { facts: odd, timeZone: 'America/New_York' });
    assert.equal(found?.code, 'lint.expiryDay');
    assert.match(found.message, /as Riverbend has none that is known/);
  });
});
