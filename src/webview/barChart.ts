// One chart of horizontal bars on a canvas: Chart.js draws bars and axis; the row labels and notes around them are ours.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  type ChartConfiguration,
  type ChartDataset,
  type Plugin,
} from 'chart.js';
import { utcDay } from '../core/format';
import type { BarTarget } from '../core/series/seriesTypes';
import { paint } from './theme';
import type { Palette } from './theme';
import type { BarRow, BarSpec } from './specs';
import { timeTicks } from './timeLine';
import type { Words } from './words';

Chart.register(BarController, BarElement, CategoryScale, LinearScale);

type Value = number | [number, number] | null;

export interface ChartLook {
  readonly palette: Palette;
  readonly words: Words;
  /** CSS pixels. */
  readonly width: number;
  readonly pixelRatio: number;
  readonly animate: boolean;
  /** The row that keyboard or mouse is on. */
  readonly active: () => number | undefined;
}

/** Below this width a row's label stands above its bar, not beside it. */
const narrowBelow = 680;

interface Layout {
  readonly narrow: boolean;
  readonly rowHeight: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly barThickness: number;
}

/** Height in CSS pixels that a chart needs: by rows, so that bars never get thinner. */
export function chartLayout(spec: BarSpec, look: Pick<ChartLook, 'palette' | 'width'>): Layout {
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
  layout: Layout,
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
    plugins: [frame(spec, look, layout)],
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

/** Labels, notes, the row under the pointer and today's line. */
function frame(spec: BarSpec, look: ChartLook, layout: Layout): Plugin<'bar'> {
  const { palette } = look;
  return {
    id: 'frame',
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea: area } = chart;
      const active = look.active();
      const height = (area.bottom - area.top) / Math.max(1, spec.rows.length);
      if (active !== undefined && spec.rows[active] !== undefined) {
        ctx.save();
        ctx.fillStyle = palette.hover;
        ctx.fillRect(0, area.top + active * height, chart.width, height);
        ctx.restore();
      }
      if (spec.mark !== undefined) {
        const x = Math.round(chart.scales['x']?.getPixelForValue(spec.mark) ?? 0) + 0.5;
        ctx.save();
        ctx.strokeStyle = palette.foreground;
        ctx.lineWidth = 1;
        ctx.setLineDash([4, 3]);
        ctx.beginPath();
        ctx.moveTo(x, area.top);
        ctx.lineTo(x, area.bottom);
        ctx.stroke();
        ctx.restore();
      }
    },
    // In a narrow chart the label takes the upper part of the row, and the bar moves down.
    beforeDatasetDraw(chart) {
      chart.ctx.save();
      if (layout.narrow) chart.ctx.translate(0, 9);
    },
    afterDatasetDraw(chart) {
      chart.ctx.restore();
    },
    afterDatasetsDraw(chart) {
      const { ctx, chartArea: area } = chart;
      const height = (area.bottom - area.top) / Math.max(1, spec.rows.length);
      const active = look.active();
      ctx.save();
      ctx.textBaseline = 'middle';
      for (const [index, row] of spec.rows.entries()) {
        const top = area.top + index * height;
        const noteColor = row.tone === 'error' ? palette.error : palette.muted;
        if (layout.narrow) {
          const y = top + 12;
          const labelWidth = measured(ctx, row.label, cssFont(palette, false));
          // Words stand on one line as long as both fit; then the note has the larger part.
          const noteWidth = Math.min(
            measured(ctx, row.note, cssFont(palette, row.tone === 'error')),
            Math.max(chart.width - labelWidth - 36, chart.width * 0.62),
          );
          ctx.fillStyle = noteColor;
          ctx.textAlign = 'right';
          haloed(
            ctx,
            clipped(ctx, row.note, noteWidth + 1),
            chart.width - 12,
            y,
            index === active ? palette.hover : palette.background,
          );
          ctx.font = cssFont(palette, false);
          ctx.fillStyle = palette.foreground;
          ctx.textAlign = 'left';
          haloed(
            ctx,
            clipped(ctx, row.label, chart.width - noteWidth - 32),
            area.left,
            y,
            index === active ? palette.hover : palette.background,
          );
        } else {
          const y = top + height / 2;
          ctx.font = cssFont(palette, false);
          ctx.fillStyle = palette.foreground;
          ctx.textAlign = 'right';
          ctx.fillText(clipped(ctx, row.label, layout.left - 20), area.left - 10, y);
          ctx.font = cssFont(palette, row.tone === 'error');
          ctx.fillStyle = noteColor;
          ctx.textAlign = 'left';
          ctx.fillText(clipped(ctx, row.note, layout.right - 16), area.right + 10, y);
        }
        if (index === active) {
          ctx.strokeStyle = palette.focus;
          ctx.lineWidth = 1;
          ctx.strokeRect(0.5, top + 0.5, chart.width - 1, height - 1);
        }
      }
      ctx.restore();
    },
  };
}

function measured(context: CanvasRenderingContext2D, text: string, font: string): number {
  context.font = font;
  return context.measureText(text).width;
}

/** Text that grid lines do not run through. */
function haloed(context: CanvasRenderingContext2D, text: string, x: number, y: number, behind: string): void {
  context.strokeStyle = behind;
  context.lineWidth = 5;
  context.lineJoin = 'round';
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

function cssFont(palette: Palette, bold: boolean): string {
  return `${bold ? '600 ' : ''}${Math.max(11, palette.fontSize - 1)}px ${palette.fontFamily}`;
}

function measurer(palette: Palette): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return text => text.length * 7;
  context.font = cssFont(palette, true);
  return text => context.measureText(text).width;
}

/** The text, or as much of it as fits, with an ellipsis. */
function clipped(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  const letters = Array.from(text);
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (context.measureText(`${letters.slice(0, middle).join('')}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return `${letters.slice(0, low).join('').trimEnd()}…`;
}
