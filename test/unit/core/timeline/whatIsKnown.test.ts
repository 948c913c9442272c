// What a simulation says of what it was not told, and of what a file leaves open.
import assert from 'node:assert/strict';
import { entitlement } from '../../../../src/core/ids';
import { readingsThatDiffer } from '../../../../src/core/timeline/readings';
import { reductions } from '../../../../src/core/timeline/reductions';
import { simulate } from '../../../../src/core/timeline/simulate';
import type { SimulationInput } from '../../../../src/core/timeline/simulationInput';
import { timelineMarkdown } from '../../../../src/core/timeline/timelineMarkdown';
import { entitlementsFile, legacy, listing, now, part, pro } from './smallPortal';

const textsOf = (input: SimulationInput): string => JSON.stringify(simulate(input).unknowns);

describe('timeline: what is not known', () => {
  it('is told of queues that were not read, and of those alone', () => {
    const { queues, ...without } = legacy;
    assert.ok(queues !== undefined);
    assert.match(textsOf(without), /"queue".*queues are not known: parts that start later are missing/);
    assert.doesNotMatch(textsOf(legacy), /"queue"/);
  });

  it('is told of a list of holders that was cut, and the counts are lower bounds', () => {
    const cut: SimulationInput = {
      ...legacy,
      listings: [{ ...listing, maxUsers: 1 }],
      holders: { [pro]: { items: legacy.holders?.[pro]?.items ?? [], partial: { kind: 'paged' } } },
    };
    assert.match(
      textsOf(cut),
      /list of holders is not whole, and at least so many are held: ArcGIS Pro: members/,
    );
    const [shortage] = simulate(cut).shortages;
    assert.deepEqual([shortage?.held, shortage?.atLeast, shortage?.lockedOut.atLeast], [3, true, true]);
    assert.doesNotMatch(textsOf(legacy), /not whole/);
  });

  it('is told of a part without a date, which then never starts', () => {
    const dated = part('01-Jan-2026', '{"networkAnalystN":{"num":4}}');
    const undated = part('some day', '{"networkAnalystN":{"num":0}}');
    const file = entitlementsFile(`{"current":${dated},"queue":[${undated}]}`);
    assert.match(textsOf({ ...legacy, file }), /"date".*ArcGIS Pro: a part has no date that can be read/);
    assert.deepEqual(simulate({ ...legacy, file }).shortages, []);
    assert.doesNotMatch(textsOf({ ...legacy, file: entitlementsFile([dated]) }), /"date"/);
  });

  it('leaves the last of two seats that a part has under one name', () => {
    const file = entitlementsFile([
      part('01-Jan-2026', '{"networkAnalystN":{"num":9},"NetworkAnalystN":{"num":1}}'),
    ]);
    const [subject] = simulate({ ...legacy, file }).subjects.filter(one => one.kind === 'entitlement');
    assert.deepEqual(subject?.seats, [1]);
  });

  it('tries the number that says when a part starts, where the text says otherwise', () => {
    const startDate = now + 86_400_000;
    const file = entitlementsFile([
      part('01-Jan-2026', '{"networkAnalystN":{"num":4}}', { startDate: Date.UTC(2026, 0, 1) }),
      part('01-Jul-2025', '{"networkAnalystN":{"num":1}}', { startDate }),
    ]);
    assert.deepEqual(simulate({ ...legacy, file }).shortages, []);
    const other = readingsThatDiffer({ ...legacy, file }).find(one => one.what === 'partStart');
    assert.deepEqual(
      other?.timeline.shortages.map(one => [one.subject, one.at, one.by]),
      [['entitlement/pro/networkanalystn', startDate, 2]],
    );
    const report = timelineMarkdown({
      timeline: simulate({ ...legacy, file }),
      portalName: 'P',
      others: readingsThatDiffer({ ...legacy, file }),
    });
    assert.match(report, /If the number startDate decides when a part starts, the first shortage is/);
  });
});

describe('timeline: names of others in the report', () => {
  it('are text wherever they stand: title, file, portal, table, heading of a shortage, reductions', () => {
    const hostile = '**x** <img src=y> [l](http://evil.example)';
    const timeline = simulate({
      ...legacy,
      listings: [
        { ...listing, title: `T ${hostile}`, pools: [{ key: entitlement('networkAnalystN'), num: 1 }] },
      ],
    });
    assert.equal(timeline.shortages.length, 1);
    const common = { timeline, portalName: `P ${hostile}`, reductions: reductions(timeline) };
    for (const report of [
      timelineMarkdown(common),
      timelineMarkdown({ ...common, fileName: `F ${hostile}` }),
    ]) {
      assert.doesNotMatch(report, /(?<!\\)<img|\*\*x|\]\(/);
      const heads = report.split('\n').filter(line => line.startsWith('#'));
      const escaped = '\\*\\*x\\*\\* \\<img src=y\\> \\[l\\]\\(http\\:';
      for (const name of ['T', 'P'])
        assert.ok(
          heads.some(line => line.includes(`${name} ${escaped}`)),
          name,
        );
      if (report.includes('F \\*')) assert.ok(heads[0]?.includes(`F ${escaped}`));
    }
    assert.ok(timelineMarkdown({ ...common, fileName: `F ${hostile}` }).includes('F \\*\\*x'));
  });
});
