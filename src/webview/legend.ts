// The legend as a list: swatches painted like the bars, so that a pattern is told by its pattern.
import { element } from './dom';
import { usedSegments } from './specs';
import type { BarSpec } from './specs';
import { paint, readPalette } from './theme';

/** Fills the list with the segments that the chart has. */
export function showLegend(list: HTMLElement, spec: BarSpec): void {
  const palette = readPalette();
  const ratio = window.devicePixelRatio;
  list.replaceChildren(
    ...usedSegments(spec).map(index => {
      const segment = spec.segments[index];
      const swatch = element('canvas', { class: 'swatch', attributes: { 'aria-hidden': 'true' } });
      swatch.width = Math.round(12 * ratio);
      swatch.height = Math.round(12 * ratio);
      const pen = swatch.getContext('2d');
      if (pen !== null && segment !== undefined) {
        pen.scale(ratio, ratio);
        pen.fillStyle = paint(pen, palette.fills[segment.fill], palette.background, ratio);
        pen.fillRect(0, 0, 12, 12);
        pen.strokeStyle = palette.outline ?? palette.fills[segment.fill].edge ?? palette.grid;
        pen.strokeRect(0.5, 0.5, 11, 11);
      }
      return element('li', {}, swatch, segment?.label ?? '');
    }),
  );
}
