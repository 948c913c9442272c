// One chart of horizontal bars on a canvas: Chart.js draws bars and axis; the row labels and notes around them are ours.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  type ChartConfiguration,
  type ChartDataset,
} from 'chart.js';
import { utcDay } from '../core/format';
import type { BarTarget } from '../core/series/seriesTypes';
import { chartFrame, measurer } from './chartFrame';
import type { ChartLayout, ChartLook } from './chartFrame';
import { paint } from './theme';
import type { BarRow, BarSpec } from './specs';
import { timeTicks } from './timeLine';
import type { Words } from './words';

Chart.register(BarController, BarElement, CategoryScale, LinearScale);

type Value = number | [number, number] | null;

/** Below this width a row's label stands above its bar, not beside it. */
const narrowBelow = 680;

/** Height in CSS pixels that a chart needs: by rows, so that bars never get thinner. */
export function chartLayout(spec: BarSpec, look: Pick<ChartLook, 'palette' | 'width'>): ChartLayout {
  const narrow = look.width < narrowBelow;
  const rowHeight = narrow ? 46 : 32;
  const text = measurer(look.palette);
  const widest = (values: readonly string[]): number =>
    values.reduce((most, value) => Math.max(most, text(value)), 0);
  const left = narrow ? 8 : Math.min(widest(spec.rows.map(row => row.label)) + 24, look.width * 0.32);
  const right = narrow ? 12 : Math.min(widest(spec.rows.map(row => row.note)) + 24, look.width * 0.36);
  return {
    narrow,
    rowHeight,
    height: spec.rows.length * rowHeight + 40,
    left: Math.ceil(left),
    right: Math.ceil(right),
    barThickness: narrow ? 14 : 16,
  };
}

/** Draws a chart on a canvas of the size that {@link chartLayout} gives. The caller destroys it. */
export function drawChart(canvas: HTMLCanvasElement, spec: BarSpec, look: ChartLook): Chart<'bar', Value[]> {
  const layout = chartLayout(spec, look);
  canvas.width = Math.round(look.width);
  canvas.height = Math.round(layout.height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser cannot draw on a canvas.');
  return new Chart<'bar', Value[]>(context, configuration(context, spec, look, layout));
}

/** The row at a height of the canvas, and what a click there means: the part of the bar, or the row. */
export function targetAt(
  chart: Chart<'bar', Value[]>,
  spec: BarSpec,
  x: number,
  y: number,
): { readonly row: number; readonly target: BarTarget | undefined } | undefined {
  const area = chart.chartArea;
  if (y < area.top || y > area.bottom || spec.rows.length === 0) return undefined;
  const row = Math.floor(((y - area.top) / (area.bottom - area.top)) * spec.rows.length);
  const known = spec.rows[row];
  if (known === undefined) return undefined;
  const part = chart.data.datasets.findIndex((_, index) => {
    const bar = chart.getDatasetMeta(index).data[row];
    return (
      chart.data.datasets[index]?.data[row] !== null && bar instanceof BarElement && bar.inXRange(x, true)
    );
  });
  return { row, target: known.segmentTargets?.[part] ?? known.target };
}

function configuration(
  context: CanvasRenderingContext2D,
  spec: BarSpec,
  look: ChartLook,
  layout: ChartLayout,
): ChartConfiguration<'bar', Value[]> {
  const { palette, words } = look;
  const font = { family: palette.fontFamily, size: Math.max(11, palette.fontSize - 1) };
  return {
    type: 'bar',
    data: {
      labels: spec.rows.map(row => row.key),
      datasets: spec.segments.map(({ fill, label }, index): ChartDataset<'bar', Value[]> => {
        const { edge, pattern, color: plain } = palette.fills[fill];
        const color = paint(context, palette.fills[fill], palette.background, look.pixelRatio);
        const border = palette.outline ?? edge ?? (pattern === 'none' ? undefined : plain);
        return {
          label,
          data: spec.rows.map(row => valueOf(row, index)),
          backgroundColor: color,
          hoverBackgroundColor: color,
          ...(border === undefined ? {} : { borderColor: border, hoverBorderColor: border }),
          borderWidth: border === undefined ? 0 : 1,
          borderSkipped: false,
          borderRadius: 2,
          barThickness: layout.barThickness,
          // On a time line each row has one bar, of whichever segment: they must not stand side by side.
          grouped: spec.axis !== 'time',
          minBarLength: spec.axis === 'time' ? 4 : 2,
        };
      }),
    },
    options: {
      indexAxis: 'y',
      responsive: false,
      maintainAspectRatio: false,
      devicePixelRatio: look.pixelRatio,
      animation: look.animate ? { duration: 250 } : false,
      events: [],
      layout: { padding: { left: layout.left, right: layout.right, bottom: 4 } },
      scales: {
        y: { stacked: true, display: false, grid: { display: false } },
        x: {
          stacked: spec.axis !== 'time',
          position: 'top',
          min: spec.min,
          max: spec.max ?? longest(spec) * 1.01,
          border: { display: false },
          grid: { color: palette.grid, drawTicks: false },
          ticks: {
            color: palette.muted,
            font,
            padding: 6,
            includeBounds: false,
            maxRotation: 0,
            autoSkipPadding: 16,
            ...(spec.axis === 'count' ? { precision: 0 } : {}),
            maxTicksLimit: layout.narrow ? 5 : 9,
            callback: value => tickText(Number(value), spec, words),
          },
          ...(spec.axis === 'time'
            ? {
                afterBuildTicks: axis => {
                  axis.ticks = timeTicks(axis.min, axis.max, layout.narrow ? 4 : 9).map(value => ({ value }));
                },
              }
            : {}),
        },
      },
    },
    plugins: [chartFrame(spec, look, layout)],
  };
}

/** The end of the longest bar; a percentage goes up to 100 at least. */
function longest(spec: BarSpec): number {
  const ends = spec.rows.map(row => row.values.reduce((sum, value) => sum + value, 0));
  return Math.max(spec.axis === 'percent' ? 100 : 1, ...ends);
}

function valueOf(row: BarRow, index: number): Value {
  const value = row.values[index] ?? 0;
  // Null draws nothing; 0 would get the least length of a bar.
  if (value === 0) return null;
  return row.range === undefined ? value : [row.range[0], row.range[1]];
}

function tickText(value: number, spec: BarSpec, words: Words): string {
  if (spec.axis === 'percent') return words.percent(value);
  if (spec.axis === 'count') return words.count(value);
  const date = utcDay(value);
  return date.endsWith('-01-01') ? date.slice(0, 4) : date.slice(0, 7);
}
