import assert from 'node:assert/strict';
import { userTypeId } from '../../../../src/core/ids';
import { simulate } from '../../../../src/core/timeline/simulate';
import { reductionOffer } from '../../../../src/ui/simulation/reductionOffer';
import { entitlementsFile, holders, input, july, now, portalInput, pro } from './fixture';

const part = (date: string, network: number): object => ({
  orgEntitlements: {
    maxUsers: 10,
    startDateStr: date,
    entitlements: { desktopAdvN: { num: 10, license: 'x' }, networkAnalystN: { num: network, license: 'x' } },
  },
  signature: 'x',
});

describe('the reductions that are offered', () => {
  it('take the idle and nothing else of them, and leave offline members alone', () => {
    const offer = reductionOffer(simulate(input), 'en');
    assert.deepEqual(
      offer?.choices.map(({ reductions }) => reductions.changes),
      [
        ['never', 'old'].map(username => ({
          itemId: pro.itemId,
          username,
          mode: 'remove',
          entitlements: ['networkAnalystN'],
        })),
      ],
    );
    assert.match(
      offer.text,
      /^2 members give back seats of these, the longest idle first: ArcGIS Pro: Network Analyst\. Fewer members would not be enough\. Nobody loses anything else\. Offline members are left alone\.$/,
    );
  });

  it('say that extensions go with the last level of ArcGIS Pro, and not that nothing else is lost', () => {
    const levels = { desktopAdvN: { num: 4, license: 'x' }, networkAnalystN: { num: 9, license: 'x' } };
    const file = entitlementsFile([
      {
        orgEntitlements: { maxUsers: 10, startDateStr: '01-Jul-2026', entitlements: levels },
        signature: 'x',
      },
    ]);
    const offer = reductionOffer(simulate({ ...input, file }), 'en');
    assert.deepEqual(
      offer?.choices.map(({ reductions }) => reductions.changes.map(one => one.entitlements)),
      [Array.from({ length: 2 }, () => ['desktopAdvN', 'networkAnalystN'])],
    );
    assert.match(offer.text, /last level of ArcGIS Pro gives back its extensions with it/);
    assert.doesNotMatch(offer.text, /loses anything else/);
    assert.match(reductionOffer(simulate(input), 'en')?.text ?? '', /Nobody loses anything else\./);
  });

  it('are a choice where more falls short later', () => {
    const file = entitlementsFile([part('01-Jul-2026', 5), part('01-Jul-2027', 4), part('01-Jul-2028', 2)]);
    const offer = reductionOffer(simulate({ ...input, file }), 'en');
    assert.deepEqual(
      offer?.choices.map(({ label, reductions }) => [label, reductions.members.length]),
      [
        ['The first shortage', 1],
        ['All shortages', 3],
      ],
    );
  });

  /** Network Analyst is left out of the second part, or has no seats in it; the product goes on, or ends a year later. */
  const dropped = (entitlements: Readonly<Record<string, number>>, ends: boolean) =>
    entitlementsFile([
      part('01-Jul-2026', 5),
      ...[['01-Jul-2027', 10, entitlements] as const, ...(ends ? [['01-Jul-2028', 0, {}] as const] : [])].map(
        ([startDateStr, maxUsers, nums]) => ({
          orgEntitlements: {
            maxUsers,
            startDateStr,
            entitlements: Object.fromEntries(
              Object.entries(nums).map(([key, num]) => [key, { num, license: 'x' }]),
            ),
          },
          signature: 'x',
        }),
      ),
    ]);

  for (const [name, nums] of [
    ['leaves out', { desktopAdvN: 10 }],
    ['has no seats of', { desktopAdvN: 10, networkAnalystN: 0 }],
  ] as const)
    it(`are there for one right that a file ${name} while the product goes on`, () => {
      const timeline = simulate({ ...input, file: dropped(nums, false) });
      const offer = reductionOffer(timeline, 'en');
      // Five hold it; one of them is offline.
      assert.deepEqual(
        offer?.choices.map(({ reductions }) =>
          reductions.changes.map(one => ('username' in one ? one.username : '')),
        ),
        [['never', 'old', 'new1', 'new2']],
      );
      assert.doesNotMatch(offer.text, /renewal/);
    });

  it('are there for that right too where the product ends later, which alone is left to a renewal', () => {
    const offer = reductionOffer(simulate({ ...input, file: dropped({ desktopAdvN: 10 }, true) }), 'en');
    assert.deepEqual(
      offer?.choices.map(({ reductions }) => reductions.members.length),
      [4],
    );
    assert.match(offer.text, /the longest idle first: ArcGIS Pro: Network Analyst\..*only a renewal helps/);
  });

  it('are none for what ends altogether, which is said, and none where nothing falls short', () => {
    const ending = { ...pro, endsAt: july };
    const offer = reductionOffer(simulate({ ...portalInput, listings: [ending] }), 'en');
    assert.deepEqual(offer?.choices, []);
    assert.match(offer.text, /^No plan of reductions is offered\. What ends .* only a renewal helps\.$/);
    const few = { ...input, holders: { pro: { items: holders.slice(0, 2) } } };
    assert.equal(reductionOffer(simulate(few), 'en'), undefined);
  });

  it('say when too few can be reduced', () => {
    const offline = holders.map(one => (one.username === 'never' ? one : { ...one, offline: true }));
    const offer = reductionOffer(simulate({ ...input, holders: { pro: { items: offline } } }), 'en');
    assert.match(
      offer?.text ?? '',
      /^1 member gives back seats of these: ArcGIS Pro: Network Analyst\. Fewer members would give back less\./,
    );
    assert.match(
      offer?.text ?? '',
      /Too few can be reduced, so that seats stay too many: ArcGIS Pro: Network Analyst \(1\)/,
    );
  });

  it('are none where only user types or offline members are too many, and say so', () => {
    const type = { id: userTypeId('creatorUT'), name: 'Creator', current: 3 };
    const license = { appBundles: [], apps: [], extensions: [], capabilities: [] };
    const offer = reductionOffer(
      simulate({
        portalKind: 'enterprise',
        now,
        timeZone: 'UTC',
        listings: [],
        futureLicense: [],
        license: { ...license, userTypes: [{ ...type, maximum: 5 }] },
        file: {
          kind: 'license',
          content: { ...license, version: '11.4', userTypes: [{ id: type.id, maximum: 2 }] },
        },
        members: { items: [] },
      }),
      'en',
    );
    assert.deepEqual(offer?.choices, []);
    assert.match(
      offer.text,
      /^No plan of reductions is offered\. By hand, as no plan does it, in the portal under Organization > Members: give another user type to members of “Creator” \(1\)\. The lists of the shortages name the members\.$/,
    );
    const away = holders.map(one => ({ ...one, offline: true }));
    const stuck = reductionOffer(simulate({ ...input, holders: { pro: { items: away } } }), 'en');
    assert.deepEqual(stuck?.choices, []);
    assert.match(stuck.text, /Too few can be reduced.*ArcGIS Pro: Network Analyst \(2\)/);
  });
});
