// What a simulation comes to is the same on the page and in the report that is saved, and says no more than is known.
import assert from 'node:assert/strict';
import { entitlement } from '../../../../src/core/ids';
import { readingsThatDiffer } from '../../../../src/core/timeline/readings';
import { reductions } from '../../../../src/core/timeline/reductions';
import { simulate } from '../../../../src/core/timeline/simulate';
import type { SimulationInput } from '../../../../src/core/timeline/simulationInput';
import { timelineMarkdown } from '../../../../src/core/timeline/timelineMarkdown';
import { verdictOf } from '../../../../src/core/timeline/verdict';
import { simulationData } from '../../../../src/ui/simulation/simulationModel';
import { entitlementsFile, legacy, listing, part, pro } from './smallPortal';

const july2027 = Date.UTC(2027, 6, 1);

/** The verdict on the page, and in the report without the escapes of Markdown. */
function told(input: SimulationInput): { readonly page: string; readonly report: string } {
  const timeline = simulate(input);
  const matter = { portalName: 'P', readAt: 0, others: readingsThatDiffer(input, timeline), language: 'en' };
  const { verdict, notices } = simulationData(timeline, matter);
  return {
    page: [verdict.text, ...notices.map(({ text }) => text)].join('\n'),
    report: timelineMarkdown({ timeline, ...matter, fileName: 'e.json' }).replace(/\\(.)/g, '$1'),
  };
}

const withoutHolders = ({ holders, ...input }: SimulationInput): SimulationInput => {
  assert.ok(holders !== undefined);
  return { ...input, unread: [{ what: 'holders', why: 'ArcGIS Pro: HTTP 502' }] };
};

describe('timeline: what it comes to', () => {
  it('is that no shortage is known, and not that there is none, where nobody knows who holds what', () => {
    const input = withoutHolders({ ...legacy, listings: [{ ...listing, maxUsers: 1 }] });
    assert.equal(verdictOf(simulate(input)).kind, 'notKnown');
    for (const text of Object.values(told(input))) {
      assert.match(
        text,
        /No shortage is known, and no later date is known\. Who holds these is not known: ArcGIS Pro: members\. Not everything could be known/,
      );
      assert.doesNotMatch(text, /Nothing falls short|seats suffice/);
    }
  });

  it('is that there is none where all is known, up to the last date', () => {
    const file = entitlementsFile([
      part('01-Jan-2026', '{"networkAnalystN":{"num":4}}'),
      part('01-Jul-2027', '{"networkAnalystN":{"num":5}}'),
    ]);
    const input = { ...legacy, file };
    assert.equal(verdictOf(simulate(input)).kind, 'none');
    assert.match(
      told(input).page,
      /No shortage: seats suffice at every date up to the last one known, 2027-07-01/,
    );
    assert.match(
      told(input).report,
      /No shortage: seats suffice at every date up to the last one known, 2027-07-01/,
    );
  });

  it('says beside what is too many already of what nothing is known', () => {
    const other = { ...listing, itemId: 'other' as typeof pro, title: 'Other' };
    const input = {
      ...legacy,
      listings: [{ ...listing, pools: [{ key: entitlement('networkAnalystN'), num: 1 }] }, other],
    };
    assert.equal(verdictOf(simulate(input)).kind, 'already');
    for (const text of Object.values(told(input)))
      assert.match(text, /already.*Who holds these is not known: Other: members\./);
  });

  it('is of another reading not that nothing gets worse, where the portal’s own gets worse', () => {
    const file = entitlementsFile([
      part('01-Jan-2026', '{"networkAnalystN":{"num":4}}'),
      part('01-Jan-2027', '{"spatialAnalystN":{"num":4}}'),
    ]);
    const ending = { ...listing, itemId: 'other' as typeof pro, title: 'Other', endsAt: july2027 };
    const holders = { ...legacy.holders, other: legacy.holders?.[pro] ?? { items: [] } };
    const input = { ...legacy, listings: [listing, ending], holders, file };
    for (const text of Object.values(told(input))) {
      assert.match(
        text,
        /If this portal merges the parts that are in effect: the file makes nothing worse than it is without the file\./,
      );
      assert.doesNotMatch(text, /nothing gets worse/);
    }
  });

  it('counts one seat and one member as one', () => {
    const holders = (names: readonly string[]) => ({
      [pro]: { items: (legacy.holders?.[pro]?.items ?? []).filter(one => names.includes(one.username)) },
    });
    for (const [names, before, after] of [
      [['a', 'b', 'c'], 4, 1],
      [['a', 'b'], 2, 1],
      [['a'], 1, 0],
      [['a', 'b'], 1, 1],
      [['a', 'b', 'c'], 4, 2],
    ] as const) {
      const file = entitlementsFile([part('01-Jan-2026', `{"networkAnalystN":{"num":${after}}}`)]);
      const input = {
        ...legacy,
        listings: [{ ...listing, pools: [{ key: entitlement('networkAnalystN'), num: before }] }],
        holders: holders(names),
        file,
      };
      const timeline = simulate(input);
      assert.ok(timeline.shortages.length > 0);
      const page = JSON.stringify(
        simulationData(timeline, { portalName: 'P', readAt: 0, others: [], language: 'en' }),
      );
      const report = timelineMarkdown({ timeline, portalName: 'P', reductions: reductions(timeline) });
      for (const text of [page, report])
        assert.doesNotMatch(
          text,
          /\b1 (?:seats|members)\b|\b1 are\b|are 1\b/,
          JSON.stringify([names, before, after]),
        );
      if (after === 1) assert.match(page, /\b1 seat\b/);
    }
  });
});
