import assert from 'node:assert/strict';
import type {
  SimulationCell,
  SimulationData,
  SimulationStrings,
  SimulationSubject,
} from '../../../src/shared/simulation';
import { niceTop, stepAt, stepSpec } from '../../../src/webview/stepSpec';

const day = 86_400_000;
const strings = new Proxy(
  {},
  {
    get: (_, name) =>
      ({
        language: 'en',
        overBy: '{0} over',
        step: 'From {0}: {1}.',
        chartSummary: '{0}.',
        notKnown: 'not known',
      })[String(name)],
  },
) as unknown as SimulationStrings;

const cell = (seats: number | undefined, held: number | undefined): SimulationCell => ({
  ...(seats === undefined ? {} : { seats }),
  ...(held === undefined ? {} : { held }),
  over: seats === undefined || held === undefined ? 0 : Math.max(0, held - seats),
  words: `${seats ?? '?'} seats, ${held ?? '?'} held`,
});
const subject = (...cells: readonly SimulationCell[]): SimulationSubject => ({
  key: 's',
  label: 'Network Analyst',
  cells,
  changes: true,
});
const data = (...days: readonly number[]): SimulationData => ({
  title: '',
  facts: [],
  verdict: { tone: 'ok', text: '' },
  notices: [],
  unknown: [],
  boundaries: days.map(one => ({
    at: one * day,
    utc: `day ${one}`,
    local: '',
    when: `day ${one}`,
    short: '',
    causes: [`cause ${one}`],
  })),
  subjects: [],
  shortages: [],
});

describe('the steps of a simulation', () => {
  it('hold from one change to the next, and the last one to the edge', () => {
    const spec = stepSpec(data(0, 100), subject(cell(10, 8), cell(5, 8)), strings);
    assert.deepEqual(
      spec.points.map(({ at, seats, held }) => [at / day, seats, held]),
      [
        [0, 10, 8],
        [100, 5, 8],
        [130, 5, 8],
      ],
    );
    assert.deepEqual(spec.over, [{ from: 100 * day, to: 130 * day, seats: 5, held: 8, label: '▲ 3 over' }]);
    assert.deepEqual(
      [stepAt(spec, 99 * day), stepAt(spec, 100 * day), stepAt(spec, 500 * day)],
      [0, 1, undefined],
    );
    assert.equal(
      spec.summary,
      'Network Analyst. From day 0: 10 seats, 8 held. From day 100: 5 seats, 8 held.',
    );
  });

  it('are those of the subject alone: what changes others only is no step', () => {
    const spec = stepSpec(
      data(0, 10, 20, 400),
      subject(cell(5, 8), cell(5, 8), cell(2, 8), cell(2, 8)),
      strings,
    );
    assert.deepEqual(
      spec.steps.map(step => [step.from / day, step.lines.at(-1)]),
      [
        [0, 'cause 0'],
        [20, 'cause 20'],
      ],
    );
    assert.equal(spec.over.length, 2);
    assert.ok(spec.max >= 400 * day, 'the axis goes on to the last boundary');
  });

  it('have a gap where seats are not known, and no line of holders nobody knows', () => {
    const spec = stepSpec(data(0, 10), subject(cell(undefined, undefined), cell(4, undefined)), strings);
    assert.deepEqual([spec.points[0]?.seats, spec.hasHeld, spec.over], [undefined, false, []]);
    assert.deepEqual(spec.steps[0]?.lines, ['? seats, ? held', 'cause 0']);
  });

  it('leave a date beyond five years to the table', () => {
    const spec = stepSpec(data(0, 50, 20_000), subject(cell(1, 1), cell(2, 1), cell(0, 1)), strings);
    assert.equal(spec.steps.length, 2);
    assert.ok(spec.max < 200 * day);
  });

  it('end at a round number above the highest line', () => {
    assert.deepEqual([1, 9, 59, 312, 1120].map(niceTop), [2, 10, 80, 400, 1500]);
  });
});
