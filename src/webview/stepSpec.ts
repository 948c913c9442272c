// What the step chart of one subject draws, as plain data: seats over time, who holds them, and the stretches that are over-assigned.
import { day } from '../core/format';
import { fill } from '../shared/strings';
import type { SimulationData, SimulationStrings, SimulationSubject } from '../shared/simulation';

/** A boundary further away than this is left to the table: one date in 2099 must not squash the rest. */
const horizonDays = 5 * 365;
/** Room right of the last boundary, so that what holds from then on can be seen. */
const leastTailDays = 30;

export interface StepPoint {
  /** Epoch ms. */
  readonly at: number;
  /** Undefined where it is not known. */
  readonly seats: number | undefined;
  readonly held: number | undefined;
}

/** From `from` until `to` (epoch ms) more is held than there is. */
export interface OverStretch {
  readonly from: number;
  readonly to: number;
  readonly seats: number;
  readonly held: number;
  /** `▲ 62 over`. */
  readonly label: string;
}

export interface Step {
  readonly from: number;
  readonly to: number;
  /** Head and lines of the tip; also what is spoken. */
  readonly title: string;
  readonly lines: readonly string[];
}

export interface StepSpec {
  readonly caption: string;
  /** Spoken instead of the picture. */
  readonly summary: string;
  /** One per change in sight and one at the right edge, where nothing changes. */
  readonly points: readonly StepPoint[];
  readonly over: readonly OverStretch[];
  readonly steps: readonly Step[];
  readonly min: number;
  readonly max: number;
  /** Top of the axis of seats. */
  readonly top: number;
  readonly hasHeld: boolean;
}

/** The chart of one subject of the data; its cells stand by the boundaries' order. */
export function stepSpec(data: SimulationData, subject: SimulationSubject, s: SimulationStrings): StepSpec {
  const caption = subject.group === undefined ? subject.label : `${subject.label} · ${subject.group}`;
  const min = data.boundaries[0]?.at ?? 0;
  const near = data.boundaries.flatMap((boundary, index) =>
    boundary.at <= min + horizonDays * day ? [{ boundary, cell: subject.cells[index] }] : [],
  );
  // What changes the seats of others only is no step of this subject.
  const inSight = near.filter(
    ({ cell }, index) => index === 0 || cell?.seats !== near[index - 1]?.cell?.seats,
  );
  const last = near.at(-1)?.boundary.at ?? min;
  const max = last + Math.max(leastTailDays * day, (last - min) * 0.12);
  const endOf = (index: number): number => inSight[index + 1]?.boundary.at ?? max;
  const points = inSight.map(({ boundary, cell }): StepPoint => ({
    at: boundary.at,
    seats: cell?.seats,
    held: cell?.held,
  }));
  const end = points.at(-1);
  const figures = points.flatMap(point => [point.seats ?? 0, point.held ?? 0]);
  return {
    caption,
    summary: [
      fill(s.chartSummary, caption),
      ...inSight.map(({ boundary, cell }) => fill(s.step, boundary.when, cell?.words ?? s.notKnown)),
    ].join(' '),
    points: end === undefined ? [] : [...points, { ...end, at: max }],
    over: inSight.flatMap(({ boundary, cell }, index): OverStretch[] =>
      cell?.seats === undefined || cell.held === undefined || cell.over === 0
        ? []
        : [
            {
              from: boundary.at,
              to: endOf(index),
              seats: cell.seats,
              held: cell.held,
              label: `▲ ${fill(s.overBy, new Intl.NumberFormat(s.language).format(cell.over))}`,
            },
          ],
    ),
    steps: inSight.map(({ boundary, cell }, index) => ({
      from: boundary.at,
      to: endOf(index),
      title: boundary.utc,
      lines: [boundary.local, cell?.words ?? s.notKnown, ...boundary.causes].filter(line => line !== ''),
    })),
    min,
    max,
    top: niceTop(Math.max(1, ...figures)),
    hasHeld: points.some(point => point.held !== undefined),
  };
}

/** A round number that leaves room above the highest line. */
export function niceTop(highest: number): number {
  const wanted = highest * 1.08;
  const unit = 10 ** Math.floor(Math.log10(wanted));
  const steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
  const step = steps.find(one => one * unit >= wanted) ?? 10;
  return Math.max(Math.ceil(highest), Math.ceil(step * unit));
}

/** The step that an instant falls into; undefined outside of the chart. */
export function stepAt(spec: StepSpec, at: number): number | undefined {
  const index = spec.steps.findIndex(step => at >= step.from && at < step.to);
  return index === -1 ? undefined : index;
}
