import assert from 'node:assert/strict';
import { simulate } from '../../../../src/core/timeline/simulate';
import { reductionOffer } from '../../../../src/ui/simulation/reductionOffer';
import { entitlementsFile, holders, input, july, portalInput, pro } from './fixture';

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
      /^2 members give back .* For: ArcGIS Pro: Network Analyst\. No smaller set is enough\. Offline members are left alone\.$/,
    );
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

  it('are none for what ends altogether, and none where nothing falls short', () => {
    const ending = { ...pro, endsAt: july };
    assert.equal(reductionOffer(simulate({ ...portalInput, listings: [ending] }), 'en'), undefined);
    const few = { ...input, holders: { pro: { items: holders.slice(0, 2) } } };
    assert.equal(reductionOffer(simulate(few), 'en'), undefined);
  });

  it('say when too few can be reduced', () => {
    const offline = holders.map(one => (one.username === 'never' ? one : { ...one, offline: true }));
    const offer = reductionOffer(simulate({ ...input, holders: { pro: { items: offline } } }), 'en');
    assert.match(offer?.text ?? '', /^1 member gives back/);
    assert.match(
      offer?.text ?? '',
      /Too few can be reduced, so that seats stay too many: ArcGIS Pro: Network Analyst \(1\)/,
    );
  });
});
