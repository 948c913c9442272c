// The legend of the step chart: swatches drawn as the chart draws, so that lines are told by their dashes and areas by their pattern.
import type { SimulationStrings } from '../shared/simulation';
import { element } from './dom';
import { heldDashes } from './stepChart';
import type { StepSpec } from './stepSpec';
import { paint, readPalette } from './theme';
import type { Palette } from './theme';

export interface StepMark {
  readonly kind: 'seats' | 'held' | 'over';
  readonly label: string;
}

/** What the chart of this subject has in it. */
export function stepMarks(spec: StepSpec, s: SimulationStrings): readonly StepMark[] {
  return [
    { kind: 'seats', label: s.seats },
    ...(spec.hasHeld ? [{ kind: 'held', label: s.held } as const] : []),
    ...(spec.over.length > 0 ? [{ kind: 'over', label: s.over } as const] : []),
  ];
}

/** Draws one swatch of 22 by 12 CSS pixels, its corner at the origin of the pen. */
export function drawMark(
  pen: CanvasRenderingContext2D,
  kind: StepMark['kind'],
  palette: Palette,
  ratio: number,
): void {
  if (kind === 'over') {
    pen.fillStyle = paint(pen, palette.fills.over, palette.background, ratio);
    pen.fillRect(0, 0, 22, 12);
    pen.strokeStyle = palette.outline ?? palette.fills.over.color;
    pen.strokeRect(0.5, 0.5, 21, 11);
    return;
  }
  pen.save();
  pen.strokeStyle = kind === 'seats' ? palette.fills.assigned.color : palette.foreground;
  pen.lineWidth = kind === 'seats' ? 3 : 2;
  if (kind === 'held') pen.setLineDash([...heldDashes]);
  pen.beginPath();
  pen.moveTo(0, 6);
  pen.lineTo(22, 6);
  pen.stroke();
  pen.restore();
}

/** Fills the list with what the chart has. */
export function showStepLegend(list: HTMLElement, spec: StepSpec, s: SimulationStrings): void {
  const palette = readPalette();
  const ratio = window.devicePixelRatio;
  list.replaceChildren(
    ...stepMarks(spec, s).map(({ kind, label }) => {
      const swatch = element('canvas', { class: 'swatch wide', attributes: { 'aria-hidden': 'true' } });
      swatch.width = Math.round(22 * ratio);
      swatch.height = Math.round(12 * ratio);
      const pen = swatch.getContext('2d');
      if (pen !== null) {
        pen.scale(ratio, ratio);
        drawMark(pen, kind, palette, ratio);
      }
      return element('li', {}, swatch, label);
    }),
  );
}
