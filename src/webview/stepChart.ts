// The step chart on a canvas: Chart.js draws axes and lines; what is over-assigned, and the boundary one is on, are ours.
import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartConfiguration,
  type Plugin,
} from 'chart.js';
import { count, utcDay } from '../core/format';
import type { StepSpec } from './stepSpec';
import type { Palette } from './theme';
import { paint } from './theme';
import { timeTicks } from './timeLine';

Chart.register(LineController, LineElement, PointElement, LinearScale);

interface Point {
  readonly x: number;
  readonly y: number | null;
}
export type StepChart = Chart<'line', Point[]>;

export interface StepLook {
  readonly palette: Palette;
  readonly language: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  /** The step that keyboard or mouse is on. */
  readonly active: () => number | undefined;
}

/** The dashes of the line of those who hold seats: told from the seats not by colour alone. */
export const heldDashes: readonly number[] = [6, 4];

/** Draws into a canvas of the look's size. The caller destroys the chart. */
export function drawSteps(canvas: HTMLCanvasElement, spec: StepSpec, look: StepLook): StepChart {
  canvas.width = Math.round(look.width);
  canvas.height = Math.round(look.height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser cannot draw on a canvas.');
  return new Chart<'line', Point[]>(context, configuration(spec, look));
}

function configuration(spec: StepSpec, look: StepLook): ChartConfiguration<'line', Point[]> {
  const { palette } = look;
  const narrow = look.width < 520;
  const font = { family: palette.fontFamily, size: Math.max(11, palette.fontSize - 1) };
  const line = {
    stepped: true,
    pointRadius: 0,
    fill: false,
    borderJoinStyle: 'miter',
    clip: false,
  } as const;
  return {
    type: 'line',
    data: {
      datasets: [
        {
          ...line,
          data: spec.points.map(point => ({ x: point.at, y: point.held ?? null })),
          borderColor: palette.foreground,
          borderWidth: 2,
          borderDash: [...heldDashes],
        },
        {
          ...line,
          data: spec.points.map(point => ({ x: point.at, y: point.seats ?? null })),
          borderColor: palette.fills.assigned.color,
          borderWidth: 3,
        },
      ],
    },
    options: {
      responsive: false,
      maintainAspectRatio: false,
      devicePixelRatio: look.pixelRatio,
      animation: false,
      events: [],
      layout: { padding: { top: 22, right: 12, left: 4, bottom: 2 } },
      scales: {
        x: {
          type: 'linear',
          min: spec.min,
          max: spec.max,
          border: { color: palette.muted },
          grid: { color: palette.grid, tickLength: 5 },
          ticks: {
            color: palette.muted,
            font,
            maxRotation: 0,
            autoSkip: false,
            callback: value => tickText(Number(value)),
          },
          afterBuildTicks: axis => {
            axis.ticks = timeTicks(axis.min, axis.max, narrow ? 4 : 8).map(value => ({ value }));
          },
        },
        y: {
          min: 0,
          max: spec.top,
          border: { display: false },
          grid: { color: palette.grid, drawTicks: false },
          ticks: {
            color: palette.muted,
            font,
            padding: 8,
            precision: 0,
            maxTicksLimit: 6,
            callback: value => count(Number(value), look.language),
          },
        },
      },
    },
    plugins: [marks(spec, look)],
  };
}

function tickText(at: number): string {
  const date = utcDay(at);
  return date.endsWith('-01-01') ? date.slice(0, 4) : date.slice(0, 7);
}

/** Behind the lines: the step one is on, the boundaries, and hatched what is held beyond the seats, with how much. */
function marks(spec: StepSpec, look: StepLook): Plugin<'line'> {
  const { palette } = look;
  return {
    id: 'marks',
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea: area } = chart;
      const x = (at: number): number => Math.round(chart.scales['x']?.getPixelForValue(at) ?? 0);
      const y = (seats: number): number => Math.round(chart.scales['y']?.getPixelForValue(seats) ?? 0);
      const active = spec.steps[look.active() ?? -1];
      ctx.save();
      if (active !== undefined) {
        ctx.fillStyle = palette.hover;
        ctx.fillRect(x(active.from), area.top, x(active.to) - x(active.from), area.bottom - area.top);
      }
      for (const { from, to, seats, held } of spec.over) {
        const [left, top] = [x(from), y(held)];
        const [width, height] = [x(to) - left, y(seats) - top];
        ctx.fillStyle = paint(ctx, palette.fills.over, palette.background, look.pixelRatio);
        ctx.fillRect(left, top, width, height);
        ctx.strokeStyle = palette.outline ?? palette.fills.over.color;
        ctx.lineWidth = 1;
        ctx.strokeRect(left + 0.5, top + 0.5, Math.max(0, width - 1), Math.max(0, height - 1));
      }
      ctx.setLineDash([2, 3]);
      ctx.lineWidth = 1;
      for (const step of spec.steps) {
        ctx.strokeStyle = step === active ? palette.focus : palette.muted;
        ctx.beginPath();
        ctx.moveTo(x(step.from) + 0.5, area.top);
        ctx.lineTo(x(step.from) + 0.5, area.bottom);
        ctx.stroke();
      }
      ctx.restore();
    },
    afterDatasetsDraw(chart) {
      const { ctx, chartArea: area } = chart;
      const x = (at: number): number => Math.round(chart.scales['x']?.getPixelForValue(at) ?? 0);
      const y = (seats: number): number => Math.round(chart.scales['y']?.getPixelForValue(seats) ?? 0);
      ctx.save();
      ctx.font = `600 ${Math.max(11, palette.fontSize - 1)}px ${palette.fontFamily}`;
      ctx.fillStyle = palette.error;
      ctx.strokeStyle = palette.background;
      ctx.lineWidth = 4;
      ctx.lineJoin = 'round';
      ctx.textBaseline = 'bottom';
      let free = area.left;
      for (const { from, to, held, label } of spec.over) {
        const room = x(to) - x(from);
        const text = ctx.measureText(label).width <= room - 8 ? label : '▲';
        const width = ctx.measureText(text).width;
        const left = Math.min(x(from) + 4, area.right - width);
        // Of stretches that are too narrow for their words, those that would overlap stay without.
        if (left < free) continue;
        free = left + width + 6;
        const bottom = Math.max(area.top, y(held)) - 4;
        ctx.strokeText(text, left, bottom);
        ctx.fillText(text, left, bottom);
      }
      ctx.restore();
    },
  };
}
