// What stands around the bars of a chart, drawn by us: row labels, notes, the row under the pointer and today's line.
import type { Plugin } from 'chart.js';
import type { BarSpec } from './specs';
import type { Palette } from './theme';
import type { Words } from './words';

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

export interface ChartLayout {
  readonly narrow: boolean;
  readonly rowHeight: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly barThickness: number;
}

/** Labels, notes, the row under the pointer and today's line. */
export function chartFrame(spec: BarSpec, look: ChartLook, layout: ChartLayout): Plugin<'bar'> {
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

/** Width of a text in the widest font that is drawn, in CSS pixels. */
export function measurer(palette: Palette): (text: string) => number {
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
